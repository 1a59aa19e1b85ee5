// Texts for people: a key and two languages. A part keeps its own dictionary in a file named texts.ts that
// exports `texts`; shared/parity.test.ts checks every such file (same keys, same placeholders, nothing empty).
//
//   const texts = dictionary({ id: { hello: "Halo {name}" }, en: { hello: "Hello {name}" } });
//   const t = translator(texts);
//   t("hello", { name: "Rina" })          // in the language of the signal below; re-renders when it changes
import { signal } from "@preact/signals";

/** The languages in which the house has texts. */
export type Language = "id" | "en";

/** What may stand in a placeholder. */
export type Values = Readonly<Record<string, string | number>>;

/** One text for each key and language. */
export interface Dictionary<K extends string = string> {
  readonly id: Readonly<Record<K, string>>;
  readonly en: Readonly<Record<K, string>>;
}

/** The reader's language. Reading `.value` while rendering subscribes the component. */
export const language = signal<Language>("id");

/** Narrows a foreign string ("en-GB", null, "fr") to a language of the house. */
export function asLanguage(value: string | null | undefined, fallback: Language = "id"): Language {
  const primary = (value ?? "").toLowerCase().split(/[-_]/)[0];
  return primary === "id" || primary === "en" ? primary : fallback;
}

/** Types a dictionary by its Indonesian keys, so that a missing English text does not compile. */
export function dictionary<K extends string>(texts: {
  id: Record<K, string>;
  en: Record<NoInfer<K>, string>;
}): Dictionary<K> {
  return texts;
}

/** Fills {placeholders}; an unknown one stays as it is, so that a test or a person sees it. */
export function fill(text: string, values?: Values): string {
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}

/** A function from key to text in the reader's language, or in `lang` where it is given. */
export type Translate<K extends string> = (key: K, values?: Values, lang?: Language) => string;

/** Makes the lookup for one dictionary. */
export function translator<K extends string>(texts: Dictionary<K>): Translate<K> {
  return (key, values, lang) => fill(texts[lang ?? language.value][key], values);
}
