// The shapes of /api/v1 as the web parts see them. Unknown fields are ignored; optional fields may be absent.
import type { Language } from "./i18n";

/** What wrote a message. */
export type AuthorKind = "human" | "ai" | "ai_assisted" | "automation" | "system" | "contact" | "unknown";

/** Who wrote one message; `label` is in the message's language and is part of the message. */
export interface Author {
  kind: AuthorKind;
  /** "Asisten AI", "Petugas", "Anda" … */
  label?: string;
  /** "Asisten AI Toko Terang", "Rina". */
  name?: string;
  agent_id?: string;
  /** "ngram@3fa1": what chose or wrote the words. */
  model?: string;
  /** "order_status@1": what was followed. */
  playbook?: string;
  /** The system that the message was brought along from: its author is what that system said, and nothing proves it. */
  imported?: string;
  /** 0–1, the part of the words that a model drafted for a person. */
  share?: number;
}

export type Element = "is_ai" | "not_human" | "operator" | "human_route" | "new_author_kind";

/** Tells the customer who speaks; shown as a card above the text. */
export interface Disclosure {
  elements: Element[];
  text: string;
}

/** An answer that can be tapped: sends {text: label, choice: value, reply_to: seq}. */
export interface QuickReply {
  id: string;
  label: string;
  value: string;
}

export interface CardField {
  label: string;
  value: string;
}

/** One point of a timeline; `at` is null for what has no time yet. */
export interface CardStep {
  at: string | null;
  label: string;
  state: "done" | "now" | "next";
}

/** One entry of a list; one with a value can be tapped like a quick reply. */
export interface CardItem {
  title: string;
  text?: string;
  value?: string;
}

export interface Card {
  kind: "timeline" | "facts" | "list";
  title: string;
  status?: string;
  fields?: CardField[];
  steps?: CardStep[];
  items?: CardItem[];
}

/** The article behind an answer. */
export interface Source {
  id: string;
  title: string;
  version?: string;
}

/** One question with a scale; `answered` is null until the customer tapped. */
export interface Survey {
  question: string;
  options: number[];
  answered: number | null;
}

/** A file beside a message: what it is. The digest (SHA-256) is of the bytes that are handed out. */
export interface Attachment {
  id: string;
  name: string;
  type: string;
  size: number;
  digest: string;
  /** Of a picture, in pixels. */
  width?: number;
  height?: number;
}

/** Where a message's proof stands in the log; `index` is null in live events, fetch the message for it. */
export interface Receipt {
  index: number | null;
  state: "pending" | "included" | "witnessed";
}

export type MessageKind = "text" | "notice" | "survey" | "note";
export type Direction = "in" | "out" | "internal";

/** One utterance. `prev` is the seq of the message before it that the contact may see, 0 for the first. */
export interface Message {
  id: string;
  seq: number;
  prev: number;
  kind: MessageKind;
  direction: Direction;
  author: Author;
  language?: Language;
  disclosure?: Disclosure | null;
  text: string;
  replies?: QuickReply[] | null;
  card?: Card | null;
  sources?: Source[] | null;
  /** The agents whom a note names. */
  mentions?: { agent_id: string; name: string }[] | null;
  survey?: Survey | null;
  attachments?: readonly Attachment[] | null;
  client_id?: string;
  at: string;
  receipt?: Receipt | null;
  /** Agents only: where a contact's message abuses whoever reads it. */
  abuse?: { why: "obscene" | "insult" | "attack" | "threat"; quote: string }[] | null;
  /** Agents only: the note was whispered to an agent. */
  whisper?: { to: string; kind: "word" | "take_over" } | null;
}

export type Holder = "assistant" | "queue" | "agent";
export type Status = "open" | "resolved";

/** How long a wait is expected to be, in seconds. */
export interface Wait {
  from_s: number;
  to_s: number;
}

/** The contact's place in the queue, whether anybody is there, and the wait where it can be told. */
export interface QueuePlace {
  place: number;
  online: boolean;
  wait?: Wait | null;
  /** How they may ask to be reached instead; none once they are going to be. */
  reach?: ("call" | "write")[] | null;
  /** When place and wait were looked at. */
  refreshed_at: string;
}

