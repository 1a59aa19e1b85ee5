// The curve of one talk: its line, its marks, and where a person would have come. Pure.
import type { Came, Mark, Talk } from "../api";

export interface Frame {
  width: number;
  height: number;
  /** Free on every side. */
  pad: number;
}

/** Where turns and scores lie in a frame; a single turn lies in the middle. */
export function scales({ width, height, pad }: Frame, turns: number) {
  const [wide, tall] = [width - 2 * pad, height - 2 * pad];
  return {
    x: (i: number) => pad + (turns > 1 ? i / (turns - 1) : 0.5) * wide,
    y: (score: number) => pad + (1 - Math.max(0, Math.min(100, score)) / 100) * tall,
  };
}

const near = (value: number) => Math.round(value * 10) / 10;

/** The path of the line, left to right. */
export function path(curve: readonly number[], frame: Frame): string {
  const { x, y } = scales(frame, curve.length);
  return curve.map((score, i) => `${i === 0 ? "M" : "L"}${near(x(i))} ${near(y(score))}`).join("");
}

/** One turn of the curve, and what moved it. */
export interface Point {
  i: number;
  score: number;
  /** Points that were lost since the turn before, 0 where none were. */
  fell: number;
  marks: Mark[];
}

export function points({ curve, marks }: Pick<Talk, "curve" | "marks">): Point[] {
  return curve.map((score, i) => ({
    i,
    score,
    fell: Math.max(0, (i === 0 ? 100 : (curve[i - 1] ?? 100)) - score),
    marks: (marks ?? []).filter((mark) => mark.i === i),
  }));
}

/** The turn that says most about a talk: the deepest fall that has words, else the deepest fall. */
export function telling(all: readonly Point[]): Point | undefined {
  const deeper = (a: Point | undefined, b: Point) => (a && a.fell >= b.fell ? a : b);
  const quoted = all.filter((p) => p.marks.some(({ quote }) => quote));
  return (quoted.length > 0 ? quoted : all).reduce<Point | undefined>(deeper, undefined);
}

/** Where somebody comes in, on the curve; null where nobody does. */
export function turnOf(came: Came | null, turns: number): number | null {
  if (!came || came.i < 0) return null;
  return Math.min(came.i, turns - 1);
}

/** Messages by which a person comes sooner (negative) or later; null where one of both never comes. */
export const sooner = ({ now, then }: Pick<Talk, "now" | "then">): number | null =>
  now && then ? then.seq - now.seq : null;

/** Where a key leads from a turn; null for a key that is none of its own. */
export function walk(at: number, turns: number, key: string): number | null {
  const last = turns - 1;
  const to: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    Home: 0,
    End: last,
  };
  return key in to ? Math.max(0, Math.min(last, to[key] ?? 0)) : null;
}

/** The turn under a place of the frame, as a share of its width. */
export function turnAt(share: number, turns: number): number {
  return Math.max(0, Math.min(turns - 1, Math.round(share * (turns - 1))));
}
