// Tells when the end of a list comes into sight.
import { useEffect, useRef } from "preact/hooks";

/** How far ahead of the reader the next page is fetched. */
const AHEAD = "600px";

export function useSentinel(onSeen: () => void, on: boolean) {
  const end = useRef<HTMLDivElement>(null);
  const run = useRef(onSeen);
  run.current = onSeen;
  useEffect(() => {
    const element = end.current;
    if (!on || !element) return;
    const watcher = new IntersectionObserver(
      (seen) => {
        if (seen.some((one) => one.isIntersecting)) run.current();
      },
      { rootMargin: AHEAD },
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [on]);
  return end;
}
