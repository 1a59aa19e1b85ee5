// When a promise is due, in words, and the times that one tap promises. Pure; all in the house's clock.
import type { DeskPromise } from "../../shared/api";
import { age, asDate, clock, day, dayKey, ZONE } from "../../shared/format";
import type { Language } from "../../shared/i18n";
import { t } from "./texts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** WIB has no summer time. */
const WIB = "+07:00";
/** From this long before its time on, a promise asks for attention. */
export const SOON_MS = HOUR;
const TOMORROW = "10:00";

type At = string | number | Date;

/** Whether somebody still has to keep it. */
export const owed = (p: DeskPromise): boolean => p.state === "open" || p.state === "broken";

/** Those that are still owed, the most urgent first. */
export const owedOf = (promises: readonly DeskPromise[] | null | undefined): DeskPromise[] =>
  (promises ?? [])
    .filter(owed)
    .sort((a, b) => (asDate(a.due_at)?.getTime() ?? 0) - (asDate(b.due_at)?.getTime() ?? 0));

/** How urgent a promise is: its time passed, comes within the hour, or later. A clock that is ahead of the server's counts too. */
export function urgency(p: DeskPromise, now: number): "late" | "soon" | "later" {
  const due = asDate(p.due_at)?.getTime() ?? Number.POSITIVE_INFINITY;
  if (p.state === "broken" || due < now) return "late";
  return due - now <= SOON_MS ? "soon" : "later";
}

/** "12 mnt lagi", "hari ini 14.30", "besok 10.00", "23 Nov 10.00", "lewat 5 mnt". */
export function dueWord(due: At, lang: Language, now: number): string {
  const at = asDate(due);
  if (!at) return "";
  const left = at.getTime() - now;
  if (left < 0)
    return -left < MINUTE ? t("due_now", {}, lang) : t("due_late", { age: age(at, lang, now) }, lang);
  if (left < HOUR) return t("due_in", { n: Math.max(1, Math.round(left / MINUTE)) }, lang);
  return named("due", at, lang, now);
}

/** The time as a customer is told: "hari ini pukul 14.30 WIB". */
export function sayWhen(due: At, lang: Language, now: number): string {
  const at = asDate(due);
  return at ? named("say", at, lang, now) : "";
}

function named(form: "due" | "say", at: Date, lang: Language, now: number): string {
  const time = clock(at, lang);
  if (dayKey(at) === dayKey(now)) return t(`${form}_today`, { time }, lang);
  if (dayKey(at) === dayKey(now + DAY)) return t(`${form}_tomorrow`, { time }, lang);
  return t(`${form}_at`, { day: day(at, lang, now), time }, lang);
}

/** Times that one tap promises. */
export type When = "hour" | "tomorrow" | "pick";

/** The time of a chip; `picked` is the value of a field of type datetime-local, read as WIB. Null where it is none. */
export function timeOf(when: When, picked: string, now: number): Date | null {
  switch (when) {
    case "hour":
      return new Date(now + HOUR);
    case "tomorrow":
      return asDate(`${dayKey(now + DAY)}T${TOMORROW}:00${WIB}`);
    case "pick":
      return picked ? asDate(`${picked.slice(0, 16)}:00${WIB}`) : null;
  }
}

/** The next half hour from a time on. */
export const halfHour = (at: number): number => Math.ceil(at / (30 * MINUTE)) * 30 * MINUTE;

/** A time as a field of type datetime-local wants it, in WIB. */
export function fieldTime(at: At): string {
  const date = asDate(at);
  if (!date) return "";
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: ZONE,
    dateStyle: "short",
    timeStyle: "short",
  }).format(date);
  return parts.replace(" ", "T");
}
