import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useBook } from "../context";
import { familyOf } from "../icons";
import { type Layout, NODE_HEIGHT, NODE_WIDTH } from "./layout";

const WIDTH = 88;
const HEIGHT = 420;
/** Never drawn larger than this. */
const LARGEST = 0.12;
const EDGE = 32;
/** Where nearly all is in sight anyway, a small picture of it is of no use. */
const USEFUL = 1.4;

interface Props {
  box: RefObject<HTMLDivElement | null>;
  placed: Layout;
  zoom: Signal<number>;
}

/** The whole in small, with what is in sight; a press on it leads there. For the eye only: keys have the arrows. */
export function Minimap({ box, placed, zoom }: Props) {
  const book = useBook();
  const view = useView(box, zoom.value, placed);
  if (!view || view.height <= EDGE * 2) return null;
  const { width, height } = placed;
  const k = zoom.value;
  if (width * k < view.width * USEFUL && height * k < view.height * USEFUL) return null;
  // Long and narrow as most are, it may be squeezed: it tells where one is, not what stands there.
  const across = Math.min(WIDTH / width, LARGEST);
  const along = Math.min(Math.min(HEIGHT, view.height - EDGE) / height, LARGEST);
  const goTo = (event: PointerEvent) => {
    if (event.type === "pointermove" && event.buttons === 0) return;
    const at = (event.currentTarget as Element).getBoundingClientRect();
    const x = ((event.clientX - at.left) / across) * k;
    const y = ((event.clientY - at.top) / along) * k;
    box.current?.scrollTo(x - view.width / 2, y - view.height / 2);
  };
  return (
    <svg
      class="minimap"
      width={width * across}
      height={height * along}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      onPointerDown={goTo}
      onPointerMove={goTo}
    >
      {placed.nodes.map(({ node, x, y }) => (
        <rect
          key={node.id}
          class="mini"
          data-family={familyOf(node.kind)}
          data-selected={node.id === book.selected.value}
          x={x}
          y={y}
          width={NODE_WIDTH}
          height={NODE_HEIGHT}
          rx="10"
        />
      ))}
      <rect
        class="mini-view"
        x={view.left / k}
        y={view.top / k}
        width={view.width / k}
        height={view.height / k}
      />
    </svg>
  );
}

interface View {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What part of the picture is in sight. */
function useView(box: RefObject<HTMLDivElement | null>, ...about: unknown[]): View | null {
  const [view, setView] = useState<View | null>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => {
      const { scrollLeft: left, scrollTop: top, clientWidth: width, clientHeight: height } = element;
      setView({ left, top, width, height });
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [box, ...about]);
  return view;
}
