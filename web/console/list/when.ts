// Until when something is put off, on the reader's own clock: it is the reader who comes back to it.
import { asDate } from "../../shared/format";
import type { Language } from "../../shared/i18n";

const LOCALE: Record<Language, string> = { id: "id-ID", en: "en-GB" };

/** "Sen, 23 Nov 08.00 WIB"; `zone` for tests, else the browser's. */
export function whenOf(at: string | Date, lang: Language, zone?: string): string {
  const date = asDate(at);
  if (!date) return "";
  const parts = new Intl.DateTimeFormat(LOCALE[lang], {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
    ...(zone && { timeZone: zone }),
  }).formatToParts(date);
  const p = (type: Intl.DateTimeFormatPartTypes) => parts.find((x) => x.type === type)?.value ?? "";
  const colon = lang === "id" ? "." : ":";
  return `${p("weekday")}, ${p("day")} ${p("month")} ${p("hour")}${colon}${p("minute")} ${p("timeZoneName")}`;
}
