// The inbox's lists as values: rows once, and for each view the ids in order. Pages from the server and single
// changed rows from the live stream both come in here; every function gives a new value and changes nothing.
import type { Conversation, ConversationPage, View } from "../../shared/api";
import { rankOf } from "../find/filter";
import type { Failure } from "./http";
import type { Order } from "./orders";
import { VIEWS } from "./route";

/** A view, a view that is narrowed, or the answer to a search. */
export type ListKey = View | "narrow" | "search";

/** Which rows the narrowed list takes: those of a view that fit; null where only the server can tell. */
export interface Narrow {
  readonly view: View;
  readonly fits: ((row: Conversation) => boolean) | null;
}
export type Counts = ConversationPage["counts"];

/** The loaded part of one list. */
export interface Slice {
  readonly ids: readonly string[];
  /** The cursor of the next page, null where the end is loaded. */
  readonly next: string | null;
  /** The last row that was loaded, as it was then: behind it lies what is not loaded. */
  readonly end: Conversation | null;
  /** What it stands in; nothing for the usual order. */
  readonly order: Order | undefined;
  readonly state: "idle" | "loading" | "ready" | "failed";
  readonly failure: Failure | null;
}

export interface Lists {
  readonly rows: ReadonlyMap<string, Conversation>;
  readonly slices: Readonly<Record<ListKey, Slice>>;
  readonly counts: Counts | null;
}

/** What one changed row did, for whoever rings a bell or asks for fresh counts. */
export interface Change {
  readonly lists: Lists;
  /** It was not waiting for a person and now is. */
  readonly entered: boolean;
  /** The row was not known before, so the counts cannot be carried on by arithmetic. */
  readonly unsure: boolean;
}

const NOTHING: Slice = { ids: [], next: null, end: null, order: undefined, state: "idle", failure: null };

export function emptyLists(): Lists {
  return {
    rows: new Map(),
    slices: {
      queue: NOTHING,
      mine: NOTHING,
      assistant: NOTHING,
      all: NOTHING,
      resolved: NOTHING,
      snoozed: NOTHING,
      every: NOTHING,
      narrow: NOTHING,
      search: NOTHING,
    },
    counts: null,
  };
}

/** Whether a row stands in a view, seen by one agent. Where nothing but the greeting was said there is nothing to show. */
export function belongs(row: Conversation, view: View, agentId: string): boolean {
  const greeted = row.seq <= 1 && row.holder === "assistant";
  if (view === "every") return !greeted;
  if (view === "resolved") return row.status === "resolved" && !greeted;
  if (row.status !== "open" || greeted) return false;
  switch (view) {
    case "queue":
      return row.holder === "queue";
    case "mine":
      return row.holder === "agent" && row.agent?.id === agentId && !row.snoozed_until;
    case "snoozed":
      return row.holder === "agent" && row.agent?.id === agentId && !!row.snoozed_until;
    case "assistant":
      return row.holder === "assistant";
    case "all":
      return true;
  }
}

/** So much of a moment on the wire, which is UTC, tells it to the second. */
const SECONDS = "2026-11-21T03:00:00".length;

const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Moments of the wire have fractions of any length, or none. */
const moment = (at: string) => Date.parse(at) || 0;
const waits = (row: Conversation) => moment(row.waiting_since ?? row.last.at);
const due = (row: Conversation) => (row.clock ? moment(row.clock.due_at) : waits(row));

type Compare = (a: Conversation, b: Conversation) => number;

/** By when something was said; only within one second the fractions are looked at. */
const oldest: Compare = (a, b) =>
  text(a.last.at.slice(0, SECONDS), b.last.at.slice(0, SECONDS)) ||
  moment(a.last.at) - moment(b.last.at) ||
  text(a.id, b.id);

/** Usually who should be answered first in the queue, as the desk has it; what moved last first elsewhere. */
function comparing(view: View, order: Order | undefined): Compare {
  switch (order) {
    case "oldest":
      return oldest;
    case "priority":
      return (a, b) => rankOf(b) - rankOf(a) || oldest(b, a);
    case "waiting":
      return (a, b) => waits(a) - waits(b) || text(a.id, b.id);
    case undefined:
      return view === "queue"
        ? (a, b) => due(a) - due(b) || waits(a) - waits(b) || text(a.id, b.id)
        : (a, b) => oldest(b, a);
  }
}

const withSlice = (lists: Lists, key: ListKey, slice: Slice): Lists => ({
  ...lists,
  slices: { ...lists.slices, [key]: slice },
});

/** Marks a list as being fetched in an order; what it shows stays. */
export function loading(lists: Lists, key: ListKey, order?: Order): Lists {
  return withSlice(lists, key, { ...lists.slices[key], order, state: "loading", failure: null });
}

export function failed(lists: Lists, key: ListKey, failure: Failure): Lists {
  return withSlice(lists, key, { ...lists.slices[key], state: "failed", failure });
}

export function cleared(lists: Lists, key: ListKey): Lists {
  return withSlice(lists, key, NOTHING);
}

