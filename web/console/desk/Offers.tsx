import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** What rings at whoever is signed in, on every page. Its code comes once the page stands. */
export function Offers() {
  const [Dock, setDock] = useState<ComponentType | null>(null);
  useEffect(() => {
    let here = true;
    let again: ReturnType<typeof setTimeout> | undefined;
    const fetchIt = () => {
      import("../offers/Dock").then(
        (module) => here && setDock(() => module.Dock),
        () => {
          if (here) again = setTimeout(fetchIt, 5000);
        },
      );
    };
    fetchIt();
    return () => {
      here = false;
      clearTimeout(again);
    };
  }, []);
  return Dock && <Dock />;
}
