// How large the picture is drawn, and what of it is in sight. Pure.
import { NODE_HEIGHT, NODE_WIDTH } from "./layout";

export const ZOOMS = [0.25, 0.35, 0.5, 0.65, 0.8, 1, 1.25, 1.5] as const;
/** Fitting never makes words smaller than this; the rest is reached by scrolling. */
export const ZOOM_FIT_MIN = 0.25;

/** The next size up or down. */
export function stepped(zoom: number, by: 1 | -1): number {
  const list = by > 0 ? ZOOMS : [...ZOOMS].reverse();
  return list.find((z) => (z - zoom) * by > 0.001) ?? zoom;
}

/** The size at which the whole is seen, but not smaller than `min` nor larger than life. */
export function fitting(
  { width, height }: { width: number; height: number },
  view: { clientWidth: number; clientHeight: number },
  min: number,
): number {
  return Math.max(min, Math.min(1, view.clientWidth / width, view.clientHeight / height));
}

/** Room that stays around a step that is brought into sight. */
const AROUND = 40;

interface Sight {
  scrollLeft: number;
  scrollTop: number;
  clientWidth: number;
  clientHeight: number;
}

const along = (at: number, size: number, from: number, room: number): number => {
  if (at - AROUND < from) return at - AROUND;
  if (at + size + AROUND > from + room) return Math.min(at - AROUND, at + size + AROUND - room);
  return from;
};

/** How far to scroll, at least, so that a step is in sight. */
export function inSight(
  { x, y }: { x: number; y: number },
  zoom: number,
  view: Sight,
): { left: number; top: number } {
  return {
    left: Math.max(0, along(x * zoom, NODE_WIDTH * zoom, view.scrollLeft, view.clientWidth)),
    top: Math.max(0, along(y * zoom, NODE_HEIGHT * zoom, view.scrollTop, view.clientHeight)),
  };
}
