// How well what was typed fits a text: letters in their order, better at the beginnings of words and beside each other. Pure.

/** Lower case, without accents. */
export const folded = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const WORD = 12;
const BESIDE = 6;
const FIRST = 8;
/** Letters that are skipped cost a little, so that the shorter of two texts comes first. */
const SKIPPED = 0.2;

const starts = (text: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "");

/** Best placing of one word from `at` on, by trying each place where its first letter stands. */
function place(word: string, text: string): number | null {
  let best: number | null = null;
  for (let from = text.indexOf(word[0] ?? ""); from >= 0; from = text.indexOf(word[0] ?? "", from + 1)) {
    let score = starts(text, from) ? WORD : 0;
    if (from === 0) score += FIRST;
    let at = from;
    let fits = true;
    for (const letter of [...word].slice(1)) {
      const straight = text[at + 1] === letter ? at + 1 : -1;
      const next = straight >= 0 ? straight : text.indexOf(letter, at + 1);
      if (next < 0) {
        fits = false;
        break;
      }
      score += next === at + 1 ? BESIDE : starts(text, next) ? WORD / 2 : -2;
      score -= (next - at - 1) * SKIPPED;
      at = next;
    }
    if (fits && (best === null || score > best)) best = score;
  }
  return best;
}

/** Null where it does not fit; else the higher the better. Each word that was typed has to fit somewhere. */
export function fits(typed: string, text: string): number | null {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  const inside = folded(text);
  let sum = -inside.length * 0.05;
  for (const word of words) {
    const score = place(word, inside);
    // Scattered letters of a long text are chance.
    if (score === null || score < Math.min(4, word.length * 2)) return null;
    sum += score;
  }
  return sum;
}

/** Those that fit by any of their names, the best first; all of them, as they stand, where nothing was typed. */
export function ranked<T>(typed: string, all: readonly T[], names: (one: T) => readonly string[]): T[] {
  if (typed.trim() === "") return [...all];
  return all
    .map((one, index) => {
      const scores = names(one)
        .map((name) => fits(typed, name))
        .filter((s): s is number => s !== null);
      return { one, index, score: scores.length > 0 ? Math.max(...scores) : null };
    })
    .filter((r): r is { one: T; index: number; score: number } => r.score !== null)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map((r) => r.one);
}
