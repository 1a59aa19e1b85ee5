// Figures in the reader's words.
import { number } from "../../shared/format";
import { type Dictionary, language, type Translate } from "../../shared/i18n";
import { t, texts } from "./texts";

/** "84%"; "98,5%" where a tenth matters. */
export function percent(share: number, digits = 0): string {
  return `${number(share * 100, language.value, digits)}%`;
}

/** "84 dari 100". */
export const ofHundred = (share: number): string => t("of_hundred", { count: Math.round(share * 100) });

/** "+3" or "−2" points of a hundred; "0" where nothing moved. */
export function points(before: number, after: number): string {
  const by = Math.round((after - before) * 1000) / 10;
  const digits = number(Math.abs(by), language.value, 1);
  return by === 0 ? "0" : `${by > 0 ? "+" : "−"}${digits}`;
}

export const count = (value: number): string => number(value, language.value);

/** The words behind a name that the server gave, under the key of its family; the name itself where there are none. */
export function wordFor<K extends string>(
  dictionary: Dictionary<K>,
  say: Translate<K>,
  family: string,
  name: string,
): string {
  const key = `${family}_${name}`;
  return key in dictionary.id ? say(key as K) : name.replaceAll("_", " ");
}

/** "Bahasa Indonesia", "English", "campuran"; nothing was told where it is empty. */
export const languageWord = (name: string): string => wordFor(texts, t, "lang", name || "none");

/** Two letters for a list: ID, EN. */
export const languageMark = (name: string): string => (name ? name.slice(0, 2).toUpperCase() : "–");
