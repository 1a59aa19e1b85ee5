// Numbers and times in the reader's form: Rp 1.250.000 · 14.30 WIB · 21 Nov 2026. Times are told in Western
// Indonesian Time for every reader, because that is the clock of the brand and of its parcels.
import type { Language } from "./i18n";

/** The clock in which the house tells times. */
export const ZONE = "Asia/Jakarta";
const DAY_MS = 86_400_000;
const locale: Record<Language, string> = { id: "id-ID", en: "en-GB" };

const made = new Map<string, Intl.DateTimeFormat>();

function parts(at: Date, lang: Language, options: Intl.DateTimeFormatOptions): Map<string, string> {
  const key = lang + JSON.stringify(options);
  let format = made.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale[lang], { timeZone: ZONE, ...options });
    made.set(key, format);
  }
  return new Map(format.formatToParts(at).map((p) => [p.type, p.value]));
}

/** A time from the wire (RFC 3339), milliseconds, or a Date; null where it is none. */
export function asDate(at: string | number | Date): Date | null {
  const date = at instanceof Date ? at : new Date(at);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** "14.30" in Indonesian, "14:30" in English. */
export function clock(at: string | number | Date, lang: Language): string {
  const date = asDate(at);
  if (!date) return "";
  const p = parts(date, lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return `${p.get("hour")}${lang === "id" ? "." : ":"}${p.get("minute")}`;
}

/** "14.30 WIB". */
export function clockZone(at: string | number | Date, lang: Language): string {
  const time = clock(at, lang);
  return time && `${time} WIB`;
}

/** "21 Nov 2026"; "21 Nov" where the year is that of `now`. */
export function day(at: string | number | Date, lang: Language, now?: string | number | Date): string {
  const date = asDate(at);
  if (!date) return "";
  const p = parts(date, lang, { day: "numeric", month: "short", year: "numeric" });
  const short = `${p.get("day")} ${p.get("month")}`;
  const current = now === undefined ? null : asDate(now);
  if (current && parts(current, lang, { year: "numeric" }).get("year") === p.get("year")) return short;
  return `${short} ${p.get("year")}`;
}

/** "21 Nov 2026 14.30 WIB". */
export function dayClock(at: string | number | Date, lang: Language, now?: string | number | Date): string {
  const date = day(at, lang, now);
  return date && `${date} ${clockZone(at, lang)}`;
}

/** The calendar day in WIB as "2026-11-21": for grouping. */
export function dayKey(at: string | number | Date): string {
  const date = asDate(at);
  if (!date) return "";
  const p = parts(date, "en", { day: "2-digit", month: "2-digit", year: "numeric" });
  return `${p.get("year")}-${p.get("month")}-${p.get("day")}`;
}

/** "Hari ini", "Kemarin", else the day. */
export function relativeDay(at: string | number | Date, lang: Language, now: string | number | Date): string {
  const current = asDate(now);
  if (current) {
    if (dayKey(at) === dayKey(current)) return lang === "id" ? "Hari ini" : "Today";
    if (dayKey(at) === dayKey(current.getTime() - DAY_MS)) return lang === "id" ? "Kemarin" : "Yesterday";
  }
  return day(at, lang, now);
}

/** How long ago, short, for lists: "baru saja", "4 mnt", "2 jam", "3 hari", then the day. */
export function age(at: string | number | Date, lang: Language, now: string | number | Date): string {
  const date = asDate(at);
  const current = asDate(now);
  if (!date || !current) return "";
  const minutes = Math.floor((current.getTime() - date.getTime()) / 60_000);
  const id = lang === "id";
  if (minutes < 1) return id ? "baru saja" : "just now";
  if (minutes < 60) return id ? `${minutes} mnt` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return id ? `${hours} jam` : `${hours} h`;
  const days = Math.floor(hours / 24);
  if (days < 7) return id ? `${days} hari` : `${days} d`;
  return day(date, lang, current);
}

/** "1.250.000" in Indonesian, "1,250,000" in English. */
export function number(value: number, lang: Language, digits = 0): string {
  return new Intl.NumberFormat(locale[lang], { maximumFractionDigits: digits }).format(value);
}

/** "Rp 1.250.000" (a space that does not break). */
export function rupiah(value: number, lang: Language): string {
  return `${value < 0 ? "−" : ""}Rp\u00a0${number(Math.abs(Math.round(value)), lang)}`;
}

/** Bytes as "12 kB" or "1,4 MB". */
export function bytes(value: number, lang: Language): string {
  if (value < 1000) return `${number(value, lang)} B`;
  if (value < 1_000_000) return `${number(value / 1000, lang, 1)} kB`;
  return `${number(value / 1_000_000, lang, 1)} MB`;
}
