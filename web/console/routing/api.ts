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

/** When the desk is open, as people set it. */
export interface OpenHours {
  open: { days: string[]; from: string; to: string }[];
  /** The brand's own days without service, as "2026-12-31". */
  off: string[];
  calendar: "" | "id";
  joint_leave: boolean;
  /** Days of the calendar on which there is service. */
  except: string[];
  text: Record<Language, string>;
}

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
  /** Left out: as the brand's file has it. */
  hours?: OpenHours | undefined;
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
  /** The coming days of the calendar of Indonesia, followed or not. */
  holidays: OffDay[];
  /** The same as a setting takes them. */
  set: OpenHours;
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
