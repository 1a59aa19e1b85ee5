import "./list.css";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { moved, offsets, type Range, rangeOf, type Seen } from "./window";

/** Rows drawn beyond what is seen, on either side. */
const BEYOND = 8;
/** Nearer to the top than this, one sees what comes in; further down one's place is kept. */
const AT_TOP_PX = 4;
/** Before the first measure: about a screen. */
const FIRST: Range = { from: 0, to: 24 };

/** How far each list was scrolled: whoever comes back to one finds their place. */
const scrolled = new Map<string, number>();

interface Props {
  /** Which list it is. */
  name: string;
  label: string;
  ids: readonly string[];
  /** How many there are in all, where that is known. */
  size: number | null;
  /** Drawn wherever they stand: the row that has the keyboard. */
  keep: readonly (string | null)[];
  /** About how high a row is, until it was measured. */
  estimate: (id: string) => number;
  children: (id: string) => ComponentChildren;
  before?: ComponentChildren;
  after?: ComponentChildren;
}

/** A list of any length, of which only what is in sight is drawn. Rows keep their place while others come and go. */
export function LongList({ name, label, ids, size, keep, estimate, children, before, after }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const heights = useRef(new Map<string, number>());
  const [measured, setMeasured] = useState(0);
  const [range, setRange] = useState<Range>(FIRST);

  const starts = useMemo(
    () => offsets(ids, (id) => heights.current.get(id) ?? estimate(id)),
    [ids, measured, estimate],
  );
  const places = useMemo(() => new Map(ids.map((id, i) => [id, i])), [ids]);

  const look = () => {
    const view = box.current;
    if (!view) return;
    const top = view.scrollTop - (list.current?.offsetTop ?? 0);
    const next = rangeOf(starts, top, view.clientHeight, BEYOND);
    scrolled.set(name, view.scrollTop);
    setRange((was) => (was.from === next.from && was.to === next.to ? was : next));
  };

  const watch = useMeasure(heights.current, () => setMeasured((n) => n + 1));
  useKeptPlace(box, ids, starts, places, range);
  useKeptFocus(list);
  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = scrolled.get(name) ?? 0;
  }, [name]);
  useLayoutEffect(look, [starts]);
  useEffect(() => {
    const view = box.current;
    if (!view) return;
    const resized = new ResizeObserver(look);
    resized.observe(view);
    return () => resized.disconnect();
  }, [starts]);

  const drawn = new Set<number>();
  for (let i = range.from; i < Math.min(range.to, ids.length); i++) drawn.add(i);
  for (const id of keep) {
    const at = id === null ? undefined : places.get(id);
    if (at !== undefined) drawn.add(at);
  }
  return (
    <div class="list-scroll long" ref={box} onScroll={look}>
      {before}
      <ul
        class="rows"
        id="rows"
        ref={list}
        aria-label={label}
        style={{ height: `${(starts[ids.length] ?? 0) + 16}px` }}
      >
        {[...drawn]
          .sort((a, b) => a - b)
          .map((i) => {
            const id = ids[i] ?? "";
            return (
              <li
                key={id}
                class="slot"
                data-slot={id}
                ref={watch}
                aria-posinset={i + 1}
                aria-setsize={size ?? -1}
                style={{ transform: `translateY(${starts[i] ?? 0}px)` }}
              >
                {children(id)}
              </li>
            );
          })}
      </ul>
      {after}
    </div>
  );
}

/** Gives a ref for rows; each is measured when it is drawn and when it changes. */
function useMeasure(heights: Map<string, number>, onChange: () => void) {
  const changed = useRef(onChange);
  changed.current = onChange;
  const observer = useMemo(
    () =>
      new ResizeObserver((entries) => {
        let some = false;
        for (const { target } of entries) {
          const slot = target as HTMLElement;
          const id = slot.dataset.slot ?? "";
          const height = slot.offsetHeight;
          if (height === 0 || heights.get(id) === height) continue;
          heights.set(id, height);
          some = true;
        }
        if (some) changed.current();
      }),
    [heights],
  );
  useEffect(() => () => observer.disconnect(), [observer]);
  return useMemo(
    () => (slot: HTMLLIElement | null) => {
      if (!slot) return;
      observer.observe(slot);
      return () => observer.unobserve(slot);
    },
    [observer],
  );
}

type Box = { readonly current: HTMLElement | null };

/** Scrolls by as much as what the reader sees has moved. */
function useKeptPlace(
  box: Box,
  ids: readonly string[],
  starts: Float64Array,
  places: ReadonlyMap<string, number>,
  range: Range,
): void {
  const seen = useRef<Seen>([]);
  useLayoutEffect(() => {
    const view = box.current;
    if (!view) return;
    const startOf = (id: string) => {
      const at = places.get(id);
      return at === undefined ? undefined : starts[at];
    };
    if (view.scrollTop > AT_TOP_PX) {
      const by = moved(seen.current, startOf);
      if (by !== 0) view.scrollTop += by;
    }
  }, [starts, places]);
  useLayoutEffect(() => {
    const from = range.from === 0 ? 0 : range.from + BEYOND;
    seen.current = ids.slice(from, range.to - BEYOND).map((id, i) => [id, starts[from + i] ?? 0] as const);
  }, [starts, ids, range]);
}

/** A row that is put elsewhere in the page loses the focus; it gets it back. */
function useKeptFocus(list: Box): void {
  const active = document.activeElement;
  const had = active instanceof HTMLElement && list.current?.contains(active) ? active : null;
  useLayoutEffect(() => {
    if (had?.isConnected && document.activeElement === document.body) had.focus({ preventScroll: true });
  });
}
