// The intents of a brand: what they are called, which need help, how they are sought and sorted. Pure.
import type { Language } from "../../shared/i18n";
import type { Change, Intent } from "./api";
import { t } from "./texts";

/** What no intent covers; it is learned like one and never answered as one. */
export const OUTSIDE = "out_of_scope";

/** "order_late" as words, for an intent that the brand gives no title. */
const spelled = (name: string): string => {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What every brand's customers write, and few brands have a title for. */
const COMMON = ["greeting", "goodbye", "thanks"] as const;

/** What people call an intent; `titles` come from the brand. */
export function titleOf(name: string, titles: ReadonlyMap<string, Intent["title"]>, lang: Language): string {
  if (name === "") return t("nothing_heard", undefined, lang);
  if (name === OUTSIDE) return t("outside", undefined, lang);
  const title = titles.get(name);
  const common = COMMON.find((one) => one === name);
  return title?.[lang] || title?.id || title?.en || (common ? t(common, undefined, lang) : spelled(name));
}

export const examplesOf = (intent: Intent): number =>
  Object.values(intent.examples).reduce((a, b) => a + b, 0);

/** How many of its examples are heard as something else. */
export const astray = (intent: Intent): number => Math.round((1 - intent.recall) * examplesOf(intent));

/** The mean of both shares that punishes the lower one: 0 where either is 0. */
export function strength({ recall, precision }: Pick<Intent, "recall" | "precision">): number {
  return recall + precision === 0 ? 0 : (2 * recall * precision) / (recall + precision);
}

const GOOD_ENOUGH = 0.93;

/** The weakest first; none of those that are well understood. */
export function weakest(intents: readonly Intent[], many: number): Intent[] {
  return intents
    .filter((intent) => strength(intent) < GOOD_ENOUGH)
    .sort((a, b) => strength(a) - strength(b) || examplesOf(b) - examplesOf(a))
    .slice(0, many);
}

export type SortKey = "need" | "title" | "examples" | "recall" | "precision";

interface Order {
  key: SortKey;
  down: boolean;
}

/** Those that hold the words in title or name, in an order. */
export function arranged(
  intents: readonly Intent[],
  words: string,
  { key, down }: Order,
  title: (name: string) => string,
): Intent[] {
  const sought = words.trim().toLowerCase();
  const value: Record<SortKey, (i: Intent) => number | string> = {
    need: strength,
    title: (i) => title(i.name).toLowerCase(),
    examples: examplesOf,
    recall: (i) => i.recall,
    precision: (i) => i.precision,
  };
  const of = value[key];
  const compare = (a: Intent, b: Intent): number => {
    const [x, y] = [of(a), of(b)];
    const by = typeof x === "string" && typeof y === "string" ? x.localeCompare(y) : Number(x) - Number(y);
    return (down ? -by : by) || a.name.localeCompare(b.name);
  };
  return intents
    .filter((i) => sought === "" || `${i.name} ${title(i.name)}`.toLowerCase().includes(sought))
    .sort(compare);
}

/** Every intent that an example may be given to: those that live, those of the draft, and what is outside. */
export function choices(intents: readonly Intent[], changes: readonly Change[]): string[] {
  const names = new Set(intents.map((i) => i.name));
  for (const change of changes) if (change.kind === "add") names.add(change.intent);
  names.delete(OUTSIDE);
  return [...names, OUTSIDE];
}

/** Choices that hold each of the typed words in title or name; those that begin with them come first. */
export function matching(names: readonly string[], typed: string, title: (name: string) => string): string[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const text = (name: string) => `${title(name)} ${name} ${name.replaceAll("_", " ")}`.toLowerCase();
  const first = words.join(" ");
  return names
    .filter((name) => words.every((word) => text(name).includes(word)))
    .sort((a, b) => {
      const begins = Number(text(b).startsWith(first)) - Number(text(a).startsWith(first));
      return begins || Number(a === OUTSIDE) - Number(b === OUTSIDE) || title(a).localeCompare(title(b));
    });
}
