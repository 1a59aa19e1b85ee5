// What the linter says of the text, a moment after it was written. What was drawn last stays while a text cannot be read.
import { signal } from "@preact/signals";
import { type Failure, failureOf } from "../core/http";
import type { Checked, Graph, Problem } from "./api";

/** Typing pauses this long before it is looked at. */
export const CHECK_MS = 250;
const AGAIN_MS = 4000;

export interface Findings {
  /** The text that was looked at; null before the first answer. */
  source: string | null;
  problems: readonly Problem[];
  graph: Graph | null;
  /** False where the graph is that of an earlier text. */
  fresh: boolean;
  failure: Failure | null;
}

interface Deps {
  check: (source: string) => Promise<Checked>;
  later: (run: () => void, ms: number) => () => void;
}

export function createChecker({ check, later }: Deps) {
  const found = signal<Findings>({ source: null, problems: [], graph: null, fresh: false, failure: null });
  let wanted: string | null = null;
  let turn = 0;
  let stop: (() => void) | null = null;

  async function look(): Promise<void> {
    stop = null;
    const source = wanted;
    if (source === null) return;
    const mine = ++turn;
    try {
      const { problems, graph } = await check(source);
      if (mine !== turn) return;
      found.value = {
        source,
        problems: problems ?? [],
        graph: graph ?? found.peek().graph,
        fresh: graph !== null,
        failure: null,
      };
    } catch (thrown) {
      if (mine !== turn) return;
      found.value = { ...found.peek(), failure: failureOf(thrown) };
      stop = later(() => void look(), AGAIN_MS);
    }
  }

  return {
    found,
    /** Begins with what the server told with the text. */
    begin(source: string, problems: readonly Problem[], graph: Graph | null): void {
      stop?.();
      turn++;
      wanted = source;
      found.value = { source, problems, graph, fresh: graph !== null, failure: null };
    },
    /** The text is another one now. */
    changed(source: string, ms = CHECK_MS): void {
      wanted = source;
      stop?.();
      stop = later(() => void look(), ms);
    },
    stop(): void {
      turn++;
      stop?.();
    },
  };
}

/** Errors before warnings, each in the order of the text. */
export const gravest = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort(
    (a, b) => Number(b.severity === "error") - Number(a.severity === "error") || a.line - b.line,
  );

export const errorsOf = (problems: readonly Problem[]): number =>
  problems.filter((problem) => problem.severity === "error").length;
