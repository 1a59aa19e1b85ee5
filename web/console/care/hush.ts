// What quotes a folded message is folded with it: the hand-over's brief, the reasons of a trust score.
import type { Message } from "../../shared/api";

/** The words of messages that are folded now. */
export const wordsOf = (messages: readonly Message[], folded: (message: Message) => boolean): string[] =>
  messages.filter(folded).flatMap((m) => (m.abuse ?? []).map((a) => a.quote.toLowerCase()));

/** The same value, in which every text that has one of the words is replaced. */
export function hush<T>(value: T, words: readonly string[], by: string): T {
  if (words.length === 0) return value;
  const through = (v: unknown): unknown => {
    if (typeof v === "string") {
      const text = v.toLowerCase();
      return words.some((w) => text.includes(w)) ? by : v;
    }
    if (Array.isArray(v)) return v.map(through);
    if (typeof v === "object" && v !== null)
      return Object.fromEntries(Object.entries(v).map(([key, one]) => [key, through(one)]));
    return v;
  };
  return through(value) as T;
}
