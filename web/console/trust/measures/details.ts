// What the lines of a list say of themselves, in the reader's words.
import { signalWord } from "../../core/names";
import type { Behind } from "../api";
import { count, decimal, duration, wordFor } from "../words";
import { type Family, type Figure, isSpan, unitOf } from "./figures";
import { t, texts } from "./texts";

/** The words behind a code; of a signal those that the whole console has for it, of a topic its name. */
export function detailWords(family: Family, code: string): string {
  if (!code || family === "topic") return code.replaceAll("_", " ");
  if (family === "signal") return signalWord(code);
  return Object.hasOwn(texts.id, `${family}_${code}`) ? wordFor(texts, t, family, code) : signalWord(code);
}

/** What a line's value says: "terlambat 2 jam", "4 dari 5", "kepercayaan 31". */
export function valueWords(value: Behind["value"], figure: Figure): string {
  const unit = unitOf(figure);
  if (isSpan(unit)) return value > 0 ? t(`value_${unit}`, { value: duration(value) }) : "";
  return t(`value_${unit}`, { value: unit === "mark" ? decimal(value) : count(value) });
}
