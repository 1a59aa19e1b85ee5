// How long something has lasted: an age, but of less than a minute it says so instead of "just now".
import { age, asDate } from "../../shared/format";
import type { Language } from "../../shared/i18n";
import { t } from "../texts";

/** "6 mnt", "2 jam", "< 1 mnt". */
export function waited(since: string, lang: Language, now: number): string {
  const date = asDate(since);
  if (date && now - date.getTime() < 60_000) return t("under_a_minute");
  return age(since, lang, now);
}
