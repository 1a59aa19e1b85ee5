// Tags as the server keeps them, and those that are offered while one is typed. Pure.

/** The longest tag, in characters, as the server has it. */
export const LONGEST = 40;
/** Tags offered at once. */
const OFFERED = 8;

/** A tag as it is kept: lower case, one space between words; "" where it can be none. */
export function tagOf(words: string): string {
  const tag = words.toLowerCase().trim().replace(/\s+/g, " ");
  return tag.includes(",") || [...tag].length > LONGEST ? "" : tag;
}

/** One line of what can be chosen. */
export interface Offer {
  readonly tag: string;
  /** Not in use yet. */
  readonly fresh: boolean;
}

/** What is offered for what was typed: those that are on, then used ones, those that begin with it first. */
export function offers(words: string, on: readonly string[], used: readonly string[]): Offer[] {
  const tag = tagOf(words);
  const fits = (other: string) => other.includes(tag);
  const rank = (other: string) => (other.startsWith(tag) ? 0 : 1);
  const rest = used
    .filter((other) => fits(other) && !on.includes(other))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, OFFERED);
  const found = [...on.filter(fits), ...rest].map((other) => ({ tag: other, fresh: false }));
  if (tag && !on.includes(tag) && !used.includes(tag)) found.push({ tag, fresh: true });
  return found;
}
