// The calls of /api/v1/trust and /api/v1/reports/trust, and the shapes that they take and give.
import type { Request } from "../core/http";

/** A score under `offer` means that a person is offered, under `take_over` that one takes over; a score that fell
 * under a line counts as over it again only `hysteresis` above it. */
export interface Lines {
  offer: number;
  take_over: number;
  hysteresis: number;
}

/** A workspace's lines: its playbook's before its risk's before the default. */
export interface Setting {
  default: Lines;
  risk?: Record<string, Lines> | null;
  playbook?: Record<string, Lines> | null;
}

/** A text in each language of the house, or in the only one there is. */
export type Words = string | Partial<Record<string, string>>;

export interface PlaybookName {
  id: string;
  title: Words;
  /** "" where none of its actions has one. */
  risk: string;
}

export interface SettingVersion {
  version: number;
  note: string;
  published_by: string;
  published_at: string | null;
}

export interface Published {
  setting: Setting;
  /** 0 for the pack as it came. */
  version: number;
  origin: "pack" | "console";
  published_by: string;
  published_at: string | null;
  playbooks: PlaybookName[] | null;
  versions: SettingVersion[] | null;
}

/** What became of the talks under some lines. */
export interface Outcome {
  handed_over: number;
  offered: number;
  in_time: number;
  too_late: number;
  missed: number;
  needless: number;
  unknown: number;
}

export type Change = "earlier" | "later" | "new" | "gone" | "same";
export const SHOWS = ["all", "earlier", "later", "new", "gone", "needless", "missed"] as const;
export type Show = (typeof SHOWS)[number];

export interface Mark {
  /** Of the turns of the curve, the one that it belongs to. */
  i: number;
  kind: string;
  quote: string;
}

/** Where a person comes in. */
export interface Came {
  seq: number;
  decision: string;
  /** Of the points of the curve, the one at which it happens. */
  i: number;
}

export interface Talk {
  conversation_id: string;
  name: string;
  at: string;
  now: Came | null;
  then: Came | null;
  class: Change;
  truth: "broke" | "fine" | "unknown";
  /** The tried lines that count for it. */
  lines: Lines;
  why: string;
  /** Scores; the first is that before anything moved it. */
  curve: number[];
  marks: Mark[] | null;
}

export interface Hours {
  now: number;
  then: number;
  /** Minutes of one hand-over. */
  minutes: number;
  /** Whether they were measured here, or are a guess. */
  measured: boolean;
}

export interface Replay {
  talks: number;
  turns: number;
  seconds: number;
  /** There were more talks; these are the newest. */
  cut: boolean;
  now: Outcome;
  then: Outcome;
  changed: Record<"earlier" | "later" | "new" | "gone" | "needless", number>;
  hours: Hours;
  items: Talk[] | null;
  /** How many more there are than were sent. */
  more: number;
}

export interface ReplayAsk {
  setting: Setting;
  /** "" for what happened here, else an import. */
  source: string;
  from?: string;
  to?: string;
  limit: number;
  show: Show;
}

export interface Imported {
  id: string;
  name: string;
  talks: number;
  turns: number;
  /** It is being read, and cannot be replayed yet; `read` talks were. */
  reading: boolean;
  read: number;
}

/** A number of hand-overs, and their share of those that could have been; null where there was none. */
export interface Share {
  n: number;
  rate: number | null;
}

/** What customers answered, from 1 to 5. */
export interface Marks {
  n: number;
  mean: number | null;
}

export interface Day {
  day: string;
  hand_overs: number;
  missed: number;
  needless: number;
}

/** What a period looks like in figures; null where nothing was measured. */
export interface Measures {
  from: string;
  to: string;
  hand_overs: {
    n: number;
    /** Of a hundred matters. */
    per_100: number;
    completeness: number | null;
    incomplete: Share;
    reask_rate: number | null;
    reasked: { n: number };
    returned: Share;
    first_word: { p50_s: number | null; p90_s: number | null; waiting_now: number };
    /** The way to the person; the other is how the help itself was. */
    smooth: Marks;
    survey: Marks;
    needless: Share;
    missed: { n: number };
    reasons: Record<string, number> | null;
  };
  resolution: {
    matters: number;
    confirmed: number;
    silent: number;
    gave_up: number;
    came_back: number;
    handed_over: number;
    /** Too young to be judged. */
    open: number;
  };
  /** Kept in time, kept late, passed and still owed, not due yet, taken back. */
  promises: Record<"made" | "kept" | "late" | "broken" | "open" | "cancelled", number>;
  days: Day[] | null;
}

/** One conversation behind a figure. */
export interface Behind {
  conversation_id: string;
  /** null where the contact was erased. */
  contact: { id: string; name: string } | null;
  at: string;
  /** A score, a number, or seconds: as the figure is. */
  value: number;
  /** A code: a reason, a topic, a kind of promise, a signal. */
  detail: string;
  /** What the brand calls a topic; null where it has no name for it. */
  title: Partial<Record<"id" | "en", string>> | null;
  /** The customer's words that show it. */
  quote: string;
}

export interface BehindPage {
  items: Behind[] | null;
  /** null at the end. */
  next: string | null;
}

/** Two moments. */
export interface Range {
  from: string;
  to: string;
}

/** Two days, both included, as "2026-11-21". */
export interface Days {
  from: string;
  to: string;
}

/** Ten thousand talks take a while on a small machine. */
const REPLAY_MS = 60_000;
const ZONE = "Asia/Jakarta";

/** Binds the calls to one way out. */
export function createTrustApi(request: Request) {
  const imports = "/trust/imports";
  return {
    setting: () => request<Published>("GET", "/trust/setting"),
    publish: (setting: Setting, note: string, version: number) =>
      request<{ version: number }>("PUT", "/trust/setting", { setting, note, version }),
    rollback: (version: number) =>
      request<{ version: number }>("POST", "/trust/setting/rollback", { version }),
    replay: (ask: ReplayAsk) => request<Replay>("POST", "/trust/replay", ask, REPLAY_MS),
    imports: async () => (await request<{ items: Imported[] | null }>("GET", imports)).items ?? [],
    forget: (id: string) => request<void>("DELETE", `${imports}/${encodeURIComponent(id)}`),
    measures: ({ from, to }: Days) =>
      request<Measures>("GET", `/reports/trust?${new URLSearchParams({ from, to, zone: ZONE })}`),
    behind: (figure: string, { from, to }: Days, cursor: string, limit: number) =>
      request<BehindPage>(
        "GET",
        `/reports/trust/${encodeURIComponent(figure)}?${new URLSearchParams({ from, to, zone: ZONE, limit: String(limit), ...(cursor && { cursor }) })}`,
      ),
  };
}

export type TrustApi = ReturnType<typeof createTrustApi>;
