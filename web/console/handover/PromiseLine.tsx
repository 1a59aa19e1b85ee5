import type { DeskPromise } from "../../shared/api";
import { dayClock } from "../../shared/format";
import { useConsole } from "../view/context";
import { dueWord, owed, urgency } from "./due";
import { PromiseSign } from "./Sign";
import { t } from "./texts";

/** Whose promise it is, in words. */
export function usePromiseOwner(p: DeskPromise, holder?: { id: string; name: string } | null): string {
  const { session } = useConsole();
  if (!p.owner) return t("promise_by_desk");
  if (p.owner === session.agentId()) return t("promise_by_you");
  const name = p.owner_name || (holder?.id === p.owner ? holder?.name : "");
  return name ? t("promise_by", { name }) : "";
}

/** Its time as a word that says how urgent it is; what is not owed says how it ended. */
export function PromiseDue({ promise: p }: { promise: DeskPromise }) {
  const { clock, prefs } = useConsole();
  const lang = prefs.value.language;
  if (!owed(p))
    return (
      <span class="promise-due" data-urgency="done">
        {t(p.state === "kept" && p.kept_at && p.kept_at > p.due_at ? "state_kept_late" : `state_${p.state}`)}
      </span>
    );
  const urgent = urgency(p, clock.value);
  return (
    <time
      class="promise-due tabular"
      data-urgency={urgent}
      dateTime={p.due_at}
      title={dayClock(p.due_at, lang, clock.value)}
    >
      {dueWord(p.due_at, lang, clock.value)}
    </time>
  );
}

/** What was promised: its kind as a sign and a word, where to, and the words. */
export function PromiseWords({ promise: p }: { promise: DeskPromise }) {
  return (
    <>
      <span class="promise-kind">
        <PromiseSign kind={p.kind} />
        {t(`promise_${p.kind}`)}
        {p.reach && <span class="promise-reach tabular">{p.reach}</span>}
      </span>
      {p.words && <span class="promise-words">{p.words}</span>}
    </>
  );
}
