import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { useBook } from "../context";
import { t } from "../texts";
import { count, wayWord } from "../words";
import { type Layout, NODE_WIDTH, type PlacedEdge } from "./layout";
import { LABEL_WIDTH } from "./lines";
import { NodeButton } from "./NodeButton";
import { stepped } from "./zoom";

interface Props {
  box: RefObject<HTMLDivElement | null>;
  placed: Layout;
  zoom: Signal<number>;
  /** Steps that a search found; null where nobody searches. */
  found: ReadonlySet<string> | null;
  onKeyDown: (event: KeyboardEvent) => void;
  onFold: (id: string) => void;
  onZoom: (zoom: number) => void;
}

/** Lines under buttons. It scrolls as everything does; the ground can be dragged, Ctrl and the wheel zoom. */
export function Canvas({ box, placed, zoom, found, onKeyDown, onFold, onZoom }: Props) {
  const book = useBook();
  const selected = book.selected.value;
  const problems = book.checker.found.value.problems;
  const live = book.live.value;
  const byNode = new Map<string, { errors: number; warnings: number }>();
  const sorted = [...placed.nodes].sort((a, b) => a.node.line - b.node.line);
  for (const problem of problems) {
    const owner = sorted.findLast((n) => n.node.line <= problem.line);
    if (!owner) continue;
    const sum = byNode.get(owner.node.id) ?? { errors: 0, warnings: 0 };
    if (problem.severity === "error") sum.errors++;
    else sum.warnings++;
    byNode.set(owner.node.id, sum);
  }
  const stop = selected && placed.byId.has(selected) ? selected : placed.nodes[0]?.node.id;
  const total = placed.nodes.reduce((sum, n) => sum + 1 + (n.folded ? n.inside : 0), 0);
  const drag = useDrag(box);
  const k = zoom.value;
  return (
    <div
      class="graph-scroll"
      ref={box}
      {...drag}
      onWheel={(event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        onZoom(stepped(zoom.peek(), event.deltaY < 0 ? 1 : -1));
      }}
    >
      <div class="graph-size" style={{ width: `${placed.width * k}px`, height: `${placed.height * k}px` }}>
        <div
          class="graph-paper"
          role="application"
          aria-label={t("graph_label", { count: count(total) })}
          aria-describedby="graph-keys"
          style={{ width: `${placed.width}px`, height: `${placed.height}px`, transform: `scale(${k})` }}
          onKeyDown={onKeyDown}
        >
          <Edges placed={placed} selected={selected} />
          {placed.nodes.map((n) => (
            <NodeButton
              key={n.node.id}
              placed={n}
              total={total}
              ways={placed.edges.filter((edge) => edge.from === n.node.id)}
              byId={placed.byId}
              problems={byNode.get(n.node.id)}
              selected={n.node.id === selected}
              stop={n.node.id === stop}
              live={n.node.id === live}
              dim={found !== null && !found.has(n.node.id)}
              onFold={onFold}
            />
          ))}
        </div>
      </div>
      <p class="visually-hidden" id="graph-keys">
        {t("graph_keys")}
      </p>
    </div>
  );
}

function Edges({ placed, selected }: { placed: Layout; selected: string | null }) {
  const touches = (edge: PlacedEdge) => edge.from === selected || edge.to === selected;
  const ordered = [...placed.edges].sort((a, b) => Number(touches(a)) - Number(touches(b)));
  return (
    <svg class="graph-edges" width={placed.width} height={placed.height} aria-hidden="true">
      <defs>
        {(["plain", "near"] as const).map((name) => (
          <marker
            key={name}
            id={`tip-${name}`}
            class={`tip-${name}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0 0.5 7.5 4 0 7.5z" />
          </marker>
        ))}
      </defs>
      {ordered.map((edge) => (
        <g
          key={`${edge.from} ${edge.to} ${edge.kind}`}
          class="edge"
          data-kind={edge.kind}
          data-near={touches(edge)}
        >
          <path d={edge.d} marker-end={`url(#tip-${touches(edge) ? "near" : "plain"})`} />
          <Label edge={edge} />
        </g>
      ))}
    </svg>
  );
}

const CHARACTER = 6.4;
const FITS = Math.floor(LABEL_WIDTH / CHARACTER);
const FITS_BELOW = Math.floor(NODE_WIDTH / 2 / CHARACTER);

function Label({ edge }: { edge: PlacedEdge }) {
  const words = wayWord(edge);
  if (!words) return null;
  const room = edge.d.includes("Q") || edge.kind !== "next" ? FITS : FITS_BELOW;
  const cut = words.length > room ? `${words.slice(0, room - 1)}…` : words;
  return (
    <text class="edge-label" x={edge.at.x} y={edge.at.y} text-anchor={edge.at.anchor}>
      <title>{words}</title>
      {cut}
    </text>
  );
}

/** Dragging the ground with a mouse scrolls; a finger does so anyway. */
function useDrag(box: RefObject<HTMLDivElement | null>) {
  const from = useRef<{ x: number; y: number; left: number; top: number } | null>(null);
  return {
    onPointerDown: (event: PointerEvent) => {
      const view = box.current;
      if (!view || event.pointerType !== "mouse" || event.button !== 0) return;
      if ((event.target as Element).closest("button")) return;
      from.current = { x: event.clientX, y: event.clientY, left: view.scrollLeft, top: view.scrollTop };
      view.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      const start = from.current;
      if (start)
        box.current?.scrollTo(start.left + start.x - event.clientX, start.top + start.y - event.clientY);
    },
    onPointerUp: () => {
      from.current = null;
    },
    onPointerCancel: () => {
      from.current = null;
    },
  };
}
