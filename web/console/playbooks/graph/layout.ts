// Where each step of a playbook stands. A playbook is a line of steps with blocks beside it, so its picture is one too:
// the way on runs straight down, and what a case, an error or a "no" leads to stands in the column to the right, beside
// the step that it leaves. All stand on one grid, so that lines find free lanes between columns and between rows. Pure.
import type { EdgeKind, Graph, GraphEdge, GraphNode } from "../api";
import { route } from "./lines";

export const NODE_WIDTH = 216;
export const NODE_HEIGHT = 50;
/** Between columns: three lanes and the label of a case. */
export const GAP_X = 140;
/** Between rows: one lane and the label of a way on. */
export const GAP_Y = 30;
export const MARGIN = 36;

export interface PlacedNode {
  node: GraphNode;
  /** 1-based, in the order of the text. */
  number: number;
  column: number;
  row: number;
  x: number;
  y: number;
  /** Steps in the blocks beside it. */
  inside: number;
  folded: boolean;
}

export interface PlacedEdge {
  from: string;
  to: string;
  kind: EdgeKind;
  label: string;
  /** The line as SVG path data. */
  d: string;
  /** Where the label stands: its right end, or its left end beside a line that runs down. */
  at: { x: number; y: number; anchor: "start" | "end" };
}

export interface Layout {
  nodes: PlacedNode[];
  byId: ReadonlyMap<string, PlacedNode>;
  edges: PlacedEdge[];
  width: number;
  height: number;
}

interface Item {
  node: GraphNode;
  blocks: Item[][];
}

const isIndex = (word: string | undefined) => word !== undefined && /^\d+$/.test(word);

/** The step beside which a step's block stands, and the block's name; null for the main line. */
export function ownerOf(id: string, known: ReadonlySet<string>): { owner: string; block: string } | null {
  const words = id.split(".");
  for (let cut = words.length - 1; cut > 0; cut--) {
    const owner = words.slice(0, cut).join(".");
    if (!known.has(owner)) continue;
    const rest = words.slice(cut);
    // "3.confirm" belongs to the call "3" and stands in the same line as it does.
    if (rest.length === 1 && !isIndex(rest[0])) return ownerOf(owner, known);
    return { owner, block: rest.slice(0, rest.findLastIndex(isIndex)).join(".") };
  }
  return null;
}

/** The lines and blocks that the ids tell of. */
function treeOf(graph: Graph): Item[] {
  const known = new Set(graph.nodes.map((node) => node.id));
  const items = new Map<string, Item>();
  const blocks = new Map<string, Item[]>();
  const main: Item[] = [];
  const sources = new Map<string, string[]>();
  for (const { from, to } of graph.edges) sources.set(to, [...(sources.get(to) ?? []), from]);
  for (const node of graph.nodes) {
    const item: Item = { node, blocks: [] };
    items.set(node.id, item);
    const home = ownerOf(node.id, known);
    const key = home && `${home.owner} ${home.block}`;
    const block = key === null ? main : blocks.get(key);
    if (block) {
      block.push(item);
      continue;
    }
    // A block hangs on the step that leads into it: of a confirmed call that may be its question.
    const line = home ? ownerOf(home.owner, known) : null;
    const enters = (sources.get(node.id) ?? []).find((from) => {
      const other = ownerOf(from, known);
      return other?.owner === line?.owner && other?.block === line?.block && items.has(from);
    });
    const owner = items.get(enters ?? home?.owner ?? "") ?? items.get(home?.owner ?? "");
    const first = [item];
    blocks.set(key ?? "", first);
    if (owner) owner.blocks.push(first);
    else main.push(item);
  }
  return main;
}

const countOf = (items: readonly Item[]): number => items.reduce((sum, item) => sum + 1 + insideOf(item), 0);
const insideOf = (item: Item): number => item.blocks.reduce((sum, block) => sum + countOf(block), 0);

function idsOf(items: readonly Item[], into: Set<string>): Set<string> {
  for (const item of items) {
    into.add(item.node.id);
    for (const block of item.blocks) idsOf(block, into);
  }
  return into;
}

class Placing {
  readonly placed = new Map<string, PlacedNode>();
  /** Of a step whose blocks are folded away: which of its kind speaks for a hidden step. */
  readonly shownBy = new Map<string, string>();
  private readonly free: number[] = [];
  private readonly sources = new Map<string, string[]>();

