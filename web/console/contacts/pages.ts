// A list that comes page by page, the first one anew whenever what is asked for changes. Only the newest question's answers count.
import { type ReadonlySignal, signal } from "@preact/signals";
import { type Failure, failureOf } from "../core/http";
import type { PageOf } from "./api";

export interface PagesState<T> {
  items: readonly T[];
  /** Nothing has come yet. */
  first: boolean;
  busy: boolean;
  failure: Failure | null;
  next: string | null;
}

export interface Pages<T> {
  state: ReadonlySignal<PagesState<T>>;
  /** Asks for the first page; what is there stays until it comes. */
  load: () => Promise<void>;
  /** Asks for the next page, where there is one and nothing is under way. */
  more: () => Promise<void>;
}

/** Pages that are asked for at a time, where one comes empty but is not the last. */
const MAX_EMPTY = 20;

export function createPages<T>(fetchPage: (cursor: string) => Promise<PageOf<T>>): Pages<T> {
  const state = signal<PagesState<T>>({ items: [], first: true, busy: false, failure: null, next: null });
  let turn = 0;
  async function run(cursor: string, before: readonly T[]) {
    const mine = ++turn;
    state.value = { ...state.peek(), busy: true, failure: null };
    try {
      let page = await fetchPage(cursor);
      for (let i = 0; i < MAX_EMPTY && page.items.length === 0 && page.next && mine === turn; i++)
        page = await fetchPage(page.next);
      if (mine !== turn) return;
      state.value = {
        items: [...before, ...page.items],
        first: false,
        busy: false,
        failure: null,
        next: page.next,
      };
    } catch (thrown) {
      if (mine === turn) state.value = { ...state.peek(), busy: false, failure: failureOf(thrown) };
    }
  }
  return {
    state,
    load: () => run("", []),
    async more() {
      const { next, busy, items } = state.peek();
      if (next && !busy) await run(next, items);
    },
  };
}
