// The calls of /api/v1/chat. It knows addresses, headers and errors; it retries nothing and keeps nothing.
import type { ChatMessages, ChatSend, ChatSession, ChatState, Message, Problem } from "../shared/api";
import type { Language } from "../shared/i18n";
import { retryAfter } from "./backoff";

const TIMEOUT_MS = 15_000;

/** The server answered, and it was not yes. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    /** In the reader's language; may be "". */
    readonly detail: string,
    readonly retryAfterMs: number,
  ) {
    super(`${status} ${code}`);
  }

  /** Whether the same call may succeed later as it is. */
  get later(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408 || this.status === 425;
  }
}

/** No answer: the network, the server or time is away. */
export class Unreachable extends Error {}

/** What the client needs from its page. */
export interface ClientEnv {
  base: string;
  fetch: typeof fetch;
  now: () => number;
  token: () => string | undefined;
  language: () => Language;
}

type Held = Pick<ChatState, "holder" | "queue" | "promises">;

/** One method for each call that the chat makes. */
export class Client {
  readonly #env: ClientEnv;

  constructor(env: ClientEnv) {
    this.#env = env;
  }

  openSession(key: string, language: Language): Promise<ChatSession> {
    return this.#json("POST", "/chat/sessions", { key, language });
  }

  messages(query: { since?: number; before?: number; limit: number }): Promise<ChatMessages> {
    const params = Object.entries(query).map(([k, v]) => `${k}=${v}`);
    return this.#json("GET", `/chat/messages?${params.join("&")}`);
  }

  send(body: ChatSend): Promise<{ message: Message }> {
    return this.#json("POST", "/chat/messages", body);
  }

  person(): Promise<Held> {
    return this.#json("POST", "/chat/person", {});
  }

  assistant(): Promise<Held> {
    return this.#json("POST", "/chat/assistant", {});
  }

  reach(kind: string, to: string, from: string | null): Promise<Held> {
    return this.#json("POST", "/chat/reach", { kind, to, from });
  }

  typing(on: boolean): Promise<unknown> {
    return this.#call("POST", "/chat/typing", { on });
  }

  seen(seq: number): Promise<unknown> {
    return this.#call("POST", "/chat/seen", { seq });
  }

  survey(seq: number, score: number, comment: string, smooth?: number): Promise<unknown> {
    return this.#call("POST", "/chat/survey", { seq, score, comment, smooth });
  }

  chooseLanguage(language: Language): Promise<unknown> {
    return this.#call("PUT", "/chat/language", { language });
  }

  async receipt(messageId: string): Promise<Blob> {
    return (await this.#call("GET", `/chat/receipts/${encodeURIComponent(messageId)}`)).blob();
  }

  /** Opens the live stream; its body goes on until `signal` or the network ends it. */
  async stream(since: number, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#raw("GET", `/chat/stream?since=${since}`, undefined, signal, {
      Accept: "text/event-stream",
    });
    if (!response.body) throw new Unreachable("no body");
    return response.body;
  }

  async #json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.#call(method, path, body);
    try {
      return (await response.json()) as T;
    } catch {
      // Cut in the middle of the answer: the call may have worked; the caller's retry is idempotent.
      throw new Unreachable("answer cut off");
    }
  }

  async #call(method: string, path: string, body?: unknown): Promise<Response> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      return await this.#raw(method, path, body, abort.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  async #raw(
    method: string,
    path: string,
    body: unknown,
    signal: AbortSignal,
    extra?: Record<string, string>,
  ): Promise<Response> {
    const headers: Record<string, string> = { "Accept-Language": this.#env.language(), ...extra };
    const token = this.#env.token();
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let response: Response;
    try {
      response = await this.#env.fetch(`${this.#env.base}${path}`, {
        method,
        headers,
        signal,
        cache: "no-store",
        credentials: "omit",
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch (error) {
      throw new Unreachable(String(error));
    }
    if (response.ok) return response;
    const problem: Partial<Problem> = await response.json().catch(() => ({}));
    throw new Refused(
      response.status,
      problem.code ?? "",
      problem.detail ?? problem.title ?? "",
      retryAfter(response.headers.get("Retry-After"), this.#env.now()),
    );
  }
}
