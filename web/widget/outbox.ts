// Messages of the customer that the server has not acknowledged. Each lies under its own key on the device,
// survives a reload, and is sent in order, one at a time, always with the same client_id, so that a try whose
// answer was lost does no harm. Tabs share the box; a lock lets one of them send.
import type { Attachment } from "../shared/api";
import { backoff } from "./backoff";
import { Refused } from "./client";
import type { Lock, Store } from "./storage";

/** How far a message in the box is. */
export type OutState = "queued" | "sending" | "failed";

/** One message in the box. */
export interface OutItem {
  client_id: string;
  text: string;
  choice?: string;
  reply_to?: number;
  /** Beside the text, or instead of it. */
  files?: Attachment[];
  /** Milliseconds; also its place in the order. */
  at: number;
  state: OutState;
  /** Why it failed, in the reader's language; "" where the server gave no reason. */
  problem?: string;
  tries: number;
}

/** What the box needs. `send` resolves once the server has the message. */
export interface OutboxEnv {
  store: Store;
  prefix: string;
  lock: Lock;
  send: (item: OutItem) => Promise<void>;
  changed: () => void;
  now: () => number;
  random: () => number;
  newId: () => string;
}

/** Server errors (not a missing network) after which the customer is asked whether to go on. */
const MAX_SERVER_ERRORS = 6;
/** A box is bounded: what does not fit is not taken, and the composer says so. */
export const MAX_ITEMS = 200;

export class Outbox {
  #sending = "";
  #running = false;
  #again = false;
  #misses = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  readonly #env: OutboxEnv;

  constructor(env: OutboxEnv) {
    this.#env = env;
  }

  /** Oldest first. */
  items(): OutItem[] {
    const out: OutItem[] = [];
    for (const key of this.#env.store.keys(this.#env.prefix)) {
      const item = this.#env.store.get<OutItem>(key);
      if (item) out.push(item.client_id === this.#sending ? { ...item, state: "sending" } : item);
    }
    return out;
  }

  /** Puts a message into the box and starts sending. False where the box is full. */
  add(message: Pick<OutItem, "text" | "choice" | "reply_to" | "files">): boolean {
    const items = this.items();
    if (items.length >= MAX_ITEMS) return false;
    // The clock may have been set back since the last message; the order must not follow it.
    const at = Math.max(this.#env.now(), (items.at(-1)?.at ?? 0) + 1);
    this.#write({ ...message, client_id: this.#env.newId(), at, state: "queued", tries: 0 });
    this.#env.changed();
    this.kick();
    return true;
  }

  /** Tries failed messages again, oldest first. */
  retry(): void {
    for (const item of this.items()) {
      if (item.state === "failed") {
        const { problem: _, ...rest } = item;
        this.#write({ ...rest, state: "queued", tries: 0 });
      }
    }
    this.#env.changed();
    this.kick();
  }

  /** The server has it: the stream or another tab said so. */
  settle(clientId: string): void {
    const item = this.items().find((i) => i.client_id === clientId);
    if (item) this.#env.store.remove(this.#key(item));
  }

  /** Takes a message that will not be sent out of the box and gives it back, for the composer. */
  take(clientId: string): OutItem | undefined {
    const item = this.items().find((i) => i.client_id === clientId && i.state === "failed");
    if (item) this.#env.store.remove(this.#key(item));
    this.#env.changed();
    return item;
  }

  /** Sends now, whatever the back-off says: the network came back, or another tab put something in. */
  kick(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = true;
    if (!this.#running && !this.#stopped) void this.#run();
  }

  /** Sends if nothing is under way and no back-off runs: another tab changed the box. */
  nudge(): void {
    if (this.#timer === undefined && !this.#running) this.kick();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      const wait = await this.#env.lock(`${this.#env.prefix}lock`, () => this.#sendAll());
      if (wait > 0 && !this.#again && !this.#stopped) this.#timer = setTimeout(() => this.kick(), wait);
    }
    this.#running = false;
  }

  /** Sends until the box is empty (0) or something asks to wait (milliseconds). */
  async #sendAll(): Promise<number> {
    for (;;) {
      const item = this.items().find((i) => i.state === "queued");
      if (!item || this.#stopped) return 0;
      this.#sending = item.client_id;
      this.#env.changed();
      let wait = 0;
      try {
        await this.#env.send(item);
        this.#misses = 0;
        this.#env.store.remove(this.#key(item));
      } catch (error) {
        wait = this.#missed(item, error);
      } finally {
        this.#sending = "";
        this.#env.changed();
      }
      if (wait > 0) return wait;
    }
  }

  /** Decides what a failed try means; the milliseconds to wait, 0 to go on with the next message. */
  #missed(item: OutItem, error: unknown): number {
    if (!this.#env.store.get(this.#key(item))) return 0; // settled by the stream meanwhile
    const refused = error instanceof Refused ? error : undefined;
    if (refused && refused.status !== 401 && !refused.later) {
      this.#write({ ...item, state: "failed", problem: refused.detail });
      return 0;
    }
    if (refused && refused.status >= 500) {
      const tries = item.tries + 1;
      if (tries >= MAX_SERVER_ERRORS) {
        // Whoever waits behind it waits for the same reason.
        for (const i of this.items()) if (i.state !== "failed") this.#write({ ...i, state: "failed", tries });
        return 0;
      }
      this.#write({ ...item, tries });
    }
    return backoff(this.#misses++, this.#env.random, refused?.retryAfterMs);
  }

  #key(item: OutItem): string {
    return `${this.#env.prefix}${item.at.toString(36).padStart(10, "0")}:${item.client_id}`;
  }

  #write(item: OutItem): void {
    this.#env.store.set(this.#key(item), item);
  }
}
