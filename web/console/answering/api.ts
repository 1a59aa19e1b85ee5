// The calls for what agents have at hand: macros, articles, mentions; with their shapes.
import type { Request } from "../core/http";

export type Scope = "mine" | "team" | "all";
export type Priority = "low" | "normal" | "high" | "urgent" | "";
export interface Texts {
  id?: string;
  en?: string;
}

/** A text that agents keep to use it again. */
export interface Macro {
  id: string;
  name: string;
  shortcut: string;
  texts: Texts;
  scope: Scope;
  team: string;
  tags: string[];
  priority: Priority;
  resolves: boolean;
  uses: number;
  used_at: string | null;
  origin: string;
  updated_at: string;
  /** May be changed by who is signed in. */
  mine: boolean;
}

export type MacroDraft = Pick<
  Macro,
  "name" | "shortcut" | "texts" | "scope" | "team" | "tags" | "priority" | "resolves"
>;

/** A macro for the conversation at hand; what is not known stands between ⟦ and ⟧. */
export interface Filled {
  text: string;
  language: "id" | "en";
  gaps: string[];
}

export interface Fault {
  language: "id" | "en";
  line: number;
  column: number;
  what: string;
  why: string;
  next: string;
}

export interface Offer {
  origin: string;
  source: string;
  title: string;
  before: string;
  text: string;
  language: "id" | "en";
  gaps: string[];
}

export interface Article {
  id: string;
  title: string;
  language: "id" | "en";
  passage: string;
  passages: string[];
  source: string;
  url: string;
  known: boolean;
  insert: string;
}

export interface Colleague {
  id: string;
  name: string;
  handle: string;
  online: boolean;
}

export interface Mention {
  message_id: string;
  conversation_id: string;
  seq: number;
  contact: { id: string; name: string };
  by: { id: string; name: string };
  text: string;
  at: string;
  read: boolean;
}

export interface MentionPage {
  items: Mention[] | null;
  next: string | null;
  unread: number;
}

/** The "mention" event of the live stream; `by` is "" where something was read. */
export interface MentionEvent {
  conversation_id?: string;
  by?: string;
  unread: number;
}

interface Listed<T> {
  items: T[] | null;
}

const id = encodeURIComponent;

export function createAnsweringApi(request: Request) {
  const items = async <T>(path: string) => (await request<Listed<T>>("GET", path)).items ?? [];
  return {
    macros: () => items<Macro>("/macros"),
    saveMacro: (draft: MacroDraft, macro?: string) =>
      macro ? request<Macro>("PUT", `/macros/${id(macro)}`, draft) : request<Macro>("POST", "/macros", draft),
    deleteMacro: (macro: string) => request<void>("DELETE", `/macros/${id(macro)}`),
    variables: () => items<{ name: string; label: string }>("/macros/variables"),
    check: (texts: Texts) => request<{ faults: Fault[]; preview: Texts }>("POST", "/macros/check", { texts }),
    offers: () => items<Offer>("/macros/imported"),
    take: (origins: string[]) => request<{ taken: number }>("POST", "/macros/imported", { origins }),
    teams: async () =>
      (await request<{ teams: { id: string; name: string }[] | null }>("GET", "/routing")).teams ?? [],
    fill: (conversation: string, macro: string) =>
      request<Filled>("GET", `/conversations/${id(conversation)}/macros/${id(macro)}`),
    articles: (conversation: string, query: string) =>
      request<{ query: string; items: Article[] | null }>(
        "GET",
        `/conversations/${id(conversation)}/articles?q=${id(query)}`,
      ),
    mentions: (cursor: string | null, limit = 30) =>
      request<MentionPage>("GET", `/me/mentions?limit=${limit}${cursor ? `&cursor=${id(cursor)}` : ""}`),
    readMentions: () => request<void>("POST", "/me/mentions/read", {}),
  };
}

export type AnsweringApi = ReturnType<typeof createAnsweringApi>;
