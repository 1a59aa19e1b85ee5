import "./triage.css";
import { number } from "../../shared/format";
import { Icon, IconPath } from "../../shared/Icon";
import { FACES, RESOLVE } from "../list/faces";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { ask } from "./asked";
import { MOST } from "./selection";
import { t } from "./texts";
import { useFirst } from "./useFirst";
import { type Outcome, outcome } from "./work";

/** Names of a refusal that are listed. */
const NAMED = 8;

/** What can be done to all that is picked, at the foot of the list. */
export function BulkBar() {
  const { selection, inbox, prefs, toasts } = useConsole();
  const ids = [...selection.ids.value];
  const all = () => {
    if (!selection.add(inbox.lists.peek().slices[inbox.shown()].ids))
      toasts.show("info", t("bulk_full", { count: MOST }));
  };
  return (
    <>
      <section class="bulk" aria-label={t("bulk")}>
        <p class="bulk-count" role="status">
          {ids.length > 0
            ? t("bulk_picked", { count: number(ids.length, prefs.value.language) })
            : t("bulk_none")}
          <button type="button" class="link-word" onClick={all}>
            {t("bulk_all")}
          </button>
          <button type="button" class="icon-button" aria-label={t("bulk_clear")} onClick={selection.clear}>
            <Icon name="x" size={18} />
          </button>
        </p>
        {[...FACES, RESOLVE].map(([task, path]) => (
          <button
            key={task}
            type="button"
            class="bulk-do"
            aria-disabled={ids.length === 0}
            aria-haspopup="dialog"
            onClick={() => ask(task, ids)}
          >
            <IconPath d={path} size={20} />
            {t(`bulk_${task}`)}
          </button>
        ))}
      </section>
      <OutcomeDialog />
    </>
  );
}

/** What became of many, where not all could be done: how many were, which were not, and why. */
function OutcomeDialog() {
  const now = outcome.value;
  if (!now) return null;
  return <OutcomeOf now={now} />;
}

function OutcomeOf({ now }: { now: Outcome }) {
  const main = useFirst<HTMLButtonElement>();
  const refused = now.refused.reduce((sum, { names }) => sum + names.length, 0);
  const close = () => {
    outcome.value = null;
  };
  return (
    <Dialog
      title={
        now.done === 0 ? t("outcome_none") : t("outcome_title", { done: now.done, all: now.done + refused })
      }
      onClose={close}
    >
      <p>{t("outcome_why")}</p>
      <ul class="refusals">
        {now.refused.map(({ why, names }) => (
          <li key={why}>
            <p>{why}</p>
            <span class="soft">
              {names.slice(0, NAMED).join(", ")}
              {names.length > NAMED && ` ${t("outcome_others", { count: names.length - NAMED })}`}
            </span>
          </li>
        ))}
      </ul>
      <div class="dialog-actions">
        <button type="button" class="button" data-kind="main" ref={main} onClick={close}>
          {t("close")}
        </button>
      </div>
    </Dialog>
  );
}
