import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

type Found<P> = ComponentType<P> | "failed" | null;

/** A part whose code is fetched when it is first shown: the part, null while it comes, or "failed". */
export function useLazy<P>(open: () => Promise<ComponentType<P>>, wanted: boolean): Found<P> {
  const [found, setFound] = useState<Found<P>>(null);
  useEffect(() => {
    if (!wanted || (found && found !== "failed")) return;
    let here = true;
    open().then(
      (part) => here && setFound(() => part),
      () => here && setFound("failed"),
    );
    return () => {
      here = false;
    };
  }, [wanted]);
  return found;
}