/** Takes a page in. A row that the live stream has already carried further keeps its newer state. */
export function paged(
  lists: Lists,
  key: ListKey,
  page: Omit<ConversationPage, "counts"> & { counts?: Counts },
  append: boolean,
): Lists {
  const rows = new Map(lists.rows);
  for (const row of page.items) {
    const known = rows.get(row.id);
    if (!known || known.seq <= row.seq) rows.set(row.id, row);
  }
  const before = lists.slices[key];
  const ids = append ? [...before.ids] : [];
  const have = new Set(ids);
  for (const row of page.items) {
    if (!have.has(row.id)) ids.push(row.id);
  }
  const end = page.items.at(-1) ?? (append ? before.end : null);
  const slice: Slice = { ids, next: page.next, end, order: before.order, state: "ready", failure: null };
  return { ...withSlice(lists, key, slice), rows, counts: page.counts ?? lists.counts };
}

function placed(slice: Slice, row: Conversation, rows: Lists["rows"], view: View): Slice {
  const compare = comparing(view, slice.order);
  const others = slice.ids.filter((id) => id !== row.id);
  let at = others.findIndex((id) => {
    const other = rows.get(id);
    return other !== undefined && compare(row, other) < 0;
  });
  if (at < 0) {
    // Behind what is loaded it belongs to a page that is not there yet.
    if (slice.next !== null && slice.end && compare(row, slice.end) > 0) return { ...slice, ids: others };
    at = others.length;
  }
  return { ...slice, ids: [...others.slice(0, at), row.id, ...others.slice(at)] };
}

function counted(
  counts: Counts | null,
  before: Conversation,
  after: Conversation,
  agentId: string,
): Counts | null {
  if (!counts) return null;
  const next = { ...counts };
  for (const view of ["queue", "mine", "assistant", "all", "snoozed"] as const) {
    const delta = Number(belongs(after, view, agentId)) - Number(belongs(before, view, agentId));
    next[view] = Math.max(0, (next[view] ?? 0) + delta);
  }
  return next;
}

/** Takes one changed row in and moves it between the views. */
export function changed(
  lists: Lists,
  row: Conversation,
  agentId: string,
  narrow: Narrow | null = null,
): Change {
  const before = lists.rows.get(row.id);
  const rows = new Map(lists.rows).set(row.id, row);
  const slices = { ...lists.slices };
  const put = (key: ListKey, view: View, fits: boolean) => {
    const slice = slices[key];
    if (slice.state === "idle") return;
    if (fits) slices[key] = placed(slice, row, rows, view);
    else if (slice.ids.includes(row.id))
      slices[key] = { ...slice, ids: slice.ids.filter((id) => id !== row.id) };
  };
  for (const view of VIEWS) put(view, view, belongs(row, view, agentId));
  if (narrow?.fits) put("narrow", narrow.view, belongs(row, narrow.view, agentId) && narrow.fits(row));
  const counts = before ? counted(lists.counts, before, row, agentId) : lists.counts;
  return {
    lists: { rows, slices, counts },
    entered: belongs(row, "queue", agentId) && !(before && belongs(before, "queue", agentId)),
    unsure: !before,
  };
}

/** Forgets rows that stand in no loaded list, once there are more than `most`; `keep` and one's own stay. */
export function pruned(lists: Lists, most: number, keep: string | null, agentId: string): Lists {
  if (lists.rows.size <= most) return lists;
  const shown = new Set(Object.values(lists.slices).flatMap((slice) => slice.ids));
  const rows = new Map<string, Conversation>();
  for (const [id, row] of lists.rows) {
    if (shown.has(id) || id === keep || belongs(row, "mine", agentId)) rows.set(id, row);
  }
  return { ...lists, rows };
}

/** Changes one known row in place, without moving it: for "read" marks of our own making. */
export function patched(lists: Lists, id: string, patch: Partial<Conversation>): Lists {
  const row = lists.rows.get(id);
  return row ? { ...lists, rows: new Map(lists.rows).set(id, { ...row, ...patch }) } : lists;
}

/** The rows of a list, in order. */
export function rowsOf(lists: Lists, key: ListKey): Conversation[] {
  const found: Conversation[] = [];
  for (const id of lists.slices[key].ids) {
    const row = lists.rows.get(id);
    if (row) found.push(row);
  }
  return found;
}

/**
 * The id that lies `step` rows from `from`. Where `from` has left the list, one goes on from the place `was` where it
 * stood; where that is not known, from the first or last row.
 */
export function neighbour(
  ids: readonly string[],
  from: string | null,
  step: 1 | -1,
  was = -1,
): string | null {
  const at = from === null ? -1 : ids.indexOf(from);
  const next = at >= 0 ? at + step : was < 0 ? (step > 0 ? 0 : ids.length - 1) : step > 0 ? was : was - 1;
  return ids[Math.min(ids.length - 1, Math.max(0, next))] ?? null;
}

/** What the title and the bell count: who waits for anybody, and what is unread of one's own. */
export function attention(lists: Lists, agentId: string): number {
  let unread = 0;
  for (const row of lists.rows.values()) {
    if (belongs(row, "mine", agentId) && row.unread > 0) unread++;
  }
  return (lists.counts?.queue ?? 0) + unread;
}
