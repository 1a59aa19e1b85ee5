import { useEffect } from "preact/hooks";
import { Icon } from "../../../shared/Icon";
import { failureText } from "../../core/failure";
import { Fetched } from "../../room/Fetched";
import { Managers } from "../../room/Managers";
import { useConsole } from "../../view/context";
import { Glyph } from "../../view/Glyph";
import { Empty } from "../../view/States";
import type { Change } from "../api";
import { useRoom } from "../context";
import { AddedRow } from "../ExampleRow";
import { Head } from "../Head";
import { t as tm } from "../texts";
import { count } from "../words";
import { Compare } from "./Compare";
import { isDone, stillTried } from "./compare";
import { t } from "./texts";
import { Versions } from "./Versions";

/** Changes that wait: tried beside what lives, compared, then published. */
export function Draft() {
  const { changes, versions } = useRoom();
  useEffect(() => {
    void changes.load();
    void versions.load();
  }, [changes, versions]);
  return (
    <>
      <Head title={tm("tab_draft")} lead={t("draft_lead")} />
      <Fetched slot={changes}>
        {(all) => (
          <>
            <Managers>
              <TrialCard changes={all} />
            </Managers>
            <Changes changes={all} />
          </>
        )}
      </Fetched>
      <Versions />
    </>
  );
}

function Changes({ changes }: { changes: Change[] }) {
  const { go } = useConsole();
  if (changes.length === 0)
    return (
      <Empty
        icon={<Glyph name="pencil" size={22} />}
        title={t("draft_none")}
        action={{
          label: t("draft_none_next"),
          run: () => go({ page: "understanding", tab: "missed", about: [] }),
        }}
      >
        {t("draft_none_why")}
      </Empty>
    );
  return (
    <section class="card list-card" aria-labelledby="changes">
      <h3 id="changes">{t("draft_list", { count: count(changes.length) })}</h3>
      <ul class="examples">
        {[...changes].reverse().map((change) => (
          <AddedRow key={change.id} change={change}>
            <span class={`tag ${change.kind === "add" ? "tag-add" : "tag-remove"}`}>
              {t(change.kind === "add" ? "change_add" : "change_remove")}
            </span>
          </AddedRow>
        ))}
      </ul>
    </section>
  );
}

function TrialCard({ changes }: { changes: Change[] }) {
  const { trial } = useRoom();
  const state = trial.state.value;
  const begin = () => void trial.begin(changes.map((c) => c.id));
  if (state.kind === "running") return <Running since={state.since} />;
  if (state.kind === "done" && isDone(state.trial))
    return <Compare trial={state.trial} stale={!stillTried(state.changes, changes)} onAgain={begin} />;
  if (changes.length === 0) return null;
  const failure = state.kind === "none" ? state.failure : null;
  const why = failure && failureText(failure);
  return (
    <section class="card try-card">
      <div>
        <h3>{t("try_title")}</h3>
        <p class="soft">{t("try_why")}</p>
      </div>
      <button type="button" class="button" data-kind="main" onClick={begin}>
        {t("try_go")}
      </button>
      {(why || state.kind === "done") && (
        <p class="banner" data-tone="bad" role="alert">
          <Icon name="circle-alert" size={18} />
          <span>
            {why
              ? `${why.what} ${why.next}`
              : (state.kind === "done" && state.trial.error) || t("try_failed")}
          </span>
        </p>
      )}
    </section>
  );
}

/** Nobody knows how long it takes to the second; what is known is what happens, and for how long it has. */
function Running({ since }: { since: number }) {
  const { clock, world } = useConsole();
  const seconds = Math.max(0, Math.round((Math.max(clock.value, world.now().getTime()) - since) / 1000));
  return (
    <section class="card try-card" aria-busy="true">
      <div>
        <h3>{t("running")}</h3>
        <p class="soft">{t(seconds > 60 ? "running_long" : "running_why")}</p>
      </div>
      <div class="progress" role="progressbar" aria-label={t("running")}>
        <span />
      </div>
    </section>
  );
}
