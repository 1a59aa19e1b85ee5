// How trust went in the talks that somebody looked at. Loaded when first looked at; looked at again after new words.
import { type Signal, signal } from "@preact/signals";
import type { HandOverApi } from "./api";
import type { TrustCourse } from "./curve";

/** Words come in bursts, and the score follows a moment after them. */
const SETTLE_MS = 700;
/** Talks kept in memory. */
const KEPT = 20;

export interface TrustLoad {
  state: "idle" | "loading" | "ready" | "failed";
  /** Stays while it is fetched again. */
  course: TrustCourse | null;
}

interface Deps {
  api: Pick<HandOverApi, "trust">;
  later: (run: () => void, ms: number) => () => void;
}

export function createTrust({ api, later }: Deps) {
  const held = new Map<string, Signal<TrustLoad>>();
  /** Fetched since before something was said: fetched once more after that. */
  const again = new Set<string>();
  let stopSettle: (() => void) | null = null;

  function get(id: string): Signal<TrustLoad> {
    const found = held.get(id) ?? signal<TrustLoad>({ state: "idle", course: null });
    held.delete(id);
    held.set(id, found); // last in the map = used last
    for (const oldest of held.keys()) {
      if (held.size <= KEPT) break;
      held.delete(oldest);
    }
    return found;
  }

  async function load(id: string): Promise<void> {
    const at = get(id);
    if (at.value.state === "loading") {
      again.add(id);
      return;
    }
    at.value = { ...at.value, state: "loading" };
    try {
      at.value = { state: "ready", course: await api.trust(id) };
    } catch {
      at.value = { ...at.value, state: "failed" };
    }
    if (again.delete(id)) await load(id);
  }

  return {
    get,
    load,
    /** Somebody looks at it. */
    open(id: string): void {
      if (get(id).peek().state === "idle") void load(id);
    },
    /** Something was said, or the score moved: what nobody has looked at needs nothing. */
    heard(id: string, looking: boolean): void {
      const at = held.get(id);
      if (!at || at.peek().state === "idle") return;
      if (!looking) {
        at.value = { ...at.peek(), state: "idle" };
        return;
      }
      stopSettle?.();
      stopSettle = later(() => void load(id), SETTLE_MS);
    },
    reset(): void {
      stopSettle?.();
      held.clear();
    },
  };
}

export type Trust = ReturnType<typeof createTrust>;
