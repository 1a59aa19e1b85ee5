// Which days are looked at, in the brand's own clock. Pure.
import { dayKey } from "../../shared/format";
import type { Days, Range } from "./api";

const DAY_MS = 86_400_000;
/** The clock of the brand is seven hours ahead of the world's and never changes. */
const OFFSET = "+07:00";
/** More than this at once is refused: it says little and costs much. */
export const MAX_DAYS = 366;

export type Span = "7" | "30" | "own";

export interface Period {
  span: Span;
  /** First and last day, as "2026-11-21", of an own range. */
  from: string;
  to: string;
}

const start = (day: string): number => Date.parse(`${day}T00:00:00${OFFSET}`);

/** The last `days` days, today among them. */
export function lastDays(days: number, now: Date): Days {
  return { from: dayKey(now.getTime() - (days - 1) * DAY_MS), to: dayKey(now) };
}

/** A period that has not been touched yet. */
export const firstPeriod = (now: Date): Period => ({ span: "7", ...lastDays(7, now) });

/** What is wrong with a period, as the key of its words; null where nothing is. */
export function wrongWith(
  { span, from, to }: Period,
  now: Date,
): "period_empty" | "period_order" | "period_long" | "period_future" | null {
  if (span !== "own") return null;
  const [first, last] = [start(from), start(to)];
  if (Number.isNaN(first) || Number.isNaN(last)) return "period_empty";
  if (first > last) return "period_order";
  if (first > now.getTime()) return "period_future";
  return (last - first) / DAY_MS >= MAX_DAYS ? "period_long" : null;
}

/** The days of a period, both included. */
export function daysOf({ span, from, to }: Period, now: Date): Days {
  return span === "own" ? { from, to } : lastDays(Number(span), now);
}

/** From the first moment of the first day to the last of the last. */
export function rangeOf(period: Period, now: Date): Range {
  const { from, to } = daysOf(period, now);
  return {
    from: new Date(start(from)).toISOString(),
    to: new Date(Math.min(start(to) + DAY_MS, Math.max(now.getTime(), start(from) + 1))).toISOString(),
  };
}