  constructor(
    graph: Graph,
    private readonly folded: ReadonlySet<string>,
    private readonly numbers: ReadonlyMap<string, number>,
  ) {
    for (const { from, to, kind } of graph.edges)
      if (kind !== "back") this.sources.set(to, [...(this.sources.get(to) ?? []), from]);
  }

  private freeIn(column: number): number {
    return this.free[column] ?? 0;
  }

  /** Places a line of steps from a row on; gives the row after its last one. */
  line(items: readonly Item[], column: number, from: number): number {
    let row = Math.max(from, this.freeIn(column));
    for (const item of items) {
      const { id } = item.node;
      // Where ways join, the step stands under all of them.
      for (const source of this.sources.get(id) ?? []) {
        const above = this.placed.get(this.shownBy.get(source) ?? source);
        if (above && above.column > column) row = Math.max(row, above.row + 1);
      }
      const inside = insideOf(item);
      const folded = inside > 0 && this.folded.has(id);
      if (inside > 0 && !folded) row = Math.max(row, this.freeIn(column + 1));
      this.put(item, column, row, inside, folded);
      if (folded)
        for (const block of item.blocks)
          for (const hidden of idsOf(block, new Set())) this.shownBy.set(hidden, id);
      else {
        let next = row;
        for (const block of item.blocks) next = this.line(block, column + 1, next);
      }
      row++;
    }
    return row;
  }

  private put(item: Item, column: number, row: number, inside: number, folded: boolean): void {
    const { node } = item;
    this.placed.set(node.id, {
      node,
      number: this.numbers.get(node.id) ?? 0,
      column,
      row,
      x: MARGIN + column * (NODE_WIDTH + GAP_X),
      y: MARGIN + row * (NODE_HEIGHT + GAP_Y),
      inside,
      folded,
    });
    this.free[column] = row + 1;
  }
}

/** Edges between what is shown; those out of a folded step begin at it. */
function shownEdges(graph: Graph, placing: Placing): GraphEdge[] {
  const seen = new Set<string>();
  const out: GraphEdge[] = [];
  for (const edge of graph.edges) {
    const from = placing.shownBy.get(edge.from) ?? edge.from;
    const to = placing.shownBy.get(edge.to) ?? edge.to;
    const hidden = from !== edge.from;
    if ((from === to && edge.from !== edge.to) || !placing.placed.has(from) || !placing.placed.has(to))
      continue;
    const shown = { ...edge, from, to, label: hidden ? "" : edge.label };
    const key = `${from} ${to} ${hidden ? "" : `${edge.kind} ${edge.label}`}`;
    if (hidden && out.some((other) => other.from === from && other.to === to)) continue;
    if (seen.has(key)) continue;
    seen.add(key);
    out.push(shown);
  }
  return out;
}

/** Several cases that lead to the same step are one line with all their labels. */
function merged(edges: readonly GraphEdge[]): GraphEdge[] {
  const out = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const key = `${edge.from} ${edge.to} ${edge.kind}`;
    const known = out.get(key);
    if (!known) out.set(key, { ...edge });
    else if (edge.label && known.label !== edge.label)
      known.label = [known.label, edge.label].filter(Boolean).join(", ");
  }
  return [...out.values()];
}

/** Lays a graph out; the blocks of the steps in `folded` are left out. */
export function layout(graph: Graph, folded: ReadonlySet<string> = new Set()): Layout {
  const numbers = new Map(graph.nodes.map((node, i) => [node.id, i + 1]));
  const placing = new Placing(graph, folded, numbers);
  placing.line(treeOf(graph), 0, 0);
  const nodes = [...placing.placed.values()].sort((a, b) => a.number - b.number);
  const taken = new Set(nodes.map((n) => `${n.column} ${n.row}`));
  const edges = merged(shownEdges(graph, placing)).map((edge): PlacedEdge => {
    const from = placing.placed.get(edge.from) as PlacedNode;
    const to = placing.placed.get(edge.to) as PlacedNode;
    return { ...edge, ...route(from, to, taken) };
  });
  const columns = Math.max(0, ...nodes.map((n) => n.column)) + 1;
  const rows = Math.max(0, ...nodes.map((n) => n.row)) + 1;
  return {
    nodes,
    byId: placing.placed,
    edges,
    width: MARGIN * 2 + columns * NODE_WIDTH + (columns - 1) * GAP_X,
    height: MARGIN * 2 + rows * NODE_HEIGHT + (rows - 1) * GAP_Y,
  };
}
