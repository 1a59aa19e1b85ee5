import { useEffect, useMemo } from "preact/hooks";
import { format } from "../core/route";
import { Leaving } from "../settings/Leaving";
import { Page } from "../settings/Page";
import { useConsole } from "../view/context";
import { Bone, Trouble, Waiting } from "../view/States";
import { Agents } from "./Agents";
import { createRoutingApi } from "./api";
import { RoutingProvider, useRouting } from "./context";
import { Hours } from "./Hours";
import "../room/room.css";
import "./routing.css";
import { Rules } from "./Rules";
import { SaveBar } from "./SaveBar";
import { createRouting } from "./state";
import { Teams } from "./Teams";
import { t } from "./texts";

/** How the desk gives out its conversations: rules, teams, people, hours. */
export function RoutingPage() {
  const { request, session, live } = useConsole();
  const routing = useMemo(() => createRouting(createRoutingApi(request)), [request]);
  const may = session.may("manage");
  const changes = routing.changes.value.length;
  useEffect(() => {
    void routing.load();
  }, [routing]);
  // What others change shows at once where nothing is being changed here; else it is met on saving.
  useEffect(() => live.listen("routing", () => void routing.refresh()), [live, routing]);

  return (
    <RoutingProvider value={{ routing, may }}>
      <Page title={t("title")} lead={t("lead")}>
        <p>
          <a class="desk-link" href={format({ page: "live", figure: null })}>
            {t("desk_link")}
          </a>
        </p>
        {!may && <p class="banner">{t("read_only")}</p>}
        <Parts />
      </Page>
      {may && <SaveBar />}
      {may && <Leaving dirty={changes > 0} why={t("leave_why", { n: changes })} save={routing.save} />}
    </RoutingProvider>
  );
}

function Parts() {
  const { routing } = useRouting();
  const failure = routing.failure.value;
  if (routing.draft.value)
    return (
      <>
        <Rules />
        <Teams />
        <Agents />
        <Hours />
      </>
    );
  if (failure)
    return (
      <Trouble
        title={t("load_failed")}
        failure={failure}
        safe={t("load_failed_safe")}
        onRetry={() => void routing.load()}
      />
    );
  return (
    <Waiting>
      <div class="card">
        <Bone width="30%" height={18} />
        <Bone width="80%" />
        <Bone width="60%" />
      </div>
    </Waiting>
  );
}
