// What is known of an import while its rows come in: counts of all, a few to show, and all that need a look to download. Pure.
import type { Action, Row } from "./api";

/** Rows that are drawn; more are in the file to download. */
export const SHOWN = 50;
const NOTED_SHOWN = 20;
/** Lines that are handed to the browser at a time: a blob need not stand in memory. */
const CHUNK = 2000;

/** The kinds that people know, in the order in which they are counted; others are "other", and what could not be read is "". */
export const KINDS = ["contact", "conversation", "message", "macro", "label", "article"] as const;
export const ACTIONS: readonly Action[] = ["create", "update", "same", "refused"];

export type Counts = Record<Action, number>;

export interface Tally {
  rows: number;
  total: Counts;
  /** By kind, those that occur. */
  kinds: ReadonlyMap<string, Counts>;
  /** The first that were refused. */
  refused: readonly Row[];
  /** The first that come along, and of which something should be known. */
  noted: readonly Row[];
  notedCount: number;
}

const none = (): Counts => ({ create: 0, update: 0, same: 0, refused: 0 });

/** A sheet's cell: quoted, and never taken for a formula (OWASP, CSV injection). */
function cell(value: string | number): string {
  const text = String(value);
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

const isNoted = (row: Row) => row.action !== "refused" && (!!row.notes?.length || !!row.duplicate_of);

/** Why a row should be looked at, in the server's words. `same` says that it looks like another contact. */
export function reasons(row: Row, same: (contact: string) => string): string[] {
  return [
    ...(row.what ? [row.what] : []),
    ...(row.duplicate_of ? [same(row.duplicate_of)] : []),
    ...(row.notes ?? []).map((note) => note.what),
  ];
}

export function createTally(words: { head: readonly string[]; same: (contact: string) => string }) {
  const kinds = new Map<string, Counts>();
  const total = none();
  const refused: Row[] = [];
  const noted: Row[] = [];
  let notedCount = 0;
  let rows = 0;
  const line = (cells: readonly (string | number)[]) => `${cells.map(cell).join(",")}\r\n`;
  // A byte order mark, without which a sheet reads the letters wrong.
  let lines: string[] = [`\uFEFF${line(words.head)}`];
  const chunks: Blob[] = [];

  const keep = (row: Row) => {
    const why = reasons(row, words.same).join("; ");
    lines.push(
      line([
        row.file,
        row.line,
        row.action,
        row.kind ?? "",
        row.id ?? "",
        row.problem?.field ?? "",
        why,
        row.next ?? "",
      ]),
    );
    if (lines.length < CHUNK) return;
    chunks.push(new Blob(lines));
    lines = [];
  };

  return {
    add(more: readonly Row[]): void {
      for (const row of more) {
        rows += 1;
        const kind = !row.kind ? "" : (KINDS as readonly string[]).includes(row.kind) ? row.kind : "other";
        const counts = kinds.get(kind) ?? none();
        counts[row.action] += 1;
        kinds.set(kind, counts);
        total[row.action] += 1;
        if (row.action === "refused") {
          if (refused.length < SHOWN) refused.push(row);
          keep(row);
        } else if (isNoted(row)) {
          notedCount += 1;
          if (noted.length < NOTED_SHOWN) noted.push(row);
          keep(row);
        }
      }
    },
    now: (): Tally => ({
      rows,
      total: { ...total },
      kinds: new Map(
        [...KINDS, "other", ""].flatMap((kind) => {
          const counts = kinds.get(kind);
          return counts ? [[kind, { ...counts }] as const] : [];
        }),
      ),
      refused: [...refused],
      noted: [...noted],
      notedCount,
    }),
    /** All rows that need a look, as CSV. */
    sheet: (): Blob => new Blob([...chunks, ...lines], { type: "text/csv" }),
  };
}

export type Tallying = ReturnType<typeof createTally>;
