// What the room of contacts asks the server.
import type { Conversation, Message } from "../../shared/api";
import type { Language } from "../../shared/i18n";
import type { Request } from "../core/http";

/** A name in each language that has one. */
export type Title = Partial<Record<Language, string>>;

export interface ContactRow {
  id: string;
  name: string;
  external_id: string;
  verified: boolean;
  merged: boolean;
  phone: string;
  email: string;
  conversations: number;
  last_at: string | null;
  created_at: string;
}

export interface ContactPart {
  id: string;
  name: string;
  external_id: string;
  verified: boolean;
  bond: "self" | "proven" | "merged";
  channels: string[];
  segments: string[];
  created_at: string;
}

export interface Fact {
  contact_id: string;
  name: string;
  value: unknown;
  purpose: string;
  source: string;
  at: string;
  until: string | null;
}

export type Class = "service" | "marketing";

export interface Consent {
  contact_id: string;
  class: Class;
  allowed: boolean;
  said: "yes" | "no" | "nothing";
  by_other: boolean;
  at: string | null;
  source: string;
}

export interface Merge {
  id: string;
  contact_id: string;
  other_id: string;
  note: string;
  by: string;
  at: string;
  proven: boolean;
}

export interface Contact {
  id: string;
  name: string;
  external_id: string;
  verified: boolean;
  created_at: string;
  parts: ContactPart[];
  facts: Fact[];
  consent: Consent[];
  budget: { class: Class; used: number; weekly: number }[];
  merges: Merge[];
  open: Conversation[];
}

export const KINDS = [
  "message",
  "note",
  "playbook",
  "action",
  "hand_over",
  "promise",
  "event",
  "tag",
  "change",
  "consent",
  "merge",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Moment {
  id: string;
  kind: Kind;
  at: string;
  contact_id: string;
  conversation_id: string;
  message?: Message;
  what?: string;
  name?: string;
  /** How the brand calls the playbook or topic. */
  title?: Title;
  outcome?: string;
  by?: string;
  by_name?: string;
  text?: string;
  data?: Record<string, unknown>;
  until?: string;
  status?: number;
  millis?: number;
  /** What it was is told only to who gives a reason, in its conversation. */
  reason_needed?: boolean;
}

export interface Suggestion {
  contact: ContactRow;
  kind: "phone" | "email";
  address: string;
}

export interface Preview {
  possible: boolean;
  reason: string;
  refusal: string;
  sides: { contact: ContactRow; contacts: number; conversations: number }[];
  consent: { contact_id: string; class: Class; before: boolean; after: boolean }[];
  budget: { class: Class; one: number; other: number; weekly: number }[];
  set_aside: { id: string; playbook: string; title?: Title }[];
  differ: string[];
}

/** A page of a list; `next` is where the one after it begins. */
export interface PageOf<T> {
  items: T[];
  next: string | null;
}

const word = encodeURIComponent;

export function createContactsApi(request: Request) {
  return {
    list: (q: string, cursor: string) =>
      request<PageOf<ContactRow>>("GET", `/contacts?limit=40&q=${word(q)}&cursor=${word(cursor)}`),
    get: (id: string) => request<Contact>("GET", `/contacts/${word(id)}`),
    timeline: (id: string, kinds: readonly Kind[], cursor: string) =>
      request<PageOf<Moment>>(
        "GET",
        `/contacts/${word(id)}/timeline?limit=50&cursor=${word(cursor)}${kinds.length > 0 ? `&kinds=${kinds.join(",")}` : ""}`,
      ),
    suggestions: async (id: string) =>
      (await request<{ items: Suggestion[] }>("GET", `/contacts/${word(id)}/suggestions`)).items,
    preview: (id: string, other: string) =>
      request<Preview>("GET", `/contacts/${word(id)}/merge-preview?with=${word(other)}`),
    merge: (id: string, other: string, note: string) =>
      request<Merge>("POST", `/contacts/${word(id)}/merges`, { contact_id: other, note }),
    unmerge: (id: string, merge: string) =>
      request<void>("DELETE", `/contacts/${word(id)}/merges/${word(merge)}`),
  };
}

export type ContactsApi = ReturnType<typeof createContactsApi>;
