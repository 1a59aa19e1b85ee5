// What of the list is shown, in which order. Pure.
import type { BookRow, BookState, Words } from "./api";

export type Filter = "all" | BookState | "problems";
export const FILTERS: readonly Filter[] = ["all", "live", "changed", "draft", "off", "problems"];

/** A text in the reader's language, else in whichever there is. */
export function inWords(words: Words | null | undefined, language: string): string {
  if (!words) return "";
  return words[language] || Object.values(words).find((text) => text) || "";
}

const fold = (text: string) => text.toLocaleLowerCase("id");

const passes = (row: BookRow, filter: Filter): boolean => {
  if (filter === "all") return true;
  if (filter === "problems") return row.problems.errors + row.problems.warnings > 0;
  return row.state === filter;
};

/** Rows that pass the filter and hold every word of the query: in title, about, id or what starts them. */
export function chosen(rows: readonly BookRow[], filter: Filter, query: string, language: string): BookRow[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return rows
    .filter((row) => passes(row, filter))
    .filter((row) => {
      const hay = fold(
        [
          row.id,
          ...Object.values(row.title),
          ...Object.values(row.about ?? {}),
          ...(row.triggers ?? []).flatMap(({ label }) => [label, label.replaceAll("_", " ")]),
        ].join(" "),
      );
      return words.every((word) => hay.includes(word));
    })
    .sort((a, b) => inWords(a.title, language).localeCompare(inWords(b.title, language), language));
}

export const countsOf = (rows: readonly BookRow[]): Record<Filter, number> => ({
  all: rows.length,
  live: rows.filter((row) => passes(row, "live")).length,
  changed: rows.filter((row) => passes(row, "changed")).length,
  draft: rows.filter((row) => passes(row, "draft")).length,
  off: rows.filter((row) => passes(row, "off")).length,
  problems: rows.filter((row) => passes(row, "problems")).length,
});

/** The title that stands in a text, in a language; "" where it cannot be read at a glance. */
export function titleIn(source: string, lang: string): string {
  const block = /^title:(.*(?:\n[ \t]+.*)*)/m.exec(source)?.[1] ?? "";
  const found = new RegExp(`\\b${lang}:\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|'([^']*)'|([^,}\\n]+))`).exec(block);
  return (found?.[1] ?? found?.[2] ?? found?.[3] ?? "").trim();
}

/** The events that a text waits for or begins with, in its order. */
export function eventsIn(source: string): string[] {
  const found = [...source.matchAll(/\bevent:\s*["']?([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)/g)].map(
    (m) => m[1] ?? "",
  );
  return [...new Set(found)];
}