export type PromiseKind = "reply" | "call" | "write" | "task";
/** Broken is one whose time passed; it can still be kept late. */
export type PromiseState = "open" | "kept" | "broken" | "cancelled";

/** Something that the contact was told would happen by a time, as the contact sees it. */
export interface ToldPromise {
  id: string;
  kind: PromiseKind;
  /** As the contact was told. */
  words: string;
  due_at: string;
  state: PromiseState;
}

/** Who is in charge; the `state` event of the chat stream. `handled` = highest contact seq received. */
export interface ChatState {
  position: number;
  handled: number;
  holder: Holder;
  agent: { name: string } | null;
  status: Status;
  queue: QueuePlace | null;
  /** Owed to the contact, or just kept or broken. */
  promises?: ToldPromise[] | null;
}

export interface Brand {
  name: string;
  action_color?: string;
  logo_url?: string;
  hours_text?: string;
}

/** POST /chat/sessions. */
export interface ChatSession extends Partial<ChatState> {
  token: string;
  conversation_id: string;
  contact_id: string;
  brand: Brand;
  language: Language;
  position: number;
  messages: Message[];
  holder: Holder;
  agent: { name: string } | null;
  queue: QueuePlace | null;
}

/** GET /chat/messages. */
export interface ChatMessages extends ChatState {
  messages: Message[];
}

/** POST /chat/messages. */
export interface ChatSend {
  client_id: string;
  text: string;
  choice?: string | undefined;
  reply_to?: number | undefined;
  /** Ids of files that were uploaded before. */
  attachments?: string[] | undefined;
}

/** The `typing` event of the chat stream. */
export interface Typing {
  author: "ai" | "human";
  on: boolean;
}

/** RFC 9457 problem+json. `code` is stable, `title` and `detail` are in the reader's language. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  code: string;
}

// ---- console ----

export type Role = "owner" | "agent" | (string & {});
export type Presence = "online" | "away" | "wrap_up";

export interface Agent {
  id: string;
  name: string;
  email: string;
  role: Role;
  presence: Presence;
  /** When a wrap-up ends, else null. */
  wrap_until?: string | null;
  /** Cannot sign in. */
  disabled?: boolean;
}

export interface Workspace {
  id: string;
  name: string;
  key: string;
}

/** What somebody may do, as the server's table of rights names it. */
export type Permission =
  | "self"
  | "speak"
  | "lead"
  | "read"
  | "write"
  | "events"
  | "figures"
  | "supervise"
  | "privacy"
  | "audit"
  | "manage"
  | "own";

/** GET /me. */
export interface Me {
  permissions?: Permission[] | null;
  agent: Agent;
  workspace: Workspace;
}

/** GET /setup/{token}. */
export interface Setup {
  workspace: { name: string };
  purpose: "owner" | "agent";
  /** Of the person invited, to whom the link belongs. */
  name: string;
  email: string;
}

export type HandOverReason = "asked" | "unhelpful" | "unknown" | "verification_failed" | "error" | "policy";

export interface Fact {
  label: string;
  value: string;
  source: string;
}

export interface TrustReason {
  kind: string;
  quote: string;
  seq: number;
}

export interface TrustView {
  score: number;
  reasons: TrustReason[] | null;
}

/** What a person reads in the first seconds, at most 60 words. */
export interface Brief {
  who: string;
  wants: string;
  tried?: string;
  known?: Fact[] | null;
  promises?: string[] | null;
  mood?: string;
  /** What the assistant suggests. */
  next?: string;
}

/** A promise as the desk keeps it. */
export interface DeskPromise extends ToldPromise {
  /** Number or address, where the kind needs one. */
  reach?: string;
  /** "assistant", or the agent's id. */
  made_by?: string;
  /** The agent's id; "" is the desk. */
  owner?: string;
  owner_name?: string;
  created_at?: string;
  kept_at?: string | null;
  /** Not in one's own queue: words and reach are left out until one gives a reason. */
  reason_needed?: boolean;
}

/** What a hand-over's card says in one language. */
export interface CardWords {
  reason_text: string;
  wants: string;
  tried: string[] | null;
  facts: Fact[] | null;
  brief?: Brief | null;
}

