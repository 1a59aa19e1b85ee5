// The calls of /api/v1/understanding and their shapes, as in httpapi/understanding.go and understanding_try.go.
import type { Language } from "../../shared/i18n";
import type { Request } from "../core/http";

/** One published state of what the assistant understands; number 0 is the pack as it came. */
export interface Version {
  number: number;
  digest: string;
  published_at: string | null;
  /** "" for the pack as it came. */
  published_by: string;
  added: number;
  removed: number;
  /** null where it was not measured. */
  accuracy: number | null;
  live: boolean;
}

/** A share of right answers that is promised, and what follows from it. */
export interface Promised {
  precision: number;
  /** Of the messages, how many are answered then. */
  share: number;
  /** From which confidence on. */
  threshold: number;
}

/** How well examples are understood that were held out. */
export interface Figures {
  /** False where there were too few examples to hold some out; the figures say nothing then. */
  measured: boolean;
  accuracy: number;
  /** How far confidence and truth lie apart, on average. */
  ece: number;
  share_at_promise: number;
}

export interface Intent {
  name: string;
  title: Partial<Record<Language, string>> | null;
  /** By language: id, en, other. */
  examples: Record<string, number>;
  /** Of its examples, how many are heard as it. */
  recall: number;
  /** Of what is heard as it, how much is it. */
  precision: number;
  confused_with: { intent: string; count: number }[];
}

export interface Warning {
  message: string;
  /** "intents/id.tsv:14", or "console". */
  where: string;
}

export interface DraftCount {
  added: number;
  removed: number;
}

export interface Understanding {
  version: Version;
  /** False while the thorough reading is still being taught after a start. */
  complete: boolean;
  measured: boolean;
  intents: Intent[];
  examples: number;
  figures: Figures;
  coverage: Promised[];
  promise: Promised;
  deep_share: number;
  warnings: Warning[];
  draft: DraftCount;
  missed: number;
  languages: string[];
}

export interface Example {
  id: string;
  intent: string;
  language: string;
  text: string;
  where: string;
  /** "" where nothing was heard, or it was not measured. */
  guess: string;
  confidence: number;
  /** null where it was not measured. */
  right: boolean | null;
}

/** Which examples are asked for. */
export interface Filter {
  intent: string;
  language: "" | "id" | "en";
  q: string;
  wrong: boolean;
}

export interface ExamplePage {
  items: Example[];
  /** "" at the end. */
  next: string;
}

export interface Confusion {
  intent: string;
  guess: string;
  count: number;
  texts: string[];
}

export interface MissedMessage {
  message_id: string;
  conversation_id: string;
  seq: number;
  text: string;
  language: string;
  at: string;
}

export interface Scored {
  intent: string;
  confidence: number;
}

export interface MissedGroup {
  size: number;
  suggestion: Scored | null;
  messages: MissedMessage[];
}

export interface MissedPage {
  groups: MissedGroup[];
  /** "" at the end. */
  next: string;
}

/** Names a message that was not understood. */
export interface MissedKey {
  conversation_id: string;
  seq: number;
}

export interface Addition {
  intent: string;
  language: "" | "id" | "en";
  text: string;
  /** The message that it is made from. */
  message?: MissedKey;
}

export interface Change {
  id: string;
  kind: "add" | "remove";
  intent: string;
  language: string;
  text: string;
}

export interface IntentChange {
  intent: string;
  recall_before: number;
  recall_after: number;
  precision_before: number;
  precision_after: number;
}

/** An example that is heard otherwise than before. */
export interface Moved {
  text: string;
  intent: string;
  before: Scored;
  after: Scored;
  better: boolean;
}

export interface Trial {
  id: string;
  state: "running" | "done" | "failed";
  error?: string;
  before: Figures | null;
  after: Figures | null;
  by_intent: IntentChange[];
  /** Examples that are heard right now and were not before, and the other way round; `moved` lists some of them. */
  better: number;
  worse: number;
  moved: Moved[];
}

/** What is heard in a text, and why. */
export interface Reading {
  /** id, en, mixed, jv, su, or "". */
  language: string;
  register: string;
  intents: Scored[];
  known: boolean;
  deep: boolean;
  nearest: { intent: string; text: string; likeness: number }[];
  entities: { kind: string; value: string; text: string }[];
  requests: { request: string; quote: string }[];
  mood: { mood: string; strength: number; quotes: string[] }[];
  parts: { text: string; intent: string }[];
}

interface Listed<T> {
  items: T[];
}

const ROOT = "/understanding";
const PAGE = 50;

function examplesQuery({ intent, language, q, wrong }: Filter, cursor: string, limit: number): string {
  const params = new URLSearchParams({ limit: String(limit) });
  if (intent) params.set("intent", intent);
  if (language) params.set("language", language);
  if (q.trim()) params.set("q", q.trim());
  if (wrong) params.set("verdict", "wrong");
  if (cursor) params.set("cursor", cursor);
  return params.toString();
}

/** Binds the calls to one way out. */
export function createUnderstandingApi(request: Request) {
  const items = async <T>(path: string) => (await request<Listed<T>>("GET", ROOT + path)).items;
  return {
    overview: () => request<Understanding>("GET", ROOT),
    examples: (filter: Filter, cursor = "", limit = PAGE) =>
      request<ExamplePage>("GET", `${ROOT}/examples?${examplesQuery(filter, cursor, limit)}`),
    confusions: () => items<Confusion>("/confusions"),
    missed: (limit: number) => request<MissedPage>("GET", `${ROOT}/missed?limit=${limit}`),
    dismiss: (messages: MissedKey[]) => request<void>("POST", `${ROOT}/missed/dismiss`, { messages }),
    changes: () => items<Change>("/changes"),
    change: (body: { add?: Addition[]; remove?: string[]; new_intent?: boolean }) =>
      request<DraftCount>("POST", `${ROOT}/changes`, body),
    undo: (change: string) => request<void>("DELETE", `${ROOT}/changes/${encodeURIComponent(change)}`),
    tryDraft: () => request<Trial>("POST", `${ROOT}/trials`, {}),
    trial: (trial: string) => request<Trial>("GET", `${ROOT}/trials/${encodeURIComponent(trial)}`),
    publish: (trial: string) => request<Version>("POST", `${ROOT}/publish`, { trial_id: trial }),
    versions: () => items<Version>("/versions"),
    rollback: (number: number) => request<Version>("POST", `${ROOT}/rollback`, { number }),
    promise: (precision: number) => request<Promised>("PUT", `${ROOT}/promise`, { precision }),
    listen: (text: string, language: "" | "id" | "en") =>
      request<Reading>("POST", `${ROOT}/listen`, { text, ...(language && { language }) }),
  };
}

export type UnderstandingApi = ReturnType<typeof createUnderstandingApi>;
