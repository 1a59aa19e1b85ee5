// What differs between two texts, line by line, with a little of what stands around it. Pure.
import { diffLines } from "diff";

export interface DiffLine {
  kind: "same" | "added" | "removed";
  text: string;
  /** Line numbers, 1-based; null where the line is not in that text. */
  before: number | null;
  after: number | null;
}

/** Lines that are told apart, or how many were left out between two such places. */
export type Part = { lines: DiffLine[] } | { skipped: number };

const AROUND = 3;

export function diffOf(before: string, after: string): DiffLine[] {
  const out: DiffLine[] = [];
  let b = 0;
  let a = 0;
  for (const change of diffLines(before, after)) {
    const lines = change.value.replace(/\n$/, "").split("\n");
    for (const text of lines)
      if (change.added) out.push({ kind: "added", text, before: null, after: ++a });
      else if (change.removed) out.push({ kind: "removed", text, before: ++b, after: null });
      else out.push({ kind: "same", text, before: ++b, after: ++a });
  }
  return out;
}

export interface Sum {
  added: number;
  removed: number;
}

export const sumOf = (lines: readonly DiffLine[]): Sum => ({
  added: lines.filter((line) => line.kind === "added").length,
  removed: lines.filter((line) => line.kind === "removed").length,
});

/** Leaves out what is far from any difference. */
export function parts(lines: readonly DiffLine[], around = AROUND): Part[] {
  const near = new Uint8Array(lines.length);
  lines.forEach((line, i) => {
    if (line.kind !== "same") near.fill(1, Math.max(0, i - around), Math.min(lines.length, i + around + 1));
  });
  const out: Part[] = [];
  let i = 0;
  while (i < lines.length) {
    const from = i;
    const shown = near[i];
    while (i < lines.length && near[i] === shown) i++;
    out.push(shown ? { lines: lines.slice(from, i) } : { skipped: i - from });
  }
  return out;
}
