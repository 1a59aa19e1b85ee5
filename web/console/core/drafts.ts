// Half-written replies and notes, kept per agent and conversation so that neither a reload nor a glance at another
// conversation costs a word, and nobody who signs in here later finds them. A reply that began as a model's draft for
// agents remembers which, until nothing of the text is left.
import { signal } from "@preact/signals";
import { keysWith, read, type Store, write } from "./storage";

export type DraftKind = "reply" | "note";

const PREFIX = "terang.console.draft.";
/** An older draft is no longer about anything. */
const KEEP_MS = 14 * 86_400_000;

interface Kept {
  text: string;
  at: number;
  /** The model's draft that the text began as. */
  draftId?: string;
}

function kept(value: unknown): Kept | null {
  if (typeof value !== "object" || value === null) return null;
  const { text, at, draftId } = value as Partial<Record<keyof Kept, unknown>>;
  if (typeof text !== "string" || typeof at !== "number") return null;
  return { text, at, ...(typeof draftId === "string" && { draftId }) };
}

/** A text that is put into the composer from outside: an unsent message that is to be changed, or a model's draft. */
export interface Given {
  conversation: string;
  kind: DraftKind;
}

export function createDrafts(store: Store, now: () => number, agentId: () => string) {
  const keyOf = (conversation: string, kind: DraftKind) => `${PREFIX}${agentId()}.${kind}.${conversation}`;
  const given = signal<Given | null>(null);
  /** What another tab of this browser has just written. */
  const moved = signal<{ key: string } | null>(null);
  const at = (conversation: string, kind: DraftKind) => kept(read(store, keyOf(conversation, kind)));
  const get = (conversation: string, kind: DraftKind): string => at(conversation, kind)?.text ?? "";
  const draftId = (conversation: string, kind: DraftKind): string | undefined =>
    at(conversation, kind)?.draftId;
  const set = (
    conversation: string,
    kind: DraftKind,
    text: string,
    from = draftId(conversation, kind),
  ): void => {
    if (text.trim() === "") store.removeItem(keyOf(conversation, kind));
    else write(store, keyOf(conversation, kind), { text, at: now(), ...(from && { draftId: from }) });
  };
  return {
    given,
    moved,
    is: (key: string, conversation: string, kind: DraftKind): boolean => key === keyOf(conversation, kind),
    /** Another tab wrote under a key. */
    changed(key: string | null): void {
      if (key?.startsWith(PREFIX)) moved.value = { key };
    },
    get,
    set,
    /** What was written after a text was taken out of the field to be sent; a page that went away meanwhile still has it here. */
    since(conversation: string, kind: DraftKind, taken: string): string {
      const now = get(conversation, kind);
      return now === taken ? "" : now;
    },
    /** The model's draft that the text began as, if it began as one. */
    draftId,
    /** Puts a text in front of what is being written, and tells the composer. */
    give(conversation: string, kind: DraftKind, text: string, from?: string): void {
      const rest = get(conversation, kind).trim();
      set(conversation, kind, [text, rest].filter(Boolean).join("\n"), from);
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
