// Keeps the end in sight while the reader is at the end, and everything in place while not.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** Nearer than this to the end counts as at the end. */
const NEAR_PX = 80;

/**
 * first and last identify what is shown: a smaller first means that older messages were put on top, a greater last
 * that something new came. `extra` is anything else that changes the height at the end.
 */
export function useStickyScroll(first: number, last: number, extra: unknown) {
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef({ first, last, height: 0 });
  const [away, setAway] = useState(false);
  const [missed, setMissed] = useState(0);

  const toEnd = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  };

  useLayoutEffect(() => {
    const view = box.current;
    if (!view) return;
    const was = before.current;
    if (first < was.first && was.height > 0) view.scrollTop += view.scrollHeight - was.height;
    else if (atEnd.current) toEnd();
    else if (last > was.last) setMissed((n) => n + Math.max(1, Math.floor(last) - Math.floor(was.last)));
    before.current = { first, last, height: view.scrollHeight };
  }, [first, last, extra]);

  useEffect(() => {
    const view = box.current;
    if (!view || !inner.current) return;
    const onScroll = () => {
      atEnd.current = view.scrollHeight - view.scrollTop - view.clientHeight < NEAR_PX;
      before.current.height = view.scrollHeight;
      setAway(!atEnd.current);
      if (atEnd.current) setMissed(0);
    };
    // A card that folds, a composer that grows, a font that arrives: the end stays in sight.
    const resized = new ResizeObserver(() => {
      if (atEnd.current) toEnd();
    });
    view.addEventListener("scroll", onScroll, { passive: true });
    resized.observe(view);
    resized.observe(inner.current);
    return () => {
      view.removeEventListener("scroll", onScroll);
      resized.disconnect();
    };
  }, []);

  return { box, inner, away, missed, toEnd };
}
