// The conversations that were opened lately: opening one again shows it at once and then fills what is missing.
import { type Signal, signal } from "@preact/signals";
import type { Message } from "../../shared/api";
import type { Api } from "./api";
import { failureOf, passing } from "./http";
import { arrived, emptyThread, filled, hasGap, loaded, position, prepended, type Thread } from "./thread";

const PAGE = 50;
/** Conversations kept in memory. */
const KEPT = 20;
/** Pages fetched at most to fill one hole; beyond that the newest page is taken afresh. */
const FILL_PAGES = 10;

/** Pages fetched at most to come to one message. */
const REACH_PAGES = 20;

/** After so long a hole that could not be filled is tried again. */
const RETRY_MS = 4000;

interface Deps {
  api: Api;
  later: (run: () => void, ms: number) => () => void;
}

export function createThreads({ api, later }: Deps) {
  const held = new Map<string, Signal<Thread>>();
  /** What is being filled, and whether it was asked for again meanwhile: the answer on its way may be too old. */
  const filling = new Map<string, boolean>();
  const retries = new Map<string, () => void>();

  function get(id: string): Signal<Thread> {
    let thread = held.get(id);
    if (thread) held.delete(id);
    else thread = signal(emptyThread(id));
    held.set(id, thread); // last in the map = used last
    for (const oldest of held.keys()) {
      if (held.size <= KEPT) break;
      held.delete(oldest);
    }
    return thread;
  }

  /** A page that is already on its way is not asked for twice. */
  const coming = new Map<string, Promise<void>>();

  function load(id: string): Promise<void> {
    const here = coming.get(id) ?? first(id).finally(() => coming.delete(id));
    coming.set(id, here);
    return here;
  }

  async function first(id: string): Promise<void> {
    const thread = get(id);
    if (thread.value.state === "failed") thread.value = { ...thread.value, state: "loading", failure: null };
    try {
      const page = await api.messages(id, { limit: PAGE });
      thread.value = loaded(thread.value, { ...page, messages: page.messages ?? [] });
    } catch (thrown) {
      if (thread.value.state !== "ready")
        thread.value = { ...thread.value, state: "failed", failure: failureOf(thrown) };
      return;
    }
    if (hasGap(thread.value)) await fill(id);
  }

  /** Fetches what lies between our position and the end. */
  async function fill(id: string): Promise<void> {
    const thread = held.get(id);
    if (thread?.value.state !== "ready") return;
    if (filling.has(id)) return void filling.set(id, true);
    filling.set(id, false);
    retries.get(id)?.();
    retries.delete(id);
    try {
      for (let pages = 0; pages < FILL_PAGES; pages++) {
        const page = await api.messages(id, { since: position(thread.value), limit: PAGE });
        const before = position(thread.value);
        thread.value = filled(thread.value, { ...page, messages: page.messages ?? [] });
        if (position(thread.value) >= page.position && !hasGap(thread.value)) {
          if (!filling.get(id) || pages === FILL_PAGES - 1) return;
          filling.set(id, false);
        } else if (position(thread.value) === before) break;
      }
      thread.value = emptyThread(id);
      await load(id);
    } catch (thrown) {
      // Until then a known gap locks the composer, and the server refuses what was written on an older state.
      if (passing(failureOf(thrown)))
        retries.set(
          id,
          later(() => {
            retries.delete(id);
            if (held.get(id) === thread) void fill(id);
          }, RETRY_MS),
        );
    } finally {
      filling.delete(id);
    }
  }

  return {
    get,
    /** Shows a conversation: loads it, or fills what was missed since it was last looked at. */
    open(id: string): Promise<void> {
      return get(id).value.state === "ready" ? fill(id) : load(id);
    },
    fill,
    /** Fetches what a conversation will show first, for whoever is about to open it. */
    prefetch(id: string): void {
      if (!held.has(id)) void load(id);
    },
    /** Fetches older messages until a position is among them; false where it is too far back. */
    async reach(id: string, seq: number): Promise<boolean> {
      for (let pages = 0; pages < REACH_PAGES; pages++) {
        const { messages, earlier } = get(id).value;
        if ((messages[0]?.seq ?? 0) <= seq) return true;
        if (earlier !== "some") return false;
        await this.earlier(id);
      }
      return false;
    },
    async earlier(id: string): Promise<void> {
      const thread = get(id);
      const first = thread.value.messages[0]?.seq;
      if (thread.value.earlier !== "some" || first === undefined) return;
      thread.value = { ...thread.value, earlier: "loading" };
      try {
        const page = await api.messages(id, { before: first, limit: PAGE });
        thread.value = prepended(thread.value, { ...page, messages: page.messages ?? [] });
      } catch {
        thread.value = { ...thread.value, earlier: "some" };
      }
    },
    /** Fetches one message again: what the live stream brings does not tell its place in the log. */
    async refresh(id: string, seq: number): Promise<Message | null> {
      try {
        const page = await api.messages(id, { since: seq - 1, limit: 1 });
        const fresh = page.messages?.find((m) => m.seq === seq);
        const thread = held.get(id);
        if (fresh && thread) thread.value = arrived(thread.value, fresh);
        return fresh ?? null;
      } catch {
        return null;
      }
    },
    /** A message from the live stream or from the answer to our own send. */
    arrived(id: string, message: Message): void {
      const thread = held.get(id);
      if (!thread) return;
      thread.value = arrived(thread.value, message);
      if (thread.value.state === "ready" && hasGap(thread.value)) void fill(id);
    },
    /** Something may have been missed everywhere; only the open one is fetched now. */
    missed(open: string | null): void {
      for (const id of held.keys()) if (id !== open) held.delete(id);
      if (open !== null) void fill(open);
    },
    reset(): void {
      for (const stop of retries.values()) stop();
      retries.clear();
      held.clear();
    },
  };
}

export type Threads = ReturnType<typeof createThreads>;
