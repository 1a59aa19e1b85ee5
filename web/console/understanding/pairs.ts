// Intents that are taken for each other: both directions of a pair stand together. Pure.
import type { Confusion } from "./api";

export interface Pair {
  /** The one more often taken for the other comes first. */
  a: string;
  b: string;
  count: number;
  ways: Confusion[];
}

/** The most frequent first. What is heard as nothing at all is no pair. */
export function pairs(confusions: readonly Confusion[]): Pair[] {
  const found = new Map<string, Pair>();
  for (const way of confusions) {
    const key = [way.intent, way.guess].sort().join("\u0000");
    const pair = found.get(key) ?? { a: way.intent, b: way.guess, count: 0, ways: [] };
    pair.count += way.count;
    pair.ways.push(way);
    found.set(key, pair);
  }
  return [...found.values()].sort(
    (x, y) => y.count - x.count || x.a.localeCompare(y.a) || x.b.localeCompare(y.b),
  );
}
