// The promises that are owed, by their time; and what an agent does to one: make, keep, move, cancel.
import { signal } from "@preact/signals";
import { failureText } from "../core/failure";
import { type Failure, failureOf } from "../core/http";
import type { Toasts } from "../core/toasts";
import type { HandOverApi, NewPromise, PromiseCounts, PromiseItem, Whose } from "./api";
import { t } from "./texts";

const PAGE = 30;
/** Several changes at once are looked at once. */
const REFRESH_PAUSE_MS = 400;

export interface PromiseList {
  state: "idle" | "loading" | "ready" | "failed";
  items: readonly PromiseItem[];
  next: string | null;
  failure: Failure | null;
}

const NOTHING: PromiseList = { state: "idle", items: [], next: null, failure: null };

interface Deps {
  api: HandOverApi;
  toasts: Toasts;
  later: (run: () => void, ms: number) => () => void;
  /** Looks at a conversation again: its row tells its promises. */
  refresh: (conversation: string) => Promise<void>;
}

export function createPromises({ api, toasts, later, refresh }: Deps) {
  const list = signal<PromiseList>(NOTHING);
  const counts = signal<PromiseCounts | null>(null);
  const whose = signal<Whose>("all");
  /** What is being changed: promises' ids, and conversations' for new ones. */
  const busy = signal<ReadonlySet<string>>(new Set());
  let turn = 0;
  let stopRefresh: (() => void) | null = null;

  async function fetchPage(cursor: string | null): Promise<void> {
    const mine = ++turn;
    list.value = { ...list.value, state: "loading", failure: null };
    try {
      const page = await api.promises(whose.peek(), cursor, PAGE);
      if (mine !== turn) return;
      const items = page.items ?? [];
      const before = cursor ? list.value.items : [];
      const have = new Set(before.map((p) => p.id));
      list.value = {
        state: "ready",
        items: [...before, ...items.filter((p) => !have.has(p.id))],
        next: page.next,
        failure: null,
      };
      counts.value = page.counts;
    } catch (thrown) {
      if (mine === turn) list.value = { ...list.value, state: "failed", failure: failureOf(thrown) };
    }
  }

  /** Only the counts, while nobody looks at the list. */
  async function count(): Promise<void> {
    try {
      counts.value = (await api.promises("all", null, 1)).counts;
    } catch {
      // The next look brings them.
    }
  }

  async function run(
    key: string,
    conversation: string,
    call: () => Promise<unknown>,
    done: string,
  ): Promise<boolean> {
    if (busy.value.has(key)) return false;
    busy.value = new Set(busy.value).add(key);
    try {
      await call();
      toasts.show("good", done);
      return true;
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      toasts.show("bad", t("promise_failed"), `${what} ${next}`);
      return false;
    } finally {
      const rest = new Set(busy.value);
      rest.delete(key);
      busy.value = rest;
      refreshSoon();
      await refresh(conversation);
    }
  }

  function refreshSoon(): void {
    stopRefresh?.();
    stopRefresh = later(() => {
      stopRefresh = null;
      if (list.peek().state === "idle") void count();
      else void fetchPage(null);
    }, REFRESH_PAUSE_MS);
  }

  return {
    list,
    counts,
    whose,
    busy,
    /** The conversations of the list, in its order, each once. */
    conversations: (): string[] => [...new Set(list.peek().items.map((p) => p.conversation_id))],
    load: () => fetchPage(null),
    more(): void {
      const { next, state } = list.peek();
      if (next !== null && state !== "loading") void fetchPage(next);
    },
    choose(next: Whose): void {
      if (whose.peek() === next) return;
      whose.value = next;
      list.value = NOTHING;
      void fetchPage(null);
    },
    /** A promise was made, kept, moved or broken somewhere. */
    refreshSoon,
    count,
    /** One that did not get through is tried again under its own id: it is the same promise. */
    make: (conversation: string, promise: NewPromise) =>
      run(conversation, conversation, () => api.promise(conversation, promise), t("promise_made")),
    keep: (id: string, conversation: string) => run(id, conversation, () => api.keep(id), t("promise_kept")),
    cancel: (id: string, conversation: string, note: string) =>
      run(id, conversation, () => api.cancel(id, note), t("promise_cancelled")),
    move: (id: string, conversation: string, dueAt: string, tell: boolean) =>
      run(id, conversation, () => api.move(id, dueAt, tell), t("promise_moved")),
    reset(): void {
      turn++;
      stopRefresh?.();
      list.value = NOTHING;
      counts.value = null;
      whose.value = "all";
    },
  };
}

export type Promises = ReturnType<typeof createPromises>;
