// How the desk gives out its conversations, as the server tells and takes it.
import type { Language } from "../../shared/i18n";
import type { Request } from "../core/http";

export interface Capacity {
  total: number;
  channels?: Record<string, number>;
}

export interface Team {
  id: string;
  name: string;
  topics: string[];
}

export type Priority = "urgent" | "high" | "normal";

/** GET and PUT /routing. Times are seconds. */
export interface Setting {
  mode: "pull" | "push";
  ring_seconds: number;
  wrap_up_seconds: number;
  teams: Team[];
  targets: Record<Priority, number>;
  level: number;
  team_overflow: number;
  skill_overflow: number;
  language_overflow: number;
  hold_seconds: number;
  capacity: Capacity;
  /** Of which a change was made; another in force meanwhile refuses it. */
  version: number;
}

/** What an agent can do. */
export interface Profile {
  teams: string[];
  skills: string[];
  languages: Language[];
  capacity?: Capacity | null;
  version: number;
}

export interface AgentProfile extends Profile {
  id: string;
  name: string;
  role: string;
}

export interface OffDay {
  date: string;
  name: string;
  leave: boolean;
  own: boolean;
}

export interface Opening {
  stated: boolean;
  zone: string;
  text: string;
  open: { days: string[]; from: string; to: string }[] | null;
  open_now: boolean;
  opens_at: string | null;
  answer_within_minutes: number;
  days_off: OffDay[];
  calendar: string;
  joint_leave: boolean;
  source: string;
  known_until: number;
  year_unknown: boolean;
}

/** GET /routing/choices. */
export interface Choices {
  opening: Opening;
  languages: Language[];
  channels: string[];
  topics: { id: string; title: string }[];
  skills: string[];
}

const id = encodeURIComponent;

export function createRoutingApi(request: Request) {
  return {
    setting: () => request<Setting>("GET", "/routing"),
    save: (setting: Setting) => request<Setting>("PUT", "/routing", setting),
    choices: () => request<Choices>("GET", "/routing/choices"),
    agents: async () =>
      (await request<{ items: AgentProfile[] | null }>("GET", "/routing/agents")).items ?? [],
    saveAgent: ({ id: agent, teams, skills, languages, capacity, version }: AgentProfile) =>
      request<Profile>("PUT", `/agents/${id(agent)}/routing`, {
        teams,
        skills,
        languages,
        ...(capacity && { capacity }),
        version,
      }),
  };
}

export type RoutingApi = ReturnType<typeof createRoutingApi>;
