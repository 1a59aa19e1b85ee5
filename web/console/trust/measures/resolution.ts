// How matters ended, in shares that add up to a whole. Pure.
import type { Day, Measures } from "../api";

/** The four honest ends, from the best to the worst. */
export const ENDS = ["confirmed", "silent", "came_back", "gave_up"] as const;
export type End = (typeof ENDS)[number];

export interface Part {
  end: End;
  n: number;
  /** Of those that have ended so; whole percent, all together 100. */
  percent: number;
}

/** Whole percents that add up to 100: the largest rests are rounded up. */
export function percents(counts: readonly number[]): number[] {
  const all = counts.reduce((a, b) => a + b, 0);
  if (all === 0) return counts.map(() => 0);
  const exact = counts.map((n) => (n / all) * 100);
  const whole = exact.map(Math.floor);
  let rest = 100 - whole.reduce((a, b) => a + b, 0);
  const order = exact
    .map((value, i) => ({ i, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of order) {
    if (rest-- <= 0) break;
    whole[i] = (whole[i] ?? 0) + 1;
  }
  return whole;
}

export function partsOf(resolution: Measures["resolution"]): Part[] {
  const shares = percents(ENDS.map((end) => resolution[end]));
  return ENDS.map((end, i) => ({ end, n: resolution[end], percent: shares[i] ?? 0 }));
}

export const ended = (resolution: Measures["resolution"]): number =>
  ENDS.reduce((sum, end) => sum + resolution[end], 0);

/** The reasons for hand-overs, the most frequent first. */
export function reasonsOf(reasons: Record<string, number> | null): { kind: string; n: number }[] {
  return Object.entries(reasons ?? {})
    .map(([kind, n]) => ({ kind, n }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n || a.kind.localeCompare(b.kind));
}

const DAY_MS = 86_400_000;
const STEPS = [1, 2, 5];

/** The top of an axis that begins at zero: the next round number. */
export function top(most: number): number {
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  for (const step of [...STEPS, 10]) if (step * power >= most) return Math.max(1, step * power);
  return most;
}

/** Every day of the period, also those on which nothing was counted. */
export function everyDay(days: readonly Day[]): Day[] {
  const known = new Map(days.map((d) => [d.day.slice(0, 10), d]));
  const sorted = [...known.keys()].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const found: Day[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    found.push({ hand_overs: 0, missed: 0, needless: 0, ...known.get(day), day });
  }
  return found;
}
