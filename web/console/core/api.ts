// Each call of the console, by name. Shapes are those of shared/api.ts.
import type {
  Agent,
  Conversation,
  ConversationMessages,
  ConversationPage,
  Me,
  Presence,
  Role,
  Scope,
  Setup,
  Token,
  View,
  Webhook,
} from "../../shared/api";
import { asked, type Filter } from "../find/filter";
import type { Sent } from "../sending/outgoing";
import type { Request } from "./http";
import type { Order } from "./orders";

/** Where a page of messages begins or ends. */
export interface Range {
  since?: number;
  before?: number;
  limit?: number;
}

/** A web hook with how its calls went. */
export interface Hook extends Webhook {
  disabled_at?: string | null;
  failing_since?: string | null;
  /** HTTP status of the last call, 0 where there was no answer. */
  last_status?: number;
  last_at?: string | null;
}

/** GET /webhooks: the hooks, and every event that can be asked for. */
export interface Hooks {
  items: Hook[] | null;
  events?: string[] | null;
}

/** The answer of a web hook to a test; status 0 where there was none. */
export interface HookTest {
  status: number;
  reason?: string;
}

interface Listed<T> {
  items: T[] | null;
}

const id = encodeURIComponent;

function query(values: Record<string, string | number | null | undefined>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text && `?${text}`;
}

/** Where the receipt of a message is downloaded; the browser follows it with the session's cookie. */
export function receiptUrl(conversation: string, message: string): string {
  return `/api/v1/conversations/${id(conversation)}/receipts/${id(message)}`;
}

/** Binds the calls to one way out. */
export function createApi(request: Request) {
  const conversation = (c: string, verb: string) => `/conversations/${id(c)}/${verb}`;
  const items = async <T>(path: string) => (await request<Listed<T>>("GET", path)).items ?? [];
  return {
    login: (email: string, password: string, code: string) =>
      request<unknown>("POST", "/login", { email, password, code }),
    logout: () => request<void>("POST", "/logout", {}),
    me: () => request<Me>("GET", "/me"),
    setup: (token: string) => request<Setup>("GET", `/setup/${id(token)}`),
    finishSetup: (body: { token: string; name: string; email: string; password: string; code?: string }) =>
      request<unknown>("POST", "/setup", body),
    setPresence: (presence: Presence) => request<void>("PUT", "/me/presence", { presence }),

    conversations: (
      view: View,
      options: { cursor?: string | null; limit?: number; order?: Order | undefined } = {},
      filter: Filter = {},
    ) =>
      request<ConversationPage>(
        "GET",
        `/conversations${query({ ...asked(filter), q: "", view, ...options })}`,
      ),
    conversation: (c: string) => request<Conversation>("GET", `/conversations/${id(c)}`),
    messages: (c: string, range: Range) =>
      request<ConversationMessages>("GET", `${conversation(c, "messages")}${query({ ...range })}`),
    claim: (c: string) => request<Conversation | undefined>("POST", conversation(c, "claim"), {}),
    release: (c: string) => request<Conversation | undefined>("POST", conversation(c, "release"), {}),
    resolve: (c: string) => request<Conversation | undefined>("POST", conversation(c, "resolve"), {}),
    handBack: (c: string, note: string) =>
      request<Conversation | undefined>("POST", conversation(c, "hand-back"), { note }),
    send: (
      c: string,
      kind: "text" | "note",
      body: {
        client_id: string;
        text: string;
        draft_id?: string;
        seen?: number;
        attachments?: string[];
        macros?: string[];
      },
    ) => request<Sent>("POST", conversation(c, kind === "note" ? "notes" : "messages"), body),
    seen: (c: string, seq: number) => request<void>("POST", conversation(c, "seen"), { seq }),
    typing: (c: string, on: boolean) => request<void>("POST", conversation(c, "typing"), { on }),

    agents: () => items<Agent>("/agents"),
    invite: (body: { name: string; email: string; role: Role }) =>
      request<{ agent: Agent; link: string }>("POST", "/agents", body),
    tokens: () => items<Token>("/tokens"),
    createToken: (body: { name: string; scopes: Scope[] }) => request<Token>("POST", "/tokens", body),
    revokeToken: (token: string) => request<void>("DELETE", `/tokens/${id(token)}`),
    webhooks: () => request<Hooks>("GET", "/webhooks"),
    createWebhook: (body: { url: string; events: string[] }) => request<Hook>("POST", "/webhooks", body),
    deleteWebhook: (hook: string) => request<void>("DELETE", `/webhooks/${id(hook)}`),
    testWebhook: (hook: string) => request<HookTest | undefined>("POST", `/webhooks/${id(hook)}/test`, {}),
  };
}

export type Api = ReturnType<typeof createApi>;
