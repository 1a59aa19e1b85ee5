// What a trial says, before and after. Pure.
import type { Change, Figures, IntentChange, Moved, Trial } from "../api";
import { strength } from "../intents";

/** Less than this is noise, not a change. */
const NOTICEABLE = 0.005;

export type Direction = "better" | "worse" | "same";

export const direction = (before: number, after: number): Direction =>
  Math.abs(after - before) < NOTICEABLE ? "same" : after > before ? "better" : "worse";

/** How an intent fares as a whole. */
export function shift(change: IntentChange): number {
  const before = strength({ recall: change.recall_before, precision: change.precision_before });
  const after = strength({ recall: change.recall_after, precision: change.precision_after });
  return after - before;
}

/** Intents that changed, those that lost most first; `all` keeps the others behind them. */
export function byIntent(changes: readonly IntentChange[], all: boolean): IntentChange[] {
  const changed = (c: IntentChange) =>
    direction(c.recall_before, c.recall_after) !== "same" ||
    direction(c.precision_before, c.precision_after) !== "same";
  return changes
    .filter((c) => all || changed(c))
    .sort(
      (a, b) =>
        Number(changed(b)) - Number(changed(a)) || shift(a) - shift(b) || a.intent.localeCompare(b.intent),
    );
}

export interface Verdict {
  direction: Direction;
  better: number;
  worse: number;
  /** Otherwise, but neither right before nor after. */
  other: number;
}

/** Whether it is a gain: by what is understood, then by what is answered at the promise. */
export function verdict(before: Figures, after: Figures, moved: readonly Moved[]): Verdict {
  const better = moved.filter((m) => m.better).length;
  const worse = moved.filter((m) => !m.better && m.before.intent === m.intent).length;
  const understood = direction(before.accuracy, after.accuracy);
  return {
    direction:
      understood === "same" ? direction(before.share_at_promise, after.share_at_promise) : understood,
    better,
    worse,
    other: moved.length - better - worse,
  };
}

/** Whether the draft is still the one that was tried. */
export const stillTried = (tried: readonly string[], draft: readonly Change[]): boolean =>
  tried.length === draft.length && draft.every((change, i) => tried[i] === change.id);

/** Whether there were enough examples to hold some out, both times. */
export const isMeasured = (trial: { before: Figures; after: Figures }): boolean =>
  trial.before.measured && trial.after.measured;

export const isDone = (trial: Trial): trial is Trial & { before: Figures; after: Figures } =>
  trial.state === "done" && trial.before !== null && trial.after !== null;
