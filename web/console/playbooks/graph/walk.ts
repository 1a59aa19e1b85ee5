// Moving through a graph by keys: arrows follow edges, and every step can be reached. Pure.
import type { Layout, PlacedEdge } from "./layout";

export type Move = "on" | "back" | "next_way" | "previous_way" | "first" | "last";

export const MOVES: Readonly<Record<string, Move>> = {
  ArrowDown: "on",
  ArrowUp: "back",
  ArrowRight: "next_way",
  ArrowLeft: "previous_way",
  Home: "first",
  End: "last",
};

type Ways = readonly Pick<PlacedEdge, "from" | "to" | "kind">[];

/** The ways out of a step: straight on first, then those to the right, each in the order of the text. */
export function waysOut(layout: Layout, id: string): PlacedEdge[] {
  const column = (of: string) => layout.byId.get(of)?.column ?? 0;
  const out = layout.edges.filter((edge) => edge.from === id && edge.kind !== "back");
  const aside = (edge: PlacedEdge) => column(edge.to) > column(id);
  return [...out.filter((edge) => !aside(edge)), ...out.filter(aside)];
}

function cameFrom(edges: Ways, id: string, { byId }: Layout): string | null {
  const sources = edges.filter((edge) => edge.to === id && edge.kind !== "back").map((edge) => edge.from);
  const column = byId.get(id)?.column ?? 0;
  // The one above in the same line; else the step whose block this is; else any that leads here.
  const near = (want: (c: number) => boolean) =>
    sources
      .filter((s) => want(byId.get(s)?.column ?? 0))
      .sort((a, b) => (byId.get(b)?.row ?? 0) - (byId.get(a)?.row ?? 0))[0];
  return near((c) => c === column) ?? near((c) => c < column) ?? sources[0] ?? null;
}

/** Where a key leads from a step; the step itself where there is nothing that way. */
export function walk(layout: Layout, id: string, move: Move): string {
  const { nodes, edges, byId } = layout;
  if (!byId.has(id) || move === "first") return nodes[0]?.node.id ?? id;
  if (move === "last") return nodes.at(-1)?.node.id ?? id;
  if (move === "on") return waysOut(layout, id)[0]?.to ?? id;
  const source = cameFrom(edges, id, layout);
  if (move === "back") return source ?? id;

  const column = (of: string) => byId.get(of)?.column ?? 0;
  const aside = (from: string) =>
    waysOut(layout, from)
      .map((edge) => edge.to)
      .filter((to) => column(to) > column(from));
  // The other ways out of the step from which one came here, beside which this one stands.
  const beside = source && column(source) < column(id) ? aside(source) : [];
  const at = beside.indexOf(id);
  if (move === "next_way") return aside(id)[0] ?? (at >= 0 ? beside[at + 1] : undefined) ?? id;
  if (at > 0) return beside[at - 1] ?? id;
  // Out of a block, to the step whose block it is.
  return (at === 0 ? source : outward(layout, id)) ?? id;
}

/** The nearest step above in a column further left: whose block this is. */
function outward({ nodes, byId }: Layout, id: string): string | null {
  const here = byId.get(id);
  if (!here) return null;
  let best: string | null = null;
  let row = -1;
  for (const n of nodes)
    if (n.column === here.column - 1 && n.row <= here.row && n.row > row) {
      row = n.row;
      best = n.node.id;
    }
  return best;
}
