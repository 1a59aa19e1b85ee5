// Keeps the picture of the desk fresh: every few seconds, and soon after something happened. What is shown stays until the
// next picture is there, so that nothing flickers.
import { createSlot } from "../room/slot";
import type { DeskNow } from "./api";

const EVERY_MS = 5000;
/** Changes that come together are looked at once. */
const SOON_MS = 700;

interface Deps {
  fetchIt: () => Promise<DeskNow>;
  later: (run: () => void, ms: number) => () => void;
  looking: () => boolean;
}

export function createWatching({ fetchIt, later, looking }: Deps) {
  const slot = createSlot(fetchIt);
  let stop: (() => void) | null = null;
  let stopSoon: (() => void) | null = null;
  let on = false;

  async function turn(): Promise<void> {
    stop?.();
    if (looking() || slot.held.peek().data === null) await slot.load();
    if (!on) return;
    stop?.();
    stop = later(() => void turn(), EVERY_MS);
  }

  return {
    slot,
    start(): void {
      on = true;
      void turn();
    },
    /** Something happened that the picture may show. */
    soon(): void {
      if (!on) return;
      stopSoon ??= later(() => {
        stopSoon = null;
        void turn();
      }, SOON_MS);
    },
    stop(): void {
      on = false;
      stop?.();
      stopSoon?.();
      stopSoon = null;
    },
  };
}
