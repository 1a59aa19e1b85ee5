// The lists as they stand now: loads pages, searches, and takes in what the live stream says.
import { computed, signal } from "@preact/signals";
import type { Conversation, View } from "../../shared/api";
import type { Api } from "./api";
import { failureOf } from "./http";
import {
  attention,
  changed,
  cleared,
  emptyLists,
  failed,
  type ListKey,
  loading,
  paged,
  patched,
  pruned,
} from "./lists";
import { VIEWS } from "./route";

const KEYS: readonly ListKey[] = [...VIEWS, "search"];
const PAGE = 30;
/** Rows kept in memory before those that no list shows are forgotten. */
const ROWS = 600;
const SEARCH_PAUSE_MS = 220;
const COUNTS_PAUSE_MS = 500;

interface Deps {
  api: Api;
  agentId: () => string;
  view: () => View;
  /** The open conversation. */
  open: () => string | null;
  later: (run: () => void, ms: number) => () => void;
  /** A conversation began to wait for a person. */
  onEntered: (row: Conversation) => void;
}

export function createInbox({ api, agentId, view, open, later, onEntered }: Deps) {
  const lists = signal(emptyLists());
  const query = signal("");
  const waiting = computed(() => attention(lists.value, agentId()));
  /** Only the newest answer for a list counts: an older one may come in late. */
  const asked: Partial<Record<ListKey, number>> = {};
  let stopSearch: (() => void) | null = null;
  let stopCounts: (() => void) | null = null;

  /** A search looks where the reader looks: among what is resolved, or among all that is open. */
  const searched = (): View => (view() === "resolved" ? "resolved" : "all");

  async function fetchPage(key: ListKey, cursor: string | null): Promise<void> {
    const turn = (asked[key] ?? 0) + 1;
    asked[key] = turn;
    lists.value = loading(lists.value, key);
    try {
      const page = await api.conversations(key === "search" ? searched() : key, {
        cursor,
        limit: PAGE,
        ...(key === "search" && { q: query.value.trim() }),
      });
      if (asked[key] === turn)
        lists.value = paged(lists.value, key, { ...page, items: page.items ?? [] }, cursor !== null);
    } catch (thrown) {
      if (asked[key] === turn) lists.value = failed(lists.value, key, failureOf(thrown));
    }
  }

  function refreshCounts(): void {
    stopCounts?.();
    stopCounts = later(async () => {
      stopCounts = null;
      try {
        const { counts } = await api.conversations(view(), { limit: 1 });
        if (agentId() !== "") lists.value = { ...lists.value, counts };
      } catch {
        // The next page that loads brings them too.
      }
    }, COUNTS_PAUSE_MS);
  }

  function put(row: Conversation, tellEntered: boolean): void {
    if (agentId() === "") return;
    const change = changed(lists.value, row, agentId());
    lists.value = pruned(change.lists, ROWS, open(), agentId());
    if (change.unsure) refreshCounts();
    if (change.entered && tellEntered) onEntered(row);
  }

  return {
    lists,
    query,
    waiting,
    /** Which list the reader sees: the view, or the answer to the search. */
    shown: (): ListKey => (query.value.trim() ? "search" : view()),
    load: (key: ListKey) => fetchPage(key, null),
    /** The next page, where there is one and none is on its way. */
    more(key: ListKey): void {
      const slice = lists.value.slices[key];
      if (slice.next !== null && slice.state !== "loading") void fetchPage(key, slice.next);
    },
    search(text: string): void {
      query.value = text;
      stopSearch?.();
      stopSearch = null;
      if (text.trim() === "") lists.value = cleared(lists.value, "search");
      else stopSearch = later(() => void fetchPage("search", null), SEARCH_PAUSE_MS);
    },
    /** A row from the live stream. */
    live: (row: Conversation) => put(row, true),
    /** A row from an answer to our own call. */
    put: (row: Conversation) => put(row, false),
    /** The reader has seen it all; the server is told elsewhere. */
    read: (id: string) => {
      if ((lists.value.rows.get(id)?.unread ?? 0) > 0) lists.value = patched(lists.value, id, { unread: 0 });
    },
    /** Something was missed: forget the lists that are not shown, fetch the one that is. */
    async reload(): Promise<void> {
      const shown = query.value.trim() ? "search" : view();
      let next = lists.value;
      for (const key of KEYS) {
        if (key !== shown) next = cleared(next, key);
      }
      lists.value = next;
      await fetchPage(shown, null);
    },
    /** Forgets everything, also what is still on its way: it belongs to whoever has just left. */
    reset(): void {
      for (const key of KEYS) asked[key] = (asked[key] ?? 0) + 1;
      stopSearch?.();
      stopCounts?.();
      query.value = "";
      lists.value = emptyLists();
    },
  };
}

export type Inbox = ReturnType<typeof createInbox>;
