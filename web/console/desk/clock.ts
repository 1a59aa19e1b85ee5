// The clock of whoever waits: how pressing it is, and in which words. Pure.
import { asDate, clock, day, dayKey } from "../../shared/format";
import type { Language } from "../../shared/i18n";
import { t } from "./texts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** A clock asks for attention in its last quarter: never later than a minute before the end, never earlier than this. */
const LONGEST_CAUTION = 10 * MINUTE;
const LAST_PART = 0.25;

export type Pressing = "calm" | "soon" | "late";

/** How pressing a deadline is for somebody who waits since a time. */
export function pressing(since: number, due: number, now: number): Pressing {
  if (now > due) return "late";
  const caution = Math.min(LONGEST_CAUTION, Math.max(MINUTE, (due - since) * LAST_PART));
  return due - now <= caution ? "soon" : "calm";
}

/** "0:42", "12:05": for what counts down by the second. */
export function ticking(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A stretch of time as a person says it: "0:42", "12 mnt", "3 jam". */
export function stretch(ms: number, lang: Language): string {
  if (ms < 2 * MINUTE) return ticking(ms);
  if (ms < HOUR) return t("minutes", { n: Math.round(ms / MINUTE) }, lang);
  return t("hours", { n: Math.round(ms / HOUR) }, lang);
}

/** "sisa 4 mnt", "sisa 0:42", "telat 3 mnt"; a deadline that is far off says its time: "tenggat 08.05". */
export function clockWord(due: number, now: number, lang: Language): string {
  if (now > due) return t("late", { time: stretch(now - due, lang) }, lang);
  if (due - now < HOUR) return t("left", { time: stretch(due - now, lang) }, lang);
  const time = clock(due, lang);
  return t("due", { time: dayKey(due) === dayKey(now) ? time : `${day(due, lang, now)} ${time}` }, lang);
}

/** A moment of the wire in milliseconds; 0 where it is none. */
export const ms = (at: string | null | undefined): number => (at ? (asDate(at)?.getTime() ?? 0) : 0);
