// The calls of the hand-over: trust in a talk, promises, what is known, and whether it was needless.
import type { DeskPromise, Fact, PromiseKind } from "../../shared/api";
import type { Request } from "../core/http";
import type { TrustCourse } from "./curve";

export type Whose = "all" | "me" | "desk";

/** One line of the list of promises. */
export interface PromiseItem extends DeskPromise {
  conversation_id: string;
  contact: { id: string; name: string };
}

export interface PromiseCounts {
  open: number;
  due_1h: number;
  broken: number;
}

/** GET /promises. */
export interface PromisePage {
  items: PromiseItem[] | null;
  next: string | null;
  counts: PromiseCounts;
}

/** POST /conversations/{id}/promises; tell sends the words to the contact as the agent's message. */
export interface NewPromise {
  client_id: string;
  kind: PromiseKind;
  words: string;
  reach: string;
  due_at: string;
  tell: boolean;
}

/** POST /conversations/{id}/check: what a text asks for although it is known. */
export interface Checked {
  asks_again: Fact[] | null;
}

const id = encodeURIComponent;

/** Binds the calls to the console's one way out. */
export function createHandOverApi(request: Request) {
  const conversation = (c: string, verb: string) => `/conversations/${id(c)}/${verb}`;
  const promise = (p: string, verb: string) => `/promises/${id(p)}/${verb}`;
  return {
    trust: (c: string) => request<TrustCourse>("GET", conversation(c, "trust")),
    promises: (whose: Whose, cursor: string | null, limit: number) => {
      const query = new URLSearchParams({ state: "open", owner: whose, limit: String(limit) });
      if (cursor) query.set("cursor", cursor);
      return request<PromisePage>("GET", `/promises?${query}`);
    },
    promise: (c: string, body: NewPromise) => request<unknown>("POST", conversation(c, "promises"), body),
    keep: (p: string) => request<unknown>("POST", promise(p, "keep"), {}),
    cancel: (p: string, note: string) => request<unknown>("POST", promise(p, "cancel"), { note }),
    move: (p: string, due_at: string, tell: boolean) =>
      request<unknown>("POST", promise(p, "move"), { due_at, tell }),
    check: (c: string, text: string) => request<Checked>("POST", conversation(c, "check"), { text }),
    needless: (c: string, needless: boolean) =>
      request<unknown>("POST", conversation(c, "needless"), { needless }),
  };
}

export type HandOverApi = ReturnType<typeof createHandOverApi>;
