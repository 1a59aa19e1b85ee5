// How trust went in a talk: the line, its words, and the signals that moved it most. Pure.

export interface TrustSignal {
  kind: string;
  quote?: string;
  seq?: number;
  points?: number;
}

export interface TrustPoint {
  seq: number;
  at: string;
  score: number;
  decision: string;
  playbook?: string;
  signals?: TrustSignal[] | null;
}

/** GET /conversations/{id}/trust. */
export interface TrustCourse {
  score: number;
  decision: string;
  lines: { offer: number; take_over: number; hysteresis: number };
  points: TrustPoint[] | null;
}

/** Trust before anything was said. */
const FULL = 100;
const STRONGEST = 3;

export interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Spot {
  x: number;
  y: number;
  seq: number;
  score: number;
}

const bounded = (score: number) => Math.max(0, Math.min(FULL, score));

/** The height of a score in a frame. */
export const heightOf = (score: number, frame: Frame): number =>
  frame.top + (1 - bounded(score) / FULL) * (frame.height - frame.top - frame.bottom);

/** Where each turn stands: the beginning at full trust, then the points at even steps. */
export function spots(points: readonly TrustPoint[], frame: Frame): Spot[] {
  const all = [{ seq: 0, score: FULL }, ...points];
  const step = (frame.width - frame.left - frame.right) / Math.max(1, all.length - 1);
  return all.map(({ seq, score }, i) => ({
    x: Math.round((frame.left + i * step) * 10) / 10,
    y: Math.round(heightOf(score, frame) * 10) / 10,
    seq,
    score: bounded(score),
  }));
}

export const path = (line: readonly Spot[]): string =>
  line.map((s, i) => `${i === 0 ? "M" : "L"}${s.x} ${s.y}`).join("");

/** The signals that cost or gave most, those with words of the contact's own first among equals. */
export function strongest(points: readonly TrustPoint[], most = STRONGEST): TrustSignal[] {
  const all = points.flatMap((p) => (p.signals ?? []).map((s) => ({ seq: p.seq, ...s })));
  const weight = (s: TrustSignal) => Math.abs(s.points ?? 0) + (s.quote ? 0.5 : 0);
  return all
    .map((s, i) => ({ s, i }))
    .sort((a, b) => weight(b.s) - weight(a.s) || b.i - a.i)
    .slice(0, most)
    .map(({ s }) => s);
}

/** What the line says in words. `since` is the message from which on the score has stayed under a line. */
export interface Course {
  from: number;
  to: number;
  turns: number;
  low: number;
  lowSeq: number;
  under: "none" | "offer" | "over";
  since: number;
}

export function courseOf(course: TrustCourse): Course | null {
  const points = course.points ?? [];
  const last = points.at(-1);
  if (!last) return null;
  const lowest = points.reduce((a, b) => (b.score < a.score ? b : a));
  const { offer, take_over } = course.lines;
  const line = last.score < take_over ? take_over : last.score < offer ? offer : null;
  let since = last.seq;
  if (line !== null)
    for (let i = points.length - 1; i >= 0 && (points[i]?.score ?? FULL) < line; i--)
      since = points[i]?.seq ?? since;
  return {
    from: FULL,
    to: last.score,
    turns: points.length,
    low: lowest.score,
    lowSeq: lowest.seq,
    under: line === null ? "none" : line === take_over ? "over" : "offer",
    since,
  };
}
