// Replies that the server has accepted and that leave in a moment, by themselves: until then each can be taken back. What
// came back, because it was taken back or could not be said any more, returns to the composer.
import { signal } from "@preact/signals";
import type { Attachment, Message } from "../../shared/api";
import type { Drafts } from "../core/drafts";
import { failureOf, type Request } from "../core/http";
import { read, type Store, write } from "../core/storage";
import type { Toasts } from "../core/toasts";
import { giveFiles, sameFiles } from "../files/kept";
import { t } from "./texts";

/** Ctrl, or ⌘ where the keyboard has it. */
const MOD = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";

/** A reply as the server tells it. */
export interface Outgoing {
  id: string;
  conversation_id: string;
  client_id: string;
  text: string;
  draft_id?: string;
  attachments?: readonly Attachment[];
  at: string;
  /** When it leaves; null once it came back. */
  due_at: string | null;
  left_ms: number;
  /** It came back. */
  why?: string;
}

/** One that waits, with its end by this browser's clock. */
export interface Waiting extends Outgoing {
  until: number;
}

/** What a send is answered with. */
export interface Sent {
  message?: Message;
  outgoing?: Outgoing;
}

/** The `outgoing` event of the stream. */
export interface OutgoingEvent {
  agent_id: string;
  conversation_id: string;
  id: string;
  client_id: string;
  what: "waiting" | "sent" | "returned" | "taken";
}

const TAKEN_KEY = "terang.console.taken";
const TAKEN_KEPT = 100;
/** After its time a reply is looked for again, if nobody told what became of it. */
const OVERDUE_MS = 1500;
const SOON_MS = 50;
const REASONS = ["in_queue", "with_assistant", "with_other", "resolved"] as const;

interface Deps {
  request: Request;
  store: Store;
  drafts: Drafts;
  toasts: Toasts;
  later: (run: () => void, ms: number) => () => void;
  now: () => number;
  agentId: () => string;
  /** Whether the answer to its sending is still on its way to this tab. */
  sends: (clientId: string) => boolean;
  nameOf: (conversation: string) => string;
  arrived: (conversation: string, message: Message) => void;
  open: (conversation: string) => void;
  say: (words: string) => void;
}

