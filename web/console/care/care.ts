// Care of those who answer: words that abuse them stay folded until opened, supervisors whisper and take over, and who reads a
// conversation outside their queue says why.
import { type Signal, signal } from "@preact/signals";
import type { Conversation, Message } from "../../shared/api";
import type { Request } from "../core/http";
import { read, type Store, write } from "../core/storage";
import type { Toasts } from "../core/toasts";
import { t } from "./texts";

export const OPENED_KEY = "terang.console.opened";
/** Opened messages that are remembered; the oldest are folded again. */
const OPENED = 400;
/** Conversations whose readers are kept in memory. */
const KEPT = 20;

export const REASONS = ["complaint", "quality", "privacy", "security", "help", "other"] as const;
export type Reason = (typeof REASONS)[number];
export const MODES = ["off", "outside_team", "outside_queue"] as const;
export type ReadingMode = (typeof MODES)[number];

/** That somebody reads a conversation outside their own queue. */
export interface Reading {
  id: string;
  agent: { id: string; name: string };
  role: "owner" | "admin" | "supervisor" | "agent" | "analyst" | "privacy";
  reason: Reason;
  words: string;
  at: string;
}

/** A dialog about a conversation. */
export type Asked = { about: "whisper" | "take_over" | "part"; id: string };

interface Deps {
  request: Request;
  store: Store;
  toasts: Toasts;
  newId: () => string;
  agentId: () => string;
  /** Whether abusive words are folded at all. */
  folds: () => boolean;
  /** Takes a changed row in. */
  put: (row: Conversation) => void;
  open: (conversation: string) => void;
}

export function createCare(deps: Deps) {
  const { request, store } = deps;
  const stored = read(store, OPENED_KEY);
  const opened = signal<ReadonlySet<string>>(
    new Set(Array.isArray(stored) ? stored.filter((id): id is string => typeof id === "string") : []),
  );
  const asked = signal<Asked | null>(null);
  const readers = new Map<string, Signal<readonly Reading[]>>();
  const path = (id: string, verb: string) => `/conversations/${encodeURIComponent(id)}/${verb}`;

  const keep = (next: Set<string>) => {
    const newest = [...next].slice(-OPENED);
    opened.value = new Set(newest);
    write(store, OPENED_KEY, newest);
  };

  function readersOf(id: string): Signal<readonly Reading[]> {
    const found = readers.get(id) ?? signal<readonly Reading[]>([]);
    readers.delete(id);
    readers.set(id, found);
    for (const oldest of readers.keys()) {
      if (readers.size <= KEPT) break;
      readers.delete(oldest);
    }
    return found;
  }

  return {
    opened,
    asked,
    readersOf,
    /** Whether a message's words are to be shown only when asked for. */
    folded: (message: Message): boolean =>
      deps.folds() && (message.abuse?.length ?? 0) > 0 && !opened.value.has(message.id),
    /** The same for the line of a row, which names no message. */
    foldedLine: (row: Conversation): boolean => deps.folds() && row.last.folded === true,
    unfold: (id: string) => keep(new Set(opened.peek()).add(id)),
    fold(id: string): void {
      const next = new Set(opened.peek());
      next.delete(id);
      keep(next);
    },
    /** Something was said: what is whispered to whoever sits here is told at once. */
    heard(conversation: string, message: Message): void {
      const { whisper, author } = message;
      if (whisper?.to !== deps.agentId() || author.agent_id === deps.agentId()) return;
      const title = t(whisper.kind === "take_over" ? "taken_toast" : "whisper_toast", {
        name: author.name ?? "",
      });
      deps.toasts.show("info", title, message.text, {
        label: t("open_talk"),
        run: () => deps.open(conversation),
      });
    },
    /** Somebody reads a conversation, as the live stream says. */
    read(conversation: string, reading: Reading): void {
      const at = readers.get(conversation);
      if (at) at.value = [reading, ...at.peek().filter((r) => r.id !== reading.id)];
    },
    async loadReaders(id: string): Promise<void> {
      try {
        const { items } = await request<{ items: Reading[] | null }>("GET", path(id, "readings"));
        const at = readersOf(id);
        // Who came while the answer was on its way is told by the stream alone.
        at.value = [...at.peek().filter((r) => !items?.some((one) => one.id === r.id)), ...(items ?? [])];
      } catch {
        // Shown the next time it is opened.
      }
    },
    whisper: (id: string, clientId: string, text: string) =>
      request<unknown>("POST", path(id, "whispers"), { client_id: clientId, text }),
    async takeOver(id: string, from: string, reason: string): Promise<void> {
      deps.put(await request<Conversation>("POST", path(id, "take-over"), { from, reason }));
    },
    async part(id: string, clientId: string, how: "close" | "hand_over", text: string): Promise<void> {
      deps.put(await request<Conversation>("POST", path(id, "part"), { client_id: clientId, how, text }));
    },
    giveReason: (id: string, reason: Reason, words: string) =>
      request<Reading>("POST", path(id, "reading"), { reason, words }),
    mode: () => request<{ reading_reason: ReadingMode }>("GET", "/care"),
    setMode: (mode: ReadingMode) => request<unknown>("PUT", "/care", { reading_reason: mode }),
    newId: deps.newId,
    reset(): void {
      asked.value = null;
      readers.clear();
    },
  };
}

export type Care = ReturnType<typeof createCare>;

/** What kinds of abuse a message has, each once, in words. */
export const kindsOf = (message: Message): string =>
  [...new Set((message.abuse ?? []).map((a) => a.why))].map((why) => t(`why_${why}`)).join(", ");
