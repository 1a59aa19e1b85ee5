// Opening hours that are being set: the week as a grid, as the server takes it, and in the words that customers are told. Pure.
import type { Language } from "../../shared/i18n";
import type { OpenHours, Opening } from "./api";
import { t } from "./texts";

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];

/** From and to, as "08:00"; midnight at the end of a day is "24:00". */
export interface Open {
  from: string;
  to: string;
}

export type Week = Record<Day, Open[]>;

/** Most characters of what customers are told. */
export const LONGEST = 200;

const empty = (): Week => ({ mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] });

/** The week of openings, day by day. */
export function weekOf(open: Opening["open"]): Week {
  const week = empty();
  for (const { days, from, to } of open ?? [])
    for (const day of DAYS) if (days.includes(day)) week[day].push({ from, to });
  return week;
}

/** The openings of a week: days with the same times stand together. */
export function openOf(week: Week): OpenHours["open"] {
  const by = new Map<string, OpenHours["open"][number]>();
  for (const day of DAYS)
    for (const { from, to } of week[day]) {
      const known = by.get(`${from} ${to}`);
      if (!known) by.set(`${from} ${to}`, { days: [day], from, to });
      else if (!known.days.includes(day)) known.days.push(day);
    }
  return [...by.values()];
}

/** The days whose times cannot be: one is missing, ends before it begins, or runs into another. */
export function wrongDays(week: Week): Day[] {
  return DAYS.filter((day) => {
    const spans = [...week[day]].sort((a, b) => a.from.localeCompare(b.from));
    return spans.some(
      ({ from, to }, i) => from === "" || to === "" || to <= from || from < (spans[i - 1]?.to ?? ""),
    );
  });
}

const ZONES: Readonly<Record<string, string>> = { "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT" };

/** "Senin–Jumat 08.00–16.00, Sabtu 09.00–12.00 WIB": a week as customers are told; "" for one that is never open. */
export function toldOf(week: Week, zone: string, lang: Language): string {
  const time = (text: string) => (lang === "id" ? text.replace(":", ".") : text);
  const times = (day: Day) =>
    [...week[day]]
      .sort((a, b) => a.from.localeCompare(b.from))
      .map(({ from, to }) => `${time(from)}–${time(to)}`)
      .join(t("told_and", undefined, lang));
  const runs: { first: Day; last: Day; times: string }[] = [];
  for (const day of DAYS) {
    const is = times(day);
    const before = runs.at(-1);
    if (before && before.times === is) before.last = day;
    else runs.push({ first: day, last: day, times: is });
  }
  const name = (day: Day) => t(`day_${day}`, undefined, lang);
  const said = runs
    .filter((run) => run.times !== "")
    .map(
      ({ first, last, times: is }) =>
        `${first === last ? name(first) : `${name(first)}–${name(last)}`} ${is}`,
    );
  return said.length > 0 ? `${said.join(", ")} ${ZONES[zone] ?? "WIB"}` : "";
}

/** The hours with another week. What customers are told follows where it was the week's own words. */
export function withWeek(hours: OpenHours, week: Week, zone: string): OpenHours {
  const before = weekOf(hours.open);
  const told = (lang: Language) =>
    hours.text[lang].trim() === "" || hours.text[lang] === toldOf(before, zone, lang)
      ? toldOf(week, zone, lang)
      : hours.text[lang];
  return { ...hours, open: openOf(week), text: { id: told("id"), en: told("en") } };
}

/** Whether customers are told what the week says, in both languages. */
export const tellsWeek = (hours: OpenHours, zone: string): boolean =>
  (["id", "en"] as const).every((lang) => hours.text[lang] === toldOf(weekOf(hours.open), zone, lang));

/** Whether the server would take them. */
export const fits = (hours: OpenHours): boolean =>
  wrongDays(weekOf(hours.open)).length === 0 &&
  (["id", "en"] as const).every((lang) => {
    const text = hours.text[lang];
    return text.length <= LONGEST && (hours.open.length === 0 || text.trim() !== "");
  });

/** The days with one more, in order and each once. */
export const withDay = (days: readonly string[], day: string): string[] =>
  [...new Set([...days, day])].sort();
