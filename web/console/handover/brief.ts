// The brief of a hand-over: what a person takes in within five seconds. Pure.
import type { Brief, HandOver } from "../../shared/api";

/** The words of a brief, all parts together, at most; the server keeps to it, and the card shows no more. */
export const MAX_WORDS = 60;

const words = (text: string | undefined): string[] => (text ?? "").split(/\s+/).filter(Boolean);

/** How many words the parts of a brief have. */
export function countWords(b: Brief): number {
  const parts = [
    b.who,
    b.wants,
    b.tried,
    b.mood,
    b.next,
    ...(b.promises ?? []),
    ...(b.known ?? []).flatMap((f) => [f.label, f.value]),
  ];
  return parts.reduce((sum, part) => sum + words(part).length, 0);
}

/** The brief of a card; null where it has none, or one that says nothing. */
export function briefOf(handOver: HandOver): Brief | null {
  const b = handOver.brief;
  return b && (b.who?.trim() || b.wants?.trim()) ? b : null;
}
