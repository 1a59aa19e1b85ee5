// Something that is fetched and kept: what came last, and why the newest fetch failed if it did.
import { type ReadonlySignal, signal } from "@preact/signals";
import { type Failure, failureOf } from "../core/http";

export interface Held<T> {
  /** null before the first answer. */
  data: T | null;
  failure: Failure | null;
  busy: boolean;
}

export interface Slot<T> {
  held: ReadonlySignal<Held<T>>;
  /** Fetches anew; what is there stays until the answer comes. Only the newest answer counts. */
  load: () => Promise<void>;
  /** Puts something in without asking. */
  put: (data: T) => void;
  reset: () => void;
}

export function createSlot<T>(fetchIt: () => Promise<T>): Slot<T> {
  const held = signal<Held<T>>({ data: null, failure: null, busy: false });
  let turn = 0;
  return {
    held,
    async load() {
      const mine = ++turn;
      held.value = { ...held.peek(), busy: true };
      try {
        const data = await fetchIt();
        if (mine === turn) held.value = { data, failure: null, busy: false };
      } catch (thrown) {
        if (mine === turn) held.value = { data: held.peek().data, failure: failureOf(thrown), busy: false };
      }
    },
    put(data) {
      turn++;
      held.value = { data, failure: null, busy: false };
    },
    reset() {
      turn++;
      held.value = { data: null, failure: null, busy: false };
    },
  };
}
