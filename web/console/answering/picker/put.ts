// How words come into a text, and what is selected then. Pure.
import { gapsOf } from "../trigger";

/** What is selected of words that begin at a place: their first gap, else their end. */
export function selected(words: string, begin: number): { from: number; to: number } {
  const [gap] = gapsOf(words);
  const end = begin + words.length;
  return gap ? { from: begin + gap.from, to: begin + gap.to } : { from: end, to: end };
}

/** A text with a part of it replaced. */
export function replaced(text: string, from: number, to: number, more: string) {
  return { text: text.slice(0, from) + more + text.slice(to), ...selected(more, from) };
}

/** A text cut at its gaps, for showing them. */
export function cutAtGaps(text: string): { text: string; gap: boolean }[] {
  const parts: { text: string; gap: boolean }[] = [];
  let at = 0;
  for (const gap of gapsOf(text)) {
    if (gap.from > at) parts.push({ text: text.slice(at, gap.from), gap: false });
    parts.push({ text: gap.label, gap: true });
    at = gap.to;
  }
  if (at < text.length) parts.push({ text: text.slice(at), gap: false });
  return parts;
}
