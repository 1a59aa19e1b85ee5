// Keeping what is written. Every key stroke is in this browser at once; the server has it a moment later. Nothing is
// forgotten here before the server has said that it has it, and nothing of somebody else's is written over unasked.
import { signal } from "@preact/signals";
import { type Failure, failureOf, passing } from "../core/http";
import { read, type Store, write } from "../core/storage";
import type { BookDraft } from "./api";

/** Typing pauses this long before it is sent. */
export const PAUSE_MS = 800;
const AGAIN_MS = [2000, 5000, 15_000, 30_000] as const;

export type Saving =
  | { kind: "saved" }
  /** Here, and not yet there. */
  | { kind: "waiting" }
  | { kind: "sending" }
  /** Not sent, tried again by itself. */
  | { kind: "stuck"; failure: Failure }
  /** Refused as it is: the next change tries again. */
  | { kind: "refused"; failure: Failure }
  /** Somebody else saved meanwhile; null where their text could not be fetched yet. */
  | { kind: "conflict"; theirs: BookDraft | null };

/** What this browser keeps of a text that the server has not. */
interface Kept {
  source: string;
  /** The draft that it was written on; null where there was none. */
  etag: string | null;
}

function kept(value: unknown): Kept | null {
  if (typeof value !== "object" || value === null) return null;
  const { source, etag } = value as Partial<Record<keyof Kept, unknown>>;
  return typeof source === "string" ? { source, etag: typeof etag === "string" ? etag : null } : null;
}

interface Deps {
  store: Store;
  key: string;
  later: (run: () => void, ms: number) => () => void;
  put: (source: string, etag: string | null) => Promise<{ etag: string }>;
  /** The draft as it is on the server now. */
  look: () => Promise<BookDraft | null>;
  onSaved?: (source: string, etag: string) => void;
}

export function createSaver({ store, key, later, put, look, onSaved }: Deps) {
  const state = signal<Saving>({ kind: "saved" });
  /** What is being written; null where it is what the server has. */
  let text: string | null = null;
  let etag: string | null = null;
  let failed = 0;
  let stop: (() => void) | null = null;
  let running: Promise<void> | null = null;

  const keep = () => {
    if (text === null) store.removeItem(key);
    else write(store, key, { source: text, etag });
  };
  const plan = (ms: number) => {
    stop?.();
    stop = later(() => void send(), ms);
  };

  async function clash(): Promise<void> {
    let theirs: BookDraft | null = null;
    try {
      theirs = await look();
    } catch {
      // Then it is said without their words; choosing fetches once more.
    }
    // Both wrote the same, or there is nothing of theirs any more: then nothing clashes.
    if (theirs && theirs.source === text) return accept(theirs.etag, theirs.source);
    state.value = { kind: "conflict", theirs };
  }

  function accept(next: string, source: string): void {
    etag = next;
    failed = 0;
    if (text === source) text = null;
    keep();
    state.value = text === null ? { kind: "saved" } : { kind: "waiting" };
    onSaved?.(source, next);
    if (text !== null) plan(PAUSE_MS);
  }

  async function attempt(): Promise<void> {
    const source = text;
    if (source === null) return;
    state.value = { kind: "sending" };
    try {
      accept((await put(source, etag)).etag, source);
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.status === 409 || failure.status === 412) await clash();
      else if (passing(failure) || failure.status === 401 || failure.status >= 500) {
        state.value = { kind: "stuck", failure };
        plan(AGAIN_MS[Math.min(failed++, AGAIN_MS.length - 1)] ?? PAUSE_MS);
      } else state.value = { kind: "refused", failure };
    }
  }

  function send(): Promise<void> {
    stop?.();
    stop = null;
    if (state.peek().kind === "conflict") return Promise.resolve();
    running ??= attempt().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    state,
    etag: () => etag,
    /** Begins with what the server has; gives the text to go on with, which may be one that was never sent. */
    begin(draft: BookDraft | null, live: string): string {
      stop?.();
      etag = draft?.etag ?? null;
      const server = draft?.source ?? live;
      const mine = kept(read(store, key));
      if (!mine || mine.source === server) {
        text = null;
        keep();
        state.value = { kind: "saved" };
        return server;
      }
      text = mine.source;
      if (mine.etag === etag) {
        state.value = { kind: "waiting" };
        plan(PAUSE_MS);
      } else state.value = { kind: "conflict", theirs: draft };
      return mine.source;
    },
    edit(source: string): void {
      text = source;
      keep();
      if (state.peek().kind === "conflict") return;
      if (!running) state.value = { kind: "waiting" };
      plan(PAUSE_MS);
    },
    /** The draft was saved by other means, with this text. */
    saved: accept,
    /** Sends what waits, now; true where the server then has everything. */
    async flush(): Promise<boolean> {
      await send();
      if (text !== null && state.peek().kind === "waiting") await send();
      return state.peek().kind === "saved";
    },
    /** Ends a conflict: keeps one's own text over theirs, or takes theirs and gives it back. */
    async settle(choice: "mine" | "theirs"): Promise<string | null> {
      const was = state.peek();
      if (was.kind !== "conflict") return null;
      const theirs = was.theirs ?? (await look().catch(() => null));
      etag = theirs?.etag ?? null;
      if (choice === "theirs" && theirs) {
        text = null;
        keep();
        state.value = { kind: "saved" };
        return theirs.source;
      }
      state.value = { kind: "waiting" };
      keep();
      await send();
      return null;
    },
    /** The draft is gone: nothing is kept of it. */
    forget(): void {
      stop?.();
      text = null;
      etag = null;
      keep();
      state.value = { kind: "saved" };
    },
    stop(): void {
      stop?.();
      stop = null;
    },
  };
}

export type Saver = ReturnType<typeof createSaver>;
