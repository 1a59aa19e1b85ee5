// The desk as the server tells it.
import type { Conversation, Presence, Urgency } from "../../shared/api";
import type { Request } from "../core/http";

export interface QueueEntry {
  conversation_id: string;
  contact_id: string;
  name: string;
  channel: string;
  language: string;
  team: string;
  skill: string;
  topic: string;
  priority: Urgency;
  waiting_since: string;
  due_at: string;
  late: boolean;
  rings_at: string;
}

export type AskedKind = "team" | "skill" | "language" | "channel" | "priority";

export interface Asked {
  kind: AskedKind;
  name: string;
  waiting: number;
  late: number;
  oldest: string;
}

export interface AgentNow {
  id: string;
  name: string;
  presence: Presence;
  since: string | null;
  wrap_until: string | null;
  load: Record<string, number>;
  /** The same, by id. */
  held: string[];
  capacity: number;
  offers: string[];
  teams: string[];
  skills: string[];
  languages: string[];
}

export interface Level {
  priority: Urgency | "all";
  target_seconds: number;
  came: number;
  within: number;
  percent: number | null;
  late: string[];
}

export interface DayWaits {
  taken: number;
  half_seconds: number;
  ninety_seconds: number;
  longest_seconds: number;
}

/** GET /desk/live. */
export interface DeskNow {
  at: string;
  since: string;
  mode: "pull" | "push";
  online: number;
  waiting: number;
  late: number;
  longest_seconds: number;
  aim: number;
  service: Level[];
  waits: DayWaits;
  queue: QueueEntry[];
  asked: Asked[];
  agents: AgentNow[];
  teams: { id: string; name: string }[];
}

const id = encodeURIComponent;

export function createLiveApi(request: Request) {
  return {
    now: () => request<DeskNow>("GET", "/desk/live"),
    conversation: (one: string) => request<Conversation>("GET", `/conversations/${id(one)}`),
  };
}

export type LiveApi = ReturnType<typeof createLiveApi>;
