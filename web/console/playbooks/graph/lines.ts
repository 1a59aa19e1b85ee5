// How a line runs from one step to another: along the lanes between columns and rows, never through a step. Pure.
import type { PlacedNode } from "./layout";
import { GAP_X, GAP_Y, NODE_HEIGHT, NODE_WIDTH } from "./layout";

interface Point {
  x: number;
  y: number;
}

export interface Line {
  d: string;
  at: { x: number; y: number; anchor: "start" | "end" };
}

const CORNER = 8;
/** Out of a step into its blocks, beside its column. */
const OUT_LANE = 14;
/** Out of a block back to the line that it left, before its own column. */
const JOIN_LANE = 14;
/** Past steps of the same column, to their left. */
const PAST_LANE = 14;
/** Up again, beside the joining lane, where no label stands. */
const BACK_LANE = JOIN_LANE + 12;
const LABEL_GAP = 6;

/** A line of straight pieces with round corners. */
export function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  let d = `M${first.x} ${first.y}`;
  rest.forEach((point, i) => {
    const before = points[i] as Point;
    const after = rest[i + 1];
    if (!after) {
      d += `L${point.x} ${point.y}`;
      return;
    }
    const near = Math.hypot(point.x - before.x, point.y - before.y) / 2;
    const far = Math.hypot(after.x - point.x, after.y - point.y) / 2;
    const r = Math.min(CORNER, near, far);
    const toward = (to: Point) => {
      const length = Math.hypot(to.x - point.x, to.y - point.y) || 1;
      return `${point.x + ((to.x - point.x) / length) * r} ${point.y + ((to.y - point.y) / length) * r}`;
    };
    d += `L${toward(before)}Q${point.x} ${point.y} ${toward(after)}`;
  });
  return d;
}

const middle = (n: PlacedNode) => n.x + NODE_WIDTH / 2;
const below = (n: PlacedNode) => n.y + NODE_HEIGHT;
const beside = (n: PlacedNode) => n.x + NODE_WIDTH;
const centre = (n: PlacedNode) => n.y + NODE_HEIGHT / 2;

/** The line between two placed steps; `taken` are the cells of the grid in which steps stand. */
export function route(from: PlacedNode, to: PlacedNode, taken: ReadonlySet<string>): Line {
  if (to.row < from.row || from === to) return back(from, to);
  if (to.column > from.column) return into(from, to);
  if (to.column < from.column) return join(from, to);
  let clear = true;
  for (let row = from.row + 1; row < to.row; row++) clear &&= !taken.has(`${from.column} ${row}`);
  return clear ? down(from, to) : past(from, to);
}

function down(from: PlacedNode, to: PlacedNode): Line {
  const x = middle(from);
  return {
    d: rounded([
      { x, y: below(from) },
      { x, y: to.y },
    ]),
    at: { x: x + LABEL_GAP, y: below(from) + GAP_Y / 2 + 4, anchor: "start" },
  };
}

/** To the right, into a block. */
function into(from: PlacedNode, to: PlacedNode): Line {
  const lane = beside(from) + OUT_LANE;
  const y = centre(to);
  const points =
    from.row === to.row
      ? [
          { x: beside(from), y },
          { x: to.x, y },
        ]
      : [
          { x: beside(from), y: centre(from) },
          { x: lane, y: centre(from) },
          { x: lane, y },
          { x: to.x, y },
        ];
  return { d: rounded(points), at: { x: lane + LABEL_GAP, y: y - LABEL_GAP, anchor: "start" } };
}

/** To the left and down, back into the line that was left. */
function join(from: PlacedNode, to: PlacedNode): Line {
  const lane = from.x - JOIN_LANE;
  const out = from.y + NODE_HEIGHT - 10;
  const level = to.y - GAP_Y / 2;
  return {
    d: rounded([
      { x: from.x, y: out },
      { x: lane, y: out },
      { x: lane, y: level },
      { x: middle(to), y: level },
      { x: middle(to), y: to.y },
    ]),
    at: { x: lane + LABEL_GAP, y: below(from) + 14, anchor: "start" },
  };
}

/** Down, past other steps of the column. */
function past(from: PlacedNode, to: PlacedNode): Line {
  const lane = from.x - PAST_LANE;
  return {
    d: rounded([
      { x: from.x, y: centre(from) + 8 },
      { x: lane, y: centre(from) + 8 },
      { x: lane, y: centre(to) - 8 },
      { x: to.x, y: centre(to) - 8 },
    ]),
    at: { x: from.x + LABEL_GAP, y: below(from) + GAP_Y / 2 + 4, anchor: "start" },
  };
}

/** Up again, to a step that is asked once more. */
function back(from: PlacedNode, to: PlacedNode): Line {
  const lane = to.column < from.column ? beside(to) + GAP_X - BACK_LANE : to.x - BACK_LANE;
  const enters = to.column < from.column ? beside(to) : to.x;
  const level = below(from) + GAP_Y / 4;
  const start = from.x + 20;
  return {
    d: rounded([
      { x: start, y: below(from) },
      { x: start, y: level },
      { x: lane, y: level },
      { x: lane, y: centre(to) + 12 },
      { x: enters, y: centre(to) + 12 },
    ]),
    at: { x: start + LABEL_GAP, y: level + 11, anchor: "start" },
  };
}

/** How much of a label fits beside the step that it leads to. */
export const LABEL_WIDTH = GAP_X - OUT_LANE - BACK_LANE - LABEL_GAP * 2;
