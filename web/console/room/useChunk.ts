// Code that is fetched when it is first needed. What has come once is there at once from then on.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

const come = new Map<unknown, unknown>();

/** Fetches a part before it is wanted; one that does not come is asked for again when it is. */
export function prefetch<P>(open: () => Promise<ComponentType<P>>): void {
  open().then(
    (part) => come.set(open, part),
    () => {},
  );
}

export interface Fetching<P> {
  /** null while it is not here. */
  Part: ComponentType<P> | null;
  failed: boolean;
  retry: () => void;
}

/** Fetches a part by `open`, which stays the same function, as soon as it is wanted. */
export function useChunk<P>(open: () => Promise<ComponentType<P>>, wanted = true): Fetching<P> {
  const [turn, setTurn] = useState(0);
  const [failed, setFailed] = useState(false);
  const [, drawn] = useState(0);
  useEffect(() => {
    setFailed(false);
    if (!wanted || come.has(open)) return;
    let here = true;
    open().then(
      (part) => {
        come.set(open, part);
        if (here) drawn((n) => n + 1);
      },
      () => here && setFailed(true),
    );
    return () => {
      here = false;
    };
  }, [open, wanted, turn]);
  return {
    Part: (come.get(open) as ComponentType<P> | undefined) ?? null,
    failed,
    // Some browsers remember what they could not fetch, and a newer house has other files: then only the page itself can come anew.
    retry: () => (turn === 0 ? setTurn(1) : location.reload()),
  };
}
