// What other lines would have changed: rows of figures, and the cost in one honest sentence. Pure.
import type { Outcome, Replay, Show, Talk } from "../api";

export type Row = keyof Outcome;
export const ROWS: readonly Row[] = [
  "handed_over",
  "offered",
  "in_time",
  "too_late",
  "missed",
  "needless",
  "unknown",
];

/** Whether more of it is better, worse, or neither. */
const GOOD: Record<Row, 1 | -1 | 0> = {
  handed_over: 0,
  offered: 0,
  in_time: 1,
  too_late: -1,
  missed: -1,
  needless: -1,
  unknown: 0,
};

export type Tone = "better" | "worse" | "even";

export function toneOf(row: Row, now: number, then: number): Tone {
  const by = Math.sign(then - now) * GOOD[row];
  return by > 0 ? "better" : by < 0 ? "worse" : "even";
}

/** Customers of whom it is known that no person came in time. */
export const lost = (o: Outcome): number => o.too_late + o.missed;

/** Hours to a tenth: less says nothing. */
const tenths = (hours: number): number => Math.round(hours * 10) / 10;

export type CostKey = `cost_${"more" | "less" | "even"}_${"fewer" | "more" | "even"}`;

export interface Cost {
  key: CostKey;
  /** Hours of work, more or less. */
  hours: number;
  /** Customers, more or less. */
  customers: number;
  /** Hours for each of these customers. */
  each: number;
}

/** Agents' hours under the live lines and under those that are tried. */
export interface Work {
  before: number;
  after: number;
}

/** The hours where one hand-over takes as many minutes as somebody says; by what was measured where nobody does. */
export function hoursOf({ now, then, hours }: Replay, minutes: number | null): Work {
  if (minutes === null) return { before: hours.now, after: hours.then };
  const by = (o: Outcome) => (o.handed_over * minutes) / 60;
  return { before: by(now), after: by(then) };
}

/** What is paid in hours, and what is gained or lost in customers. */
export function cost(now: Outcome, then: Outcome, work: Work): Cost {
  const by = tenths(work.after - work.before);
  const people = lost(then) - lost(now);
  const effort = by > 0 ? "more" : by < 0 ? "less" : "even";
  const customers = people < 0 ? "fewer" : people > 0 ? "more" : "even";
  return {
    key: `cost_${effort}_${customers}`,
    hours: Math.abs(by),
    customers: Math.abs(people),
    each: people === 0 ? 0 : tenths(Math.abs(by) / Math.abs(people)),
  };
}

/** From this share on it is said how many ends nobody knows. */
const MUCH = 0.2;

/** Whether so many ends are not known that the figures must be read with care. */
export const doubtful = ({ unknown, handed_over }: Outcome): boolean =>
  handed_over > 0 && unknown / handed_over >= MUCH;

/** How many talks go another way than they did. */
export const changedTalks = ({ changed }: Replay): number =>
  changed.earlier + changed.later + changed.new + changed.gone;

/** How many talks a choice shows; all of them are those that change. */
export function countOf(show: Show, data: Replay): number {
  if (show === "all") return changedTalks(data);
  return show === "missed" ? data.then.missed : data.changed[show];
}

/** The talks of a choice that came; those that stay as they are come last and are none of all that change. */
export function listed(data: Replay, show: Show): Talk[] {
  const items = data.items ?? [];
  return show === "all" ? items.filter((talk) => talk.class !== "same") : items;
}

/** How many talks of a choice did not come. */
export function left(data: Replay, show: Show): number {
  if (show !== "all") return data.more;
  return Math.max(0, changedTalks(data) - listed(data, show).length);
}

export const MINUTES_MOST = 240;

/** Minutes as somebody wrote them; null where they can be none. */
export function readMinutes(text: string): number | null {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && Number.isFinite(value) && value > 0 && value <= MINUTES_MOST ? value : null;
}
