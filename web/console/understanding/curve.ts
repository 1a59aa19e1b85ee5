// What a promise costs: the share that is answered between the points that were measured, and their line. Pure.
import type { Promised } from "./api";

/** Steps of the promise. */
export const STEP = 0.005;
const LOWEST = 0.8;
const HIGHEST = 0.995;

const sorted = (coverage: readonly Promised[]) => [...coverage].sort((a, b) => a.precision - b.precision);

/** Rounded to whole steps, free of what binary fractions add. */
export const snap = (precision: number): number =>
  Math.round(Math.round(precision / STEP) * STEP * 1e4) / 1e4;

/** From where to where the promise can be set: what was measured, and where it stands now. */
export function range(coverage: readonly Promised[], now: number): { from: number; to: number } {
  const all = [...coverage.map((p) => p.precision), now];
  if (coverage.length < 2) return { from: Math.min(LOWEST, snap(now)), to: Math.max(HIGHEST, snap(now)) };
  return { from: snap(Math.max(0.5, Math.min(...all))), to: snap(Math.min(HIGHEST, Math.max(...all))) };
}

/** The share that is answered at a promise, by straight lines between the measured points; null where none were. */
export function shareAt(coverage: readonly Promised[], precision: number): number | null {
  const points = sorted(coverage);
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return null;
  if (precision <= first.precision) return first.share;
  if (precision >= last.precision) return last.share;
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1];
    const b = points[i];
    if (!a || !b || precision > b.precision) continue;
    const way = b.precision === a.precision ? 1 : (precision - a.precision) / (b.precision - a.precision);
    return a.share + (b.share - a.share) * way;
  }
  return last.share;
}

export interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Where precision and share lie in a frame; the share is counted from zero. */
export function scales(frame: Frame, from: number, to: number) {
  const inner = frame.width - frame.left - frame.right;
  const tall = frame.height - frame.top - frame.bottom;
  return {
    x: (precision: number) => frame.left + (to === from ? 0 : ((precision - from) / (to - from)) * inner),
    y: (share: number) => frame.top + (1 - share) * tall,
  };
}

/** The path of the line through the points, left to right. */
export function line(coverage: readonly Promised[], frame: Frame, from: number, to: number): string {
  const { x, y } = scales(frame, from, to);
  return sorted(coverage)
    .map((p, i) => `${i === 0 ? "M" : "L"}${x(p.precision).toFixed(1)} ${y(p.share).toFixed(1)}`)
    .join("");
}
