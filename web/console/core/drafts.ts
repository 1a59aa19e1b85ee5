// Half-written replies and notes, kept per agent and conversation so that neither a reload nor a glance at another
// conversation costs a word, and nobody who signs in here later finds them.
import { signal } from "@preact/signals";
import { keysWith, read, type Store, write } from "./storage";

export type DraftKind = "reply" | "note";

const PREFIX = "terang.console.draft.";
/** An older draft is no longer about anything. */
const KEEP_MS = 14 * 86_400_000;

interface Kept {
  text: string;
  at: number;
}

function kept(value: unknown): Kept | null {
  if (typeof value !== "object" || value === null) return null;
  const { text, at } = value as Partial<Record<keyof Kept, unknown>>;
  return typeof text === "string" && typeof at === "number" ? { text, at } : null;
}

/** A text that somebody puts into the composer from outside: an unsent message that is to be changed. */
export interface Given {
  conversation: string;
  kind: DraftKind;
}

export function createDrafts(store: Store, now: () => number, agentId: () => string) {
  const keyOf = (conversation: string, kind: DraftKind) => `${PREFIX}${agentId()}.${kind}.${conversation}`;
  const given = signal<Given | null>(null);
  const get = (conversation: string, kind: DraftKind): string =>
    kept(read(store, keyOf(conversation, kind)))?.text ?? "";
  const set = (conversation: string, kind: DraftKind, text: string): void => {
    if (text.trim() === "") store.removeItem(keyOf(conversation, kind));
    else write(store, keyOf(conversation, kind), { text, at: now() });
  };
  return {
    given,
    get,
    set,
    /** Puts a text in front of what is being written, and tells the composer. */
    give(conversation: string, kind: DraftKind, text: string): void {
      const rest = get(conversation, kind).trim();
      set(conversation, kind, rest ? `${text}\n${rest}` : text);
      given.value = { conversation, kind };
    },
    /** Forgets what is too old; once per page is enough. */
    prune(): void {
      for (const key of keysWith(store, PREFIX)) {
        const draft = kept(read(store, key));
        if (!draft || now() - draft.at > KEEP_MS) store.removeItem(key);
      }
    },
  };
}

export type Drafts = ReturnType<typeof createDrafts>;
