// The calls of /api/v1/connections and /api/v1/actions and their shapes, as in httpapi/connections.go and
// connections_import.go.
import type { Request } from "../core/http";

export type Kind = "http" | "mcp";
export type AuthKind = "none" | "header" | "bearer" | "basic" | "oauth2";
export type Risk = "read" | "change" | "money" | "identity";

export interface Auth {
  kind: AuthKind;
  header?: string;
  username?: string;
  token_url?: string;
  client_id?: string;
  scope?: string;
}

/** A way into one of the brand's systems. Its secret never comes here. */
export interface Connection {
  /** "default" is the one of actions that name none. */
  name: string;
  kind: Kind;
  url: string;
  auth: Auth;
  has_secret: boolean;
  secret_at: string | null;
  /** From the operator's configuration: seen here, changed there. */
  fixed: boolean;
  version: number;
  updated_at: string | null;
  actions: number;
}

/** What a connection is saved as. */
export interface Wanted {
  kind: Kind;
  url: string;
  auth: Auth;
  /** Absent keeps the one that is there. */
  secret?: string;
  /** That the change was made from; 0 makes a new one. */
  version: number;
}

/** What a try of a connection found. */
export interface Report {
  ok: boolean;
  code?: string;
  reason?: string;
  /** 0 where there was no answer. */
  status: number;
  millis: number;
  tools: number;
}

export interface Input {
  name: string;
  where: "path" | "query" | "header" | "body";
  as?: string;
  required?: boolean;
  secret?: boolean;
  max?: number;
}

export interface Output {
  name: string;
  path: string;
  required?: boolean;
}

/** One action: as proposed, or as the author wants it. */
export interface Action {
  /** operationId, or name of the tool. */
  operation: string;
  summary?: string;
  notes?: string[];
  name: string;
  connection?: string;
  method?: string;
  path?: string;
  tool?: string;
  risk: Risk;
  personal?: boolean;
  codes?: string[];
  retries?: number;
  inputs?: Input[];
  outputs?: Output[];
  problem?: Output[];
}

export interface Skipped {
  operation: string;
  method: string;
  path: string;
  why: string;
  what?: string;
}

export interface Imported {
  title: string;
  servers: string[];
  credential: Auth;
  supported: boolean;
  actions: Action[];
  skipped: Skipped[];
}

export interface Problem {
  line?: number;
  action?: string;
  problem: string;
}

export interface Source {
  source: string;
  version: number;
  updated_at: string | null;
}

/** The calls of the room. */
export function createCalls(request: Request) {
  const one = (name: string) => `/connections/${encodeURIComponent(name)}`;
  return {
    list: () => request<{ items: Connection[] }>("GET", "/connections"),
    save: (name: string, body: Wanted) => request<Connection>("PUT", one(name), body),
    remove: (name: string) => request<void>("DELETE", one(name)),
    test: (name: string) => request<Report>("POST", `${one(name)}/test`, {}),
    tools: (name: string) => request<{ actions: Action[] }>("GET", `${one(name)}/tools`),
    read: (source: string) => request<Imported>("POST", "/actions/import", { source }),
    preview: (actions: Action[]) =>
      request<{ source: string; problems: Problem[] }>("POST", "/actions/preview", { actions }),
    source: () => request<Source>("GET", "/actions/source"),
    keep: (source: string, version: number) =>
      request<{ saved: boolean; version: number; problems: Problem[] }>("PUT", "/actions/source", {
        source,
        version,
      }),
  };
}

export type Calls = ReturnType<typeof createCalls>;