/** What a person reads first: why, what the contact wants, what was tried, what is known; its own words are in the desk's language. */
export interface HandOver extends CardWords {
  reason: HandOverReason;
  trust: TrustView;
  at: string;
  /** The same in the other languages of the house; the facts in the same order. */
  translations?: Partial<Record<Language, CardWords>>;
}

/** One row of the inbox. */
export interface Conversation {
  id: string;
  contact: { id: string; name: string; verified: boolean };
  channel: string;
  language: Language;
  status: Status;
  holder: Holder;
  agent: { id: string; name: string } | null;
  /** While it waits or an agent has it: the team that it was given to, or whose matter it is. */
  team?: { id: string; name: string } | null;
  last: { author_kind: AuthorKind; text: string; at: string; folded?: boolean };
  trust: number;
  threshold: number;
  waiting_since: string | null;
  unread: number;
  seq: number;
  created_at: string;
  hand_over: HandOver | null;
  survey: { score: number; comment: string } | null;
  promises?: DeskPromise[] | null;
  /** Not in one's own queue: what was said is left out until one gives a reason. */
  reason_needed?: boolean;
  tags?: string[] | null;
  priority?: Priority;
  /** Until when the agent who has it has put it off. */
  snoozed_until?: string | null;
  /** While it waits for a person: by when somebody should answer. */
  clock?: { priority: Urgency; due_at: string } | null;
}

/** How urgent the agents say that a conversation is. */
export type Priority = "low" | "normal" | "high" | "urgent";

/** How soon somebody should answer whoever waits. */
export type Urgency = "urgent" | "high" | "normal";

/** "every" is all of them, open or not. */
export type View = "queue" | "mine" | "assistant" | "all" | "resolved" | "snoozed" | "every";

/** GET /conversations. */
export interface ConversationPage {
  items: Conversation[];
  next: string | null;
  counts: { queue: number; mine: number; assistant: number; all: number; snoozed?: number };
}

/** GET /conversations/{id}/messages. */
export interface ConversationMessages {
  messages: Message[];
  position: number;
  contact_seen: number;
}

/** Events of GET /stream. */
export interface WorkspaceMessage {
  conversation_id: string;
  message: Message;
}
export interface WorkspaceTyping {
  conversation_id: string;
  author: "contact";
  on: boolean;
}
/** What was promised in a conversation has changed, is due soon, or was broken. */
export interface WorkspacePromise {
  conversation_id: string;
  contact: { id: string; name: string };
  what: "changed" | "due_soon" | "broken";
  promises: DeskPromise[] | null;
}
export interface WorkspacePresence {
  agent_id: string;
  presence: Presence;
  wrap_until?: string | null;
}

/** A console's "offer" event: what rings at an agent, or no longer does. */
export interface WorkspaceOffer {
  agent_id: string;
  conversation_id: string;
  what: "offered" | "missed" | "withdrawn";
  /** The time by the clock that `until` goes by. */
  at: string;
  until: string;
}

export type Scope = "conversations:read" | "conversations:write" | "events:write" | "admin";

/** GET/POST /tokens; `token` is there only in the answer that made it. */
export interface Token {
  id: string;
  name: string;
  scopes: Scope[];
  token?: string;
  created_at?: string;
  last_used_at?: string | null;
  /** Refused for as long as whoever made it may not manage the workspace. */
  rests?: boolean;
}

/** GET/POST /webhooks; `secret` is there only in the answer that made it. */
export interface Webhook {
  id: string;
  url: string;
  events: string[];
  secret?: string;
  created_at?: string;
}

// ---- proof log ----

/** The leaf of the proof log: what was said by whom under which policy, with no personal data. */
export interface Statement {
  v: number;
  org: string;
  conv: string;
  msg: string;
  seq: number;
  author: { kind: AuthorKind; model?: string; prompt?: string; human?: string; share?: number };
  chan: string;
  dir: Direction;
  lang: Language;
  disclosure: { policy: string; obligations: string[] | null; satisfied: boolean; text?: string };
  body: string;
  prev?: string;
  at: string;
}

export interface Leaf {
  index: number;
  hash: string;
  statement: Statement;
  at: string;
}

/** GET /log/leaves. */
export interface Leaves {
  leaves: Leaf[];
  size: number;
  root: string;
}
