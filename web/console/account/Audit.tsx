import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Agent } from "../../shared/api";
import { dayClock } from "../../shared/format";
import { Listing, Page } from "../settings/Page";
import { useLoad } from "../settings/useLoad";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Empty } from "../view/States";
import type { Change } from "./api";
import { t } from "./texts";
import { useAccount } from "./useAccount";

/** Who changed what. */
export function Audit() {
  const { api: calls } = useConsole();
  const people = useLoad(calls.agents);
  const [actor, setActor] = useState("");
  const id = useId();
  return (
    <Page title={t("audit_title")} lead={t("audit_lead")}>
      <div class="field">
        <label class="field-label" for={id}>
          {t("audit_who")}
        </label>
        <div class="field-line">
          <select id={id} value={actor} onChange={(event) => setActor(event.currentTarget.value)}>
            <option value="">{t("audit_all")}</option>
            {(people.data ?? []).map((a: Agent) => (
              <option key={a.id} value={`agent:${a.id}`}>
                {a.name}
              </option>
            ))}
          </select>
        </div>
      </div>
      <List key={actor} actor={actor} />
    </Page>
  );
}

function List({ actor }: { actor: string }) {
  const { api, attempt } = useAccount();
  const list = useLoad(() => api.changes(actor, ""));
  const [more, setMore] = useState<Change[]>([]);
  const [next, setNext] = useState("");
  useEffect(() => setNext(list.data?.next ?? ""), [list.data]);
  const busy = useRef(false);
  const older = async () => {
    if (busy.current) return;
    busy.current = true;
    const page = await attempt(() => api.changes(actor, next));
    busy.current = false;
    if (!page) return;
    setMore([...more, ...(page.value.items ?? [])]);
    setNext(page.value.next ?? "");
  };
  return (
    <Listing list={list}>
      {(first) => {
        const all = [...(first.items ?? []), ...more];
        if (all.length === 0)
          return (
            <Empty icon={<Glyph name="eye" size={22} />} title={t("audit_empty")}>
              {t("audit_empty_why")}
            </Empty>
          );
        return (
          <>
            <ul class="card things">
              {all.map((change) => (
                <Line key={change.id} change={change} />
              ))}
            </ul>
            {next && (
              <button type="button" class="button" onClick={() => void older()}>
                {t("audit_more")}
              </button>
            )}
          </>
        );
      }}
    </Listing>
  );
}

function Line({ change }: { change: Change }) {
  const { prefs, clock } = useConsole();
  return (
    <li class="thing">
      <div class="thing-text">
        <p class="thing-name">
          {change.name || t(change.actor === "command line" ? "audit_command_line" : "gone")} ·{" "}
          {change.action}
        </p>
        <p class="soft">
          {dayClock(change.at, prefs.value.language, clock.value)} · {change.address}
          {change.leaf !== null && ` · ${t("audit_leaf", { n: change.leaf })}`}
        </p>
        {change.outcome !== "done" && (
          <p class="field-error">{t(change.outcome === "begun" ? "audit_begun" : "audit_unknown")}</p>
        )}
        <details>
          <summary>{t("audit_details")}</summary>
          <p class="soft">{change.target}</p>
          <Part title={t("audit_before")} value={change.before} />
          <Part title={t("audit_after")} value={change.after} />
          <Part title={t("audit_asked")} value={change.asked} />
        </details>
      </div>
    </li>
  );
}

function Part({ title, value }: { title: string; value: unknown }) {
  if (value === undefined || value === null) return null;
  return (
    <>
      <p class="field-label">{title}</p>
      <pre class="audit-part">{JSON.stringify(value, null, 2)}</pre>
    </>
  );
}
