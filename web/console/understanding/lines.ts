// What people paste or type as examples, and what must not stay in them. Pure.
import type { Addition } from "./api";

/** Characters of one example. */
export const MAX_TEXT = 500;
/** Examples in one request. */
export const MAX_LINES = 500;
const MAX_NAME = 60;

/** Spaces as the server counts them: runs of them are one. */
export const tidy = (text: string): string => text.trim().split(/\s+/).join(" ");

export interface Pasted {
  texts: string[];
  /** Lines that say the same as another one. */
  repeated: number;
  /** Lines over the limit. */
  long: number;
}

/** One example per line. Bullets and numbers before them, quotes around them, and what is said twice go away. */
export function pasted(text: string): Pasted {
  const seen = new Set<string>();
  const result: Pasted = { texts: [], repeated: 0, long: 0 };
  for (const raw of text.split(/\r?\n/)) {
    const line = tidy(raw)
      .replace(/^(?:[-*•–]|\d{1,3}[.)])\s+/, "")
      .replace(/^(["“])(.+)["”]$/, "$2")
      .trim();
    if (line === "") continue;
    const key = line.toLowerCase();
    if ([...line].length > MAX_TEXT) result.long++;
    else if (seen.has(key)) result.repeated++;
    else {
      seen.add(key);
      result.texts.push(line);
    }
  }
  return result;
}

/** Whether an intent may be called so, as training/draft.go says. */
export const validName = (name: string): boolean =>
  name.length <= MAX_NAME && /^[a-z_][a-z0-9_]*$/.test(name);

/** "Cek ongkir, dong" as a name: "cek_ongkir_dong"; "" where nothing is left. */
export function nameFrom(words: string): string {
  return words
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_0-9]+|_+$/g, "")
    .slice(0, MAX_NAME)
    .replace(/_+$/, "");
}

/** Whether a text seems to hold what belongs to one customer alone: numbers, addresses of mail or web. */
export function personal(text: string): boolean {
  return (
    /\S@\S+\.\S/.test(text) || /https?:\/\//i.test(text) || (text.match(/\d[\d\s.-]{4,}\d/g) ?? []).length > 0
  );
}

/** The house's languages; a mixed or other one is left for the trainer to tell. */
export const spoken = (language: string): Addition["language"] =>
  language === "id" || language === "en" ? language : "";
