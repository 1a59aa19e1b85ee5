import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../../shared/Icon";
import { Glyph } from "../../view/Glyph";
import { Empty } from "../../view/States";
import { useBook } from "../context";
import { t } from "../texts";
import { about, kindWord } from "../words";
import { Canvas } from "./Canvas";
import { GraphBar } from "./GraphBar";
import { layout } from "./layout";
import { Minimap } from "./Minimap";
import { MOVES, walk } from "./walk";
import { fitting, inSight, stepped, ZOOM_FIT_MIN } from "./zoom";

/** The playbook as a picture: every step, what leads to it, and where it can be changed. */
export function GraphPane({ shown }: { shown: boolean }) {
  const book = useBook();
  const box = useRef<HTMLDivElement>(null);
  const folded = useSignal<ReadonlySet<string>>(new Set());
  const zoom = useSignal(1);
  const query = useSignal("");
  const graph = useComputed(() => book.checker.found.value.graph);
  const placed = useComputed(() => (graph.value ? layout(graph.value, folded.value) : null));
  const found = useComputed(() => {
    const words = query.value.trim().toLocaleLowerCase("id");
    if (words === "" || !graph.value) return null;
    return graph.value.nodes.filter((n) =>
      `${kindWord(n)} ${about(n)} ${n.detail} ${n.id}`.toLocaleLowerCase("id").includes(words),
    );
  });

  const button = (id: string) => box.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`);
  const reveal = (id: string, focus: boolean) => {
    // Where it is folded away, what hides it is opened first.
    for (const owner of [...folded.peek()])
      if (id !== owner && id.startsWith(`${owner}.`)) {
        const next = new Set(folded.peek());
        next.delete(owner);
        folded.value = next;
      }
    // At once where it is drawn already: the next key must begin where this one led, also when keys come faster than frames.
    if (focus) button(id)?.focus({ preventScroll: true });
    requestAnimationFrame(() => {
      const node = placed.peek()?.byId.get(id);
      if (node && box.current) box.current.scrollTo(inSight(node, zoom.peek(), box.current));
      if (focus) button(id)?.focus({ preventScroll: true });
    });
  };
  const selected = book.selected.value;
  // The text, a problem or the try-out leads here: the step comes into sight, and takes no focus.
  useEffect(() => {
    if (shown && selected && !box.current?.contains(document.activeElement)) reveal(selected, false);
  }, [selected, shown]);
  const live = book.live.value;
  useEffect(() => {
    if (shown && live) reveal(live, false);
  }, [live, shown]);

  const zoomTo = (next: number) => {
    const view = box.current;
    if (!view) return;
    // What stands in the middle stays there.
    const k = next / zoom.peek();
    const x = (view.scrollLeft + view.clientWidth / 2) * k - view.clientWidth / 2;
    const y = (view.scrollTop + view.clientHeight / 2) * k - view.clientHeight / 2;
    zoom.value = next;
    requestAnimationFrame(() => view.scrollTo(x, y));
  };
  const fit = () => {
    const view = box.current;
    if (view && placed.peek()) zoomTo(fitting(placed.peek() ?? { width: 1, height: 1 }, view, ZOOM_FIT_MIN));
  };
  const fold = (id: string) => {
    const next = new Set(folded.peek());
    if (!next.delete(id)) next.add(id);
    folded.value = next;
  };
  const foldAll = () => {
    const all = placed.peek()?.nodes.filter((n) => n.inside > 0 && n.column === 0) ?? [];
    folded.value = folded.peek().size > 0 ? new Set() : new Set(all.map((n) => n.node.id));
  };
  const nextFound = () => {
    const list = found.peek() ?? [];
    const at = list.findIndex((n) => n.id === book.selected.peek());
    const next = list[(at + 1) % list.length];
    if (!next) return;
    book.select(next.id);
    reveal(next.id, false);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const where = placed.peek();
    const id = (event.target as HTMLElement).dataset.node;
    if (!where || !id || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    if (move) {
      const next = walk(where, id, move);
      if (next !== id) {
        book.select(next);
        reveal(next, true);
      }
    } else if (event.key === "+" || event.key === "=") zoomTo(stepped(zoom.peek(), 1));
    else if (event.key === "-") zoomTo(stepped(zoom.peek(), -1));
    else if (event.key === "0") zoomTo(1);
    else if (event.key === " ") fold(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const where = placed.value;
  if (!where || where.nodes.length === 0)
    return (
      <Empty icon={<Glyph name="workflow" size={22} />} title={t("graph_none")}>
        {t("graph_none_why")}
      </Empty>
    );
  return (
    <>
      <GraphBar
        zoom={zoom.value}
        onZoom={zoomTo}
        onFit={fit}
        query={query}
        found={found.value?.length ?? null}
        onNext={nextFound}
        folded={folded.value.size > 0}
        onFoldAll={foldAll}
      />
      {!book.checker.found.value.fresh && (
        <p class="banner graph-old" data-tone="caution">
          <Icon name="circle-alert" size={16} />
          <span>{t("graph_old")}</span>
        </p>
      )}
      <div class="graph-frame">
        <Canvas
          box={box}
          placed={where}
          zoom={zoom}
          found={found.value ? new Set(found.value.map((n) => n.id)) : null}
          onKeyDown={onKeyDown}
          onFold={fold}
          onZoom={zoomTo}
        />
        <Minimap box={box} placed={where} zoom={zoom} />
      </div>
    </>
  );
}
