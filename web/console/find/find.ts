// The search over all conversations as it stands: what was found where, and how far the index is. Its rows live with
// those of the other lists, so that the live stream keeps them right.
import { signal } from "@preact/signals";
import type { Conversation } from "../../shared/api";
import type { Request } from "../core/http";
import { asked, type Filter } from "./filter";

/** A part of a text; `mark` is what was searched for. */
export interface Span {
  text: string;
  mark?: boolean;
}

/** GET /search: one conversation in which something was found. */
export interface Hit {
  conversation: Conversation;
  /** The newest message that has it; 0 where the name is what was found. */
  seq: number;
  author_kind: Conversation["last"]["author_kind"] | "";
  at: string;
  snippet: Span[] | null;
}

/** How far the index of what was said before it is. */
export interface Index {
  ready: boolean;
  done: number;
  total: number;
}

interface Answer {
  items: Hit[] | null;
  next: string | null;
  index: Index;
}

/** The parameters of a call, without what is not said. */
export function params(values: Record<string, string | number | null | undefined>): string {
  const all = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== "") all.set(name, String(value));
  }
  return all.toString();
}

export function createFind(request: Request, filter: () => Filter) {
  const hits = signal<ReadonlyMap<string, Hit>>(new Map());
  const index = signal<Index | null>(null);
  let former: AbortController | null = null;

  return {
    /** What was found in a conversation. */
    hits,
    index,
    /** A page of what is searched for; the first page of a new question ends the one before. */
    async page(cursor: string | null, limit: number) {
      if (cursor === null) former?.abort();
      const mine = new AbortController();
      former = mine;
      const query = params({ ...asked(filter()), typing: "true", cursor, limit });
      const found = await request<Answer>("GET", `/search?${query}`, undefined, undefined, mine.signal);
      const items = found.items ?? [];
      hits.value = new Map([
        ...(cursor === null ? [] : hits.peek()),
        ...items.map((hit) => [hit.conversation.id, hit] as const),
      ]);
      index.value = found.index;
      return { items: items.map((hit) => hit.conversation), next: found.next };
    },
    reset(): void {
      former?.abort();
      hits.value = new Map();
      index.value = null;
    },
  };
}

export type Find = ReturnType<typeof createFind>;
