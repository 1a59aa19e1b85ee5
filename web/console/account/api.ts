// What the pages about accounts ask the server.
import type { Agent, Role } from "../../shared/api";
import type { Request } from "../core/http";

/** How somebody signs in. */
export interface SignInState {
  password: boolean;
  totp: boolean;
  totp_since: string | null;
  recovery_codes: number;
}

/** An authenticator app that waits for its first code. */
export interface Enrolment {
  secret: string;
  uri: string;
  qr: string;
}

export interface SessionLine {
  id: string;
  current: boolean;
  way: string;
  device: string;
  address: string;
  place: "here" | "private" | "internet" | "unknown";
  created_at: string;
  used_at: string;
}

/** One change: who changed what, from what to what. */
export interface Change {
  id: string;
  at: string;
  actor: string;
  name: string;
  action: string;
  target: string;
  address: string;
  outcome: "begun" | "done" | "unknown";
  asked?: unknown;
  before?: unknown;
  after?: unknown;
  leaf: number | null;
}

export interface Changes {
  items: Change[] | null;
  next?: string;
}

export interface SignInWays {
  provider?: { name: string; url: string };
}

const id = encodeURIComponent;

export function createAccountApi(request: Request) {
  return {
    ways: () => request<SignInWays>("GET", "/login"),
    confirm: (password: string, code: string) => request<void>("POST", "/me/confirm", { password, code }),
    state: () => request<SignInState>("GET", "/me/sign-in"),
    password: (password: string) => request<void>("POST", "/me/password", { password }),
    begin: () => request<Enrolment>("POST", "/me/totp"),
    enrol: (code: string) => request<{ recovery_codes: string[] }>("POST", "/me/totp/confirm", { code }),
    codes: () => request<{ recovery_codes: string[] }>("POST", "/me/totp/codes"),
    unenrol: () => request<void>("DELETE", "/me/totp"),
    sessions: async () => (await request<{ items: SessionLine[] | null }>("GET", "/me/sessions")).items ?? [],
    end: (session: string) => request<void>("DELETE", `/me/sessions/${id(session)}`),
    endOthers: () => request<void>("DELETE", "/me/sessions"),
    change: (agent: string, change: { role?: Role; disabled?: boolean }) =>
      request<Agent>("PATCH", `/agents/${id(agent)}`, change),
    relink: (agent: string) => request<{ link: string }>("POST", `/agents/${id(agent)}/link`),
    changes: (actor: string, cursor: string) =>
      request<Changes>("GET", `/audit?limit=50&actor=${id(actor)}&cursor=${id(cursor)}`),
  };
}
