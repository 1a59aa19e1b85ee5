// The lists as they stand now: loads pages and takes in what the live stream says.
import { computed, signal } from "@preact/signals";
import type { Conversation, ConversationPage, View } from "../../shared/api";
import { decidable, type Filter, fits, NO_FILTER } from "../find/filter";
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
  type Narrow,
  paged,
  patched,
  pruned,
} from "./lists";
import type { Order } from "./orders";
import { VIEWS } from "./route";

const KEYS: readonly ListKey[] = [...VIEWS, "narrow", "search"];
/** The first page is small, so that it is there at once; whoever scrolls gets larger ones. */
const PAGE = 30;
const NEXT_PAGE = 100;
/** After a break a list is fetched anew as far as it was loaded, up to so many rows. */
const RELOADED = 1000;
/** Rows kept in memory before those that no list shows are forgotten. */
const ROWS = 600;
const COUNTS_PAUSE_MS = 500;
const NARROW_PAUSE_MS = 1500;

type Page = Omit<ConversationPage, "counts"> & { counts?: ConversationPage["counts"] };

interface Deps {
  api: Api;
  agentId: () => string;
  view: () => View;
  filter: () => Filter;
  /** In which order a view stands, and the list that is shown. */
  order: { of: (view: View) => Order | undefined; shown: () => Order | undefined };
  /** Whether a search is shown in the place of a list. */
  searching: () => boolean;
  /** A page of what is searched for. */
  search: (cursor: string | null, limit: number) => Promise<Page>;
  /** The open conversation. */
  open: () => string | null;
  later: (run: () => void, ms: number) => () => void;
  /** A conversation began to wait for a person. */
  onEntered: (row: Conversation) => void;
}

export function createInbox(deps: Deps) {
  const { api, agentId, view, filter, order, searching, search, open, later, onEntered } = deps;
  const lists = signal(emptyLists());
  const waiting = computed(() => attention(lists.value, agentId()));
  /** Only the newest answer for a list counts: an older one may come in late. */
  const asked: Partial<Record<ListKey, number>> = {};
  let stopCounts: (() => void) | null = null;
  let stopNarrow: (() => void) | null = null;

  const shown = (): ListKey => (searching() ? "search" : filter() === NO_FILTER ? view() : "narrow");

  function narrow(): Narrow | null {
    const now = filter();
    if (now === NO_FILTER || searching()) return null;
    return { view: view(), fits: decidable(now) ? (row) => fits(row, now, agentId()) : null };
  }

  /** Rows that changed while a page was on its way: the page may be older than they are. */
  const watched = new Set<Map<string, Conversation>>();

  /** Runs a fetch and then puts on top of what it brought the rows that changed meanwhile. */
  async function meanwhile(fetchIt: () => Promise<boolean>): Promise<boolean> {
    const fresh = new Map<string, Conversation>();
    watched.add(fresh);
    try {
      if (!(await fetchIt())) return false;
    } finally {
      watched.delete(fresh);
    }
    for (const row of fresh.values()) {
      const now = lists.value.rows.get(row.id);
      // The page may know more: what was said since, or the reason that was given.
      if (now && (now.seq > row.seq || (row.reason_needed && !now.reason_needed))) continue;
      lists.value = changed(lists.value, row, agentId(), narrow()).lists;
    }
    if (fresh.size > 0) refreshCounts();
    return true;
  }

  const orderOf = (key: ListKey): Order | undefined =>
    key === "search" ? undefined : key === "narrow" ? order.shown() : order.of(key);

  const pageOf = (key: ListKey, cursor: string | null, limit: number): Promise<Page> =>
    key === "search"
      ? search(cursor, limit)
      : api.conversations(key === "narrow" ? view() : key, { cursor, limit, order: orderOf(key) }, filter());

  const fetchPage = (key: ListKey, cursor: string | null, limit: number): Promise<boolean> =>
    meanwhile(async () => {
      const turn = (asked[key] ?? 0) + 1;
      asked[key] = turn;
      lists.value = loading(lists.value, key, orderOf(key));
      try {
        const page = await pageOf(key, cursor, limit);
        if (asked[key] !== turn) return false;
        lists.value = paged(lists.value, key, { ...page, items: page.items ?? [] }, cursor !== null);
        return true;
      } catch (thrown) {
        if (asked[key] !== turn) return false;
        // What answered the question before answers nothing of this one.
        const before = key === "search" && cursor === null ? cleared(lists.value, key) : lists.value;
        lists.value = failed(before, key, failureOf(thrown));
        return false;
      }
    });

  /** Fetches a list anew as far as it was loaded and puts it in at once, so that nobody loses their place. */
  async function again(key: ListKey): Promise<void> {
    const had = Math.min(lists.value.slices[key].ids.length, RELOADED);
    if (had <= PAGE) return void (await fetchPage(key, null, PAGE));
    const turn = (asked[key] ?? 0) + 1;
    asked[key] = turn;
    await meanwhile(async () => {
      const items: Conversation[] = [];
      let page: Page = { items, next: null };
      try {
        do {
          page = await pageOf(key, page.next, NEXT_PAGE);
          items.push(...(page.items ?? []));
        } while (page.next !== null && items.length < had && asked[key] === turn);
        if (asked[key] !== turn) return false;
        lists.value = paged(lists.value, key, { ...page, items }, false);
        return true;
      } catch (thrown) {
        if (asked[key] === turn) lists.value = failed(lists.value, key, failureOf(thrown));
        return false;
      }
    });
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
    // An answer that the stream has overtaken.
    if (!tellEntered && (lists.value.rows.get(row.id)?.seq ?? 0) > row.seq) return;
    for (const fresh of watched) fresh.set(row.id, row);
    const now = narrow();
    const change = changed(lists.value, row, agentId(), now);
    lists.value = pruned(change.lists, ROWS, open(), agentId());
    if (change.unsure) refreshCounts();
    if (now && !now.fits)
      stopNarrow ??= later(() => {
        stopNarrow = null;
        if (shown() === "narrow") void again("narrow");
      }, NARROW_PAUSE_MS);
    if (change.entered && tellEntered) onEntered(row);
  }

  return {
    lists,
    waiting,
    /** Which list the reader sees. */
    shown,
    load: (key: ListKey) => fetchPage(key, null, PAGE),
    /** The next page, where there is one and none is on its way. */
    more(key: ListKey): void {
      const slice = lists.value.slices[key];
      if (slice.next !== null && slice.state !== "loading") void fetchPage(key, slice.next, NEXT_PAGE);
    },
    /** Forgets a list, and what is still on its way for it. */
    clear(key: ListKey): void {
      asked[key] = (asked[key] ?? 0) + 1;
      lists.value = cleared(lists.value, key);
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
      const here = shown();
      let next = lists.value;
      for (const key of KEYS) {
        if (key !== here) next = cleared(next, key);
      }
      lists.value = next;
      await again(here);
    },
    /** Forgets everything, also what is still on its way: it belongs to whoever has just left. */
    reset(): void {
      for (const key of KEYS) asked[key] = (asked[key] ?? 0) + 1;
      stopCounts?.();
      stopNarrow?.();
      stopNarrow = null;
      lists.value = emptyLists();
    },
  };
}

export type Inbox = ReturnType<typeof createInbox>;
