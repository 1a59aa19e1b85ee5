// The calls of /api/v1/playbooks, and the shapes that they take and give.
import type { Author, Card, QuickReply, Source } from "../../shared/api";
import type { Request } from "../core/http";

/** A text in each language of the house. */
export type Words = Partial<Record<string, string>>;

/** `off`: was live once, and is switched off. */
export type BookState = "live" | "draft" | "changed" | "off";

/** What makes a playbook begin: "intent", "event", "segment", "schedule", "manual", "hand_back". */
export interface Trigger {
  kind: string;
  label: string;
}

export interface BookRow {
  id: string;
  title: Words;
  about?: Words | null;
  class: string;
  triggers: Trigger[] | null;
  version: number;
  steps: number;
  state: BookState;
  published_at: string | null;
  published_by: string;
  problems: { errors: number; warnings: number };
  /** Runs that wait for a time or an event. */
  sleeping: number;
  runs_7d: number;
  /** Share of the runs of seven days that reached their goal; null where none has ended. */
  solved_7d: number | null;
}

export interface Problem {
  line: number;
  column: number;
  severity: "error" | "warning";
  rule: string;
  what: string;
  why: string;
  next: string;
}

export interface GraphNode {
  id: string;
  kind: string;
  line: number;
  title: Words | null;
  detail: string;
  depth: number;
}

export type EdgeKind = "next" | "case" | "error" | "yes" | "no" | "timeout" | "back";

export interface GraphEdge {
  from: string;
  to: string;
  label: string;
  kind: EdgeKind;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  start: string;
}

export interface BookDraft {
  source: string;
  /** Talks that are played before it is published; each begins with a line "=== name ===". */
  scenarios?: string;
  saved_at: string;
  saved_by: string;
  etag: string;
}

export interface BookDetail {
  id: string;
  /** What is live, or the draft where nothing is. */
  source: string;
  scenarios?: string;
  version: number;
  draft: BookDraft | null;
  graph: Graph | null;
  problems: Problem[] | null;
  live: boolean;
}

export interface Checked {
  problems: Problem[] | null;
  /** null where the text cannot be read as a playbook. */
  graph: Graph | null;
  id?: string;
  title?: Words | null;
}

export interface BookVersion {
  version: number;
  published_at: string | null;
  published_by: string;
  note: string;
  /** The version whose text it brought back; 0 for none. */
  restores?: number;
  live: boolean;
  digest: string;
  origin: "pack" | "console";
}

/** A scenario that a text would break, with what it expected and what it got. */
export interface FailedScenario {
  name: string;
  diff: string;
}

/** One thing that happens in a try-out, in order. */
export type TryStep =
  | { say: string }
  | { choice: string }
  | { event: { name: string; data: Record<string, unknown> } }
  | { result: { ok: true; data: unknown } | { ok: false; code: string } }
  | { wait: string }
  /** A playbook that is started by hand. */
  | { begin: string };

/** A talk from its beginning. */
export interface Talk {
  language: string;
  steps: readonly TryStep[];
  /** When it began; missing is now. */
  start?: string;
}

/** What an action would be asked, and what it might answer. */
export interface TriedAction {
  name: string;
  inputs: Record<string, unknown> | null;
  sample: unknown;
  errors: string[] | null;
}

export interface TrySaid {
  who: "contact" | "assistant" | "system" | "action" | "note";
  text: string;
  replies?: QuickReply[] | null;
  card?: Card | null;
  sources?: Source[] | null;
  author?: Author | null;
  /** "order_status@3", where the step stands. */
  playbook?: string;
  at_step: string;
  /** By the clock of the talk. */
  at?: string;
  action?: TriedAction | null;
}

export interface Tried {
  transcript: TrySaid[] | null;
  waiting: "contact" | "action" | "timer" | "event" | "nothing";
  /** Path of the step that is open, in this playbook: "order_status@3". */
  at: string;
  playbook?: string;
  slots: Record<string, unknown> | null;
  trust: { score: number; reasons: unknown[] | null } | null;
  holder: "assistant" | "queue";
  /** When the talk began; given back, its times stay. */
  start?: string;
}

export interface ReferenceAction {
  name: string;
  risk: string;
  /** A required one ends with "*". */
  inputs: string[] | null;
  outputs: string[] | null;
  /** Errors that it may give. */
  codes?: string[] | null;
}

/** What the names in a playbook may be. */
export interface Reference {
  actions: ReferenceAction[] | null;
  intents: string[] | null;
  slots: string[] | null;
  articles: string[] | null;
  segments: string[] | null;
  attributes?: string[] | null;
  playbooks?: string[] | null;
}

const ROOT = "/playbooks";

export function createPlaybooksApi(request: Request) {
  const at = (id: string, rest = "") => `${ROOT}/${encodeURIComponent(id)}${rest}`;
  return {
    list: async () => (await request<{ items: BookRow[] | null }>("GET", ROOT)).items ?? [],
    get: (id: string) => request<BookDetail>("GET", at(id)),
    check: (source: string, id: string) => request<Checked>("POST", `${ROOT}/check`, { source, id }),
    create: (source: string) => request<unknown>("POST", ROOT, { source }),
    /** Missing scenarios leave those that are there. */
    save: (id: string, source: string, etag: string | null, scenarios?: string) =>
      request<{ etag: string }>("PUT", at(id, "/draft"), {
        source,
        ...(etag && { etag }),
        ...(scenarios !== undefined && { scenarios }),
      }),
    discard: (id: string) => request<void>("DELETE", at(id, "/draft")),
    versions: async (id: string) =>
      (await request<{ items: BookVersion[] | null }>("GET", at(id, "/versions"))).items ?? [],
    version: (id: string, n: number) => request<{ source: string }>("GET", at(id, `/versions/${n}`)),
    publish: (id: string, etag: string, note: string) =>
      request<{ version: number }>("POST", at(id, "/publish"), { etag, note }),
    rollback: (id: string, version: number) =>
      request<{ version: number }>("POST", at(id, "/rollback"), { version }),
    /** Switches it off or on again, as it is. */
    switchTo: (id: string, live: boolean) => request<void>("PUT", at(id, "/live"), { live }),
    tryOut: (source: string, talk: Talk) => request<Tried>("POST", `${ROOT}/try`, { source, ...talk }),
    reference: () => request<Reference>("GET", `${ROOT}/reference`),
  };
}

export type PlaybooksApi = ReturnType<typeof createPlaybooksApi>;
