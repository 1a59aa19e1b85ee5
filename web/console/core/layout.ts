// How many columns fit. On a phone each column is a page with a way back; inside a frame of our own demo page
// two columns hold down to a narrower width, because the reader there has a desktop around it.

/**
 * pages: one column at a time · compact: narrow list + conversation, panel on top ·
 * wide: list + conversation, panel on top · full: all three beside each other.
 */
export type Layout = "pages" | "compact" | "wide" | "full";

const PAGES_MAX = 720;
const PAGES_MAX_EMBEDDED = 519;
const COMPACT_MAX = 959;
const WIDE_MAX = 1239;

/** The layout for a width in CSS pixels. */
export function layoutFor(width: number, embedded: boolean): Layout {
  if (width <= (embedded ? PAGES_MAX_EMBEDDED : PAGES_MAX)) return "pages";
  if (width <= COMPACT_MAX) return "compact";
  return width <= WIDE_MAX ? "wide" : "full";
}