export function createOutgoing(deps: Deps) {
  const { request, store, drafts, toasts, later } = deps;
  const waiting = signal<readonly Waiting[]>([]);
  /** Moves with every change that is heard: an answer that was asked for before it may not know of it. */
  let heard = 0;
  let stopLook: (() => void) | null = null;
  let stopSoon: (() => void) | null = null;

  const put = (next: readonly Waiting[]) => {
    waiting.value = next;
    stopLook?.();
    stopLook = null;
    if (next.length === 0) return;
    const first = Math.min(...next.map((o) => o.until));
    stopLook = later(() => void fetch(false), Math.max(first - deps.now(), 0) + OVERDUE_MS);
  };
  const drop = (gone: (o: Waiting) => boolean) => {
    heard++;
    if (waiting.value.some(gone)) put(waiting.value.filter((o) => !gone(o)));
  };
  /** The way of an answer makes an end look later than it is: the earliest that was heard holds. */
  const timed = (o: Outgoing): Waiting => {
    const known = waiting.value.find((other) => other.id === o.id)?.until ?? Number.POSITIVE_INFINITY;
    return { ...o, until: Math.min(deps.now() + o.left_ms, known) };
  };

  /** Puts words and files that came back into the composer: once in this browser, and only then forgotten by the server. */
  function takeBack(o: Outgoing): void {
    drop((other) => other.id === o.id);
    const stored = read(store, TAKEN_KEY);
    const taken = Array.isArray(stored) ? stored : [];
    if (o.why !== "taken" && !taken.includes(o.id)) {
      giveFiles(store, deps.agentId(), o.conversation_id, o.attachments);
      drafts.give(o.conversation_id, "reply", o.text, o.draft_id);
      write(store, TAKEN_KEY, [...taken, o.id].slice(-TAKEN_KEPT));
      if (o.why === "undone") deps.say(t("undone_spoken"));
      else {
        const reason = REASONS.find((r) => r === o.why);
        toasts.show(
          "bad",
          t("back", { name: deps.nameOf(o.conversation_id) }),
          t(reason ? `back_${reason}` : "back_other"),
          {
            label: t("open"),
            run: () => deps.open(o.conversation_id),
          },
        );
      }
    }
    void request("DELETE", `/outgoing/${encodeURIComponent(o.id)}`).catch(() => {});
  }

  /** Asks what waits and what came back. What another browser has just taken back is left to it, unless one begins here. */
  async function fetch(beginning: boolean): Promise<void> {
    const before = heard;
    try {
      const { items } = await request<{ items: Outgoing[] | null }>("GET", "/me/outgoing");
      if (deps.agentId() === "") return;
      if (heard !== before) return soon(beginning);
      const all = items ?? [];
      put(all.filter((o) => o.due_at !== null).map(timed));
      for (const o of all) if (o.due_at === null && (beginning || o.why !== "undone")) takeBack(o);
    } catch {
      if (waiting.value.length > 0) put(waiting.value); // looks again
    }
  }

  function soon(beginning: boolean): void {
    stopSoon?.();
    stopSoon = later(() => void fetch(beginning), SOON_MS);
  }

  return {
    waiting,
    of: (conversation: string): Waiting[] => waiting.value.filter((o) => o.conversation_id === conversation),
    fetch,
    /** The server took a reply in. */
    accepted(o: Outgoing): void {
      if (o.due_at === null) {
        takeBack(o);
        return;
      }
      heard++;
      put([...waiting.value.filter((other) => other.id !== o.id), timed(o)]);
      deps.say(t("waits_spoken", { seconds: Math.ceil(o.left_ms / 1000), mod: MOD }));
    },
    /** A message of our own arrived: what it was waits no more. It seldom names its client id; then the words tell. */
    confirm(conversation: string, message: Message): void {
      const match = waiting.value.find(
        (o) =>
          o.conversation_id === conversation &&
          (message.client_id
            ? o.client_id === message.client_id
            : o.text === message.text && sameFiles(o.attachments, message.attachments)),
      );
      if (match) drop((o) => o.id === match.id);
    },
    /** The stream tells what happened to a reply, perhaps of another tab. */
    heard(e: OutgoingEvent): void {
      if (e.agent_id !== deps.agentId()) return;
      if (e.what !== "waiting") drop((o) => o.id === e.id);
      if (e.what === "sent" || e.what === "taken") return;
      if (e.what === "waiting" && (waiting.value.some((o) => o.id === e.id) || deps.sends(e.client_id)))
        return;
      soon(false);
    },
    async undo(id: string): Promise<void> {
      try {
        takeBack(await request<Outgoing>("POST", `/outgoing/${encodeURIComponent(id)}/undo`));
      } catch (thrown) {
        const late = failureOf(thrown).code === "reply_left";
        toasts.show(
          late ? "info" : "bad",
          t(late ? "undo_late" : "undo_failed"),
          late ? t("undo_late_why") : undefined,
        );
        if (late) drop((o) => o.id === id);
      }
    },
    /** Takes back what was sent last in a conversation; whether there was anything. */
    undoLast(conversation: string): boolean {
      const last = waiting.value.filter((o) => o.conversation_id === conversation).at(-1);
      if (last) void this.undo(last.id);
      return last !== undefined;
    },
    async sendNow(id: string): Promise<void> {
      const one = waiting.value.find((o) => o.id === id);
      if (!one) return;
      put(waiting.value.map((o) => (o.id === id ? { ...o, until: deps.now() } : o)));
      try {
        const sent = await request<Sent>("POST", `/outgoing/${encodeURIComponent(id)}/send`);
        if (sent.message) {
          drop((o) => o.id === id);
          deps.arrived(one.conversation_id, sent.message);
        } else if (sent.outgoing) takeBack(sent.outgoing);
      } catch {
        void fetch(false);
      }
    },
    reset(): void {
      stopSoon?.();
      put([]);
    },
  };
}

export type OutgoingStore = ReturnType<typeof createOutgoing>;
