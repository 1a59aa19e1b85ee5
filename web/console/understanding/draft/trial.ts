// One trial of the draft: begun, looked after until it is done, and remembered by this browser meanwhile, so that
// whoever goes elsewhere or reloads finds it again.
import { signal } from "@preact/signals";
import { type Failure, failureOf, passing } from "../../core/http";
import { read, type Store, write } from "../../core/storage";
import type { Trial, UnderstandingApi } from "../api";

const LOOK_MS = 1000;
const LOOK_AGAIN_MS = 4000;
/** Looks that may fail in a row before we say so. */
const FAILS = 15;

export type TrialState =
  | { kind: "none"; failure: Failure | null }
  | { kind: "running"; id: string; since: number; changes: readonly string[] }
  | { kind: "done"; trial: Trial; changes: readonly string[] };

interface Deps {
  api: Pick<UnderstandingApi, "trial" | "tryDraft">;
  store: Store;
  key: string;
  now: () => number;
  later: (run: () => void, ms: number) => () => void;
}

interface Kept {
  id: string;
  since: number;
  changes: string[];
}

function keptOf(stored: unknown): Kept | null {
  if (typeof stored !== "object" || stored === null) return null;
  const { id, since, changes } = stored as Partial<Record<keyof Kept, unknown>>;
  if (typeof id !== "string" || typeof since !== "number" || !Array.isArray(changes)) return null;
  return { id, since, changes: changes.filter((c) => typeof c === "string") };
}

export function createTrial({ api, store, key, now, later }: Deps) {
  const state = signal<TrialState>({ kind: "none", failure: null });
  let stop: (() => void) | null = null;
  let turn = 0;

  const forget = (failure: Failure | null) => {
    turn++;
    stop?.();
    store.removeItem(key);
    state.value = { kind: "none", failure };
  };

  function take(trial: Trial, kept: Kept): boolean {
    if (trial.state === "running") return false;
    state.value = { kind: "done", trial, changes: kept.changes };
    return true;
  }

  async function look(kept: Kept, mine: number, failed = 0): Promise<void> {
    let wait = LOOK_MS;
    try {
      const trial = await api.trial(kept.id);
      if (mine !== turn || take(trial, kept)) return;
      failed = 0;
    } catch (thrown) {
      if (mine !== turn) return;
      const failure = failureOf(thrown);
      // Trials live as long as the server runs; after a restart this one is not known.
      if (!passing(failure) || ++failed > FAILS) return forget(failure.status === 404 ? null : failure);
      wait = LOOK_AGAIN_MS;
    }
    stop = later(() => void look(kept, mine, failed), wait);
  }

  const follow = (kept: Kept) => {
    stop?.();
    state.value = { kind: "running", ...kept };
    return look(kept, ++turn);
  };

  return {
    state,
    /** Finds the trial that was begun before, if there is one. */
    async resume(): Promise<void> {
      const kept = keptOf(read(store, key));
      if (kept && state.peek().kind === "none") await follow(kept);
    },
    /** Tries the draft as it stands. */
    async begin(changes: readonly string[]): Promise<void> {
      try {
        const trial = await api.tryDraft();
        const kept = { id: trial.id, since: now(), changes: [...changes] };
        write(store, key, kept);
        await follow(kept);
      } catch (thrown) {
        state.value = { kind: "none", failure: failureOf(thrown) };
      }
    },
    /** It was published, or is of no use any more. */
    forget: () => forget(null),
  };
}

export type TrialRun = ReturnType<typeof createTrial>;
