// Figures and names in the reader's words.
import { number } from "../../shared/format";
import { type Dictionary, language, type Translate } from "../../shared/i18n";
import type { PlaybookName, Words } from "./api";
import type { Whose } from "./lab/setting";
import { t } from "./texts";

export const count = (value: number): string => number(value, language.value);

/** "1,5", "1.234": a tenth where it matters. */
export const decimal = (value: number, digits = 1): string => number(value, language.value, digits);

/** "93%"; "–" where nothing was measured. */
export const percent = (share: number | null | undefined, digits = 0): string =>
  share === null || share === undefined ? "–" : `${number(share * 100, language.value, digits)}%`;

/** "+3", "−2", "0". */
export function signed(by: number, digits = 0): string {
  const shown = number(Math.abs(by), language.value, digits);
  return shown === "0" ? "0" : `${by > 0 ? "+" : "−"}${shown}`;
}

/** "2 mnt 5 dtk", "1 jam 4 mnt"; "–" where nothing was measured. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return "–";
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (h > 0) return m > 0 ? t("time_hm", { h: count(h), m }) : t("time_h", { h: count(h) });
  if (m > 0) return s > 0 ? t("time_ms", { m, s }) : t("time_m", { m });
  return t("time_s", { s });
}

/** A text in the reader's language, else in whichever there is. */
export function inWords(words: Words | null | undefined): string {
  if (!words) return "";
  if (typeof words === "string") return words;
  return words[language.value] || Object.values(words).find(Boolean) || "";
}

/** The words behind a name that the server gave, under the key of its family; the name itself where there are none. */
export function wordFor<K extends string>(
  dictionary: Dictionary<K>,
  say: Translate<K>,
  family: string,
  name: string,
): string {
  const key = `${family}_${name}`;
  return Object.hasOwn(dictionary.id, key) ? say(key as K) : name.replaceAll("_", " ");
}

/** "Bawaan", "Risiko uang", "Retur barang". */
export function whoseName(whose: Whose, playbooks: readonly PlaybookName[]): string {
  if (whose.kind === "default") return t("whose_default");
  if (whose.kind === "risk") return t(`risk_${whose.id}` as "risk_money");
  const found = playbooks.find(({ id }) => id === whose.id);
  return inWords(found?.title) || whose.id.replaceAll("_", " ");
}
