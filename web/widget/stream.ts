// Keeps one live stream open: connects, notices silence, comes back with back-off and says from where.
import { backoff } from "./backoff";
import { Refused } from "./client";
import { EventParser, type ServerEvent } from "./sse";

/** Whether events flow. */
export type Link = "connecting" | "live" | "down";

export interface StreamEnv {
  open: (since: number, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;
  since: () => number;
  event: (event: ServerEvent) => void;
  link: (link: Link) => void;
  /** The token is no longer good; the owner opens a new session and starts a new stream. */
  unauthorized: () => void;
  /** The server answers, but not with a stream; tried again after the back-off. */
  refused: () => void;
  random: () => number;
}

/** The server pings every 25 s; after this long without a byte the link is taken for dead. */
const SILENCE_MS = 60_000;
/** Longer than any phone takes to open a connection that will ever open. */
const OPEN_MS = 20_000;

export class Stream {
  #abort: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #running = false;
  #live = false;

  readonly #env: StreamEnv;

  constructor(env: StreamEnv) {
    this.#env = env;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#attempt = 0;
    void this.#connect();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#abort?.abort();
  }

  /** The network is said to be back: wait neither for the back-off nor for a connection that hangs. */
  kick(): void {
    if (!this.#running || this.#live) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#attempt = 0;
    void this.#connect();
  }

  /** The network is said to be gone: do not wait for the silence. */
  drop(): void {
    this.#abort?.abort();
  }

  async #connect(): Promise<void> {
    const abort = new AbortController();
    this.#abort?.abort();
    this.#abort = abort;
    this.#live = false;
    let silence = setTimeout(() => abort.abort(), OPEN_MS);
    let retryAfterMs = 0;
    if (this.#attempt === 0) this.#env.link("connecting");
    try {
      const body = await this.#env.open(this.#env.since(), abort.signal);
      const reader = body.getReader();
      // Some engines do not end a read when its request is aborted while the network is gone.
      abort.signal.addEventListener("abort", () => void reader.cancel().catch(() => undefined));
      const parser = new EventParser();
      const decoder = new TextDecoder();
      while (!abort.signal.aborted) {
        const { value, done } = await reader.read();
        if (done) break;
        clearTimeout(silence);
        silence = setTimeout(() => abort.abort(), SILENCE_MS);
        for (const event of parser.push(decoder.decode(value, { stream: true }))) {
          if (this.#abort !== abort || !this.#running) return;
          this.#attempt = 0;
          this.#live = true;
          this.#env.link("live");
          this.#env.event(event);
        }
      }
    } catch (error) {
      if (error instanceof Refused && this.#abort === abort) {
        if (error.status === 401) {
          this.#running = false;
          this.#env.unauthorized();
          return;
        }
        retryAfterMs = error.retryAfterMs;
        this.#env.refused();
      }
    } finally {
      clearTimeout(silence);
    }
    if (!this.#running || this.#abort !== abort) return; // stopped, or another connection took over
    this.#live = false;
    this.#env.link("down");
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#connect();
      },
      backoff(this.#attempt++, this.#env.random, retryAfterMs),
    );
  }
}
