// What a trial says, before and after. Pure.
import type { Change, Figures, IntentChange, Trial } from "../api";
import { strength } from "../intents";

/** Less than this is noise, not a change. */
const NOTICEABLE = 0.005;
/** The same for one intent, where a single example counts for more than a percent. */
const NOTICEABLE_INTENT = 0.03;
/** The same for what is answered, which hangs on one threshold. */
const NOTICEABLE_SHARE = 0.03;

export type Direction = "better" | "worse" | "same";

export const direction = (before: number, after: number, noise = NOTICEABLE): Direction =>
  Math.abs(after - before) < noise ? "same" : after > before ? "better" : "worse";

/** What a verdict is made from. */
export interface Compared {
  before: Figures;
  after: Figures;
  better: number;
  worse: number;
}

/** How an intent fares as a whole. */
export function shift(change: IntentChange): number {
  const before = strength({ recall: change.recall_before, precision: change.precision_before });
  const after = strength({ recall: change.recall_after, precision: change.precision_after });
  return after - before;
}

/** Intents that changed, those that lost most first; `all` keeps the others behind them. */
export function byIntent(changes: readonly IntentChange[], all: boolean): IntentChange[] {
  const changed = (c: IntentChange) =>
    direction(c.recall_before, c.recall_after, NOTICEABLE_INTENT) !== "same" ||
    direction(c.precision_before, c.precision_after, NOTICEABLE_INTENT) !== "same";
  return changes
    .filter((c) => all || changed(c))
    .sort(
      (a, b) =>
        Number(changed(b)) - Number(changed(a)) || shift(a) - shift(b) || a.intent.localeCompare(b.intent),
    );
}

/** Whether so many changes for the better and the worse are more than chance: learning anew always moves some examples
 * both ways, and as many one way as a coin would show them are no sign (two standard deviations). */
export const telling = (better: number, worse: number): boolean =>
  Math.abs(better - worse) >= 2 * Math.sqrt(better + worse);

/** Whether it is a gain: by what is understood, then by what is answered at the promise. */
export function verdict({ before, after, better, worse }: Compared): Direction {
  const understood = telling(better, worse) ? direction(before.accuracy, after.accuracy) : "same";
  return understood === "same"
    ? direction(before.share_at_promise, after.share_at_promise, NOTICEABLE_SHARE)
    : understood;
}

/** Whether the draft is still the one that was tried. */
export const stillTried = (tried: readonly string[], draft: readonly Change[]): boolean =>
  tried.length === draft.length && draft.every((change, i) => tried[i] === change.id);

/** Whether there were enough examples to hold some out, both times. */
export const isMeasured = ({ before, after }: Pick<Compared, "before" | "after">): boolean =>
  before.measured && after.measured;

export const isDone = (trial: Trial): trial is Trial & { before: Figures; after: Figures } =>
  trial.state === "done" && trial.before !== null && trial.after !== null;
