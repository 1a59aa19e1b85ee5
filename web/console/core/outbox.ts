// What an agent has said but the server has not yet confirmed. It outlives a reload, is sent in order within a
// conversation, and every attempt carries the same client id, so that nothing is ever said twice.
import { signal } from "@preact/signals";
import type { Attachment, Message } from "../../shared/api";
import { sameFiles } from "../files/kept";
import type { Outgoing, Sent } from "../sending/outgoing";
import { ApiError, type Failure, failureOf, passing } from "./http";
import { read, type Store, write } from "./storage";

/** One unconfirmed message. */
export interface Pending {
  clientId: string;
  /** Who wrote it: nobody else may send it from this browser. */
  agent: string;
  conversation: string;
  kind: "text" | "note";
  text: string;
  /** The model's draft that the text began as; the server compares. */
  draftId?: string;
  /** The macros that words were taken from. */
  macros?: string[];
  /** The matter is closed once it went. */
  resolves?: boolean;
  /** The position up to which its author had seen the conversation. */
  seen?: number;
  /** What was said since: nothing was sent. */
  unseen?: Message[];
  /** Beside the text, or instead of it. */
  files?: readonly Attachment[];
  /** RFC 3339, when it was written. */
  at: string;
  state: "queued" | "sending" | "failed";
  failure: Failure | null;
  tries: number;
}

export const OUTBOX_KEY = "terang.console.outbox";
/** Pauses before the next attempt, in seconds; the last one repeats. */
const PAUSES = [1, 2, 5, 10, 30] as const;
/** More than this many unconfirmed messages are not kept over a reload. */
const KEPT = 200;

interface Deps {
  send: (
    conversation: string,
    kind: "text" | "note",
    body: {
      client_id: string;
      text: string;
      draft_id?: string;
      seen?: number;
      attachments?: string[];
      macros?: string[];
    },
  ) => Promise<Sent>;
  /** The last position that is shown of a conversation, 0 for none. */
  position?: (conversation: string) => number;
  /** It goes to the server, perhaps not for the first time. */
  onSending?: (pending: Pending) => void;
  /** It leaves in a moment. */
  onWaiting?: (outgoing: Outgoing, pending: Pending) => void;
  agentId: () => string;
  store: Store;
  newId: () => string;
  now: () => Date;
  /** Runs later; gives back a way to not run. */
  later: (run: () => void, ms: number) => () => void;
  onSent: (conversation: string, message: Message, pending: Pending) => void;
  onFailed: (pending: Pending) => void;
}

function isPending(value: unknown): value is Pending {
  if (typeof value !== "object" || value === null) return false;
  const p = value as Partial<Record<keyof Pending, unknown>>;
  return (
    typeof p.clientId === "string" &&
    typeof p.agent === "string" &&
    typeof p.conversation === "string" &&
    typeof p.text === "string" &&
    (p.kind === "text" || p.kind === "note")
  );
}

/** What was left unconfirmed by an earlier page: unfinished attempts wait again, refused ones stay refused. */
export function restored(stored: unknown): Pending[] {
  if (!Array.isArray(stored)) return [];
  return stored.filter(isPending).map((p) => ({
    ...p,
    state: p.state === "failed" ? "failed" : "queued",
    failure: p.failure ?? null,
    tries: 0,
  }));
}

/** What the server's refusal tells of what is new, where it tells any. */
function newsOf(thrown: unknown): Partial<Pending> {
  const problem =
    thrown instanceof ApiError ? (thrown.problem as { unseen?: unknown; position?: unknown }) : {};
  if (!Array.isArray(problem?.unseen) || typeof problem.position !== "number") return {};
  return { unseen: problem.unseen as Message[], seen: problem.position };
}

export function createOutbox(deps: Deps) {
  const entries = signal<readonly Pending[]>(restored(read(deps.store, OUTBOX_KEY)));
  /** Those that this tab sends; the others are of other tabs, and only shown. */
  const own = new Set(entries.value.map((p) => p.clientId));
  /** Those of them that another tab may have as well. */
  const shared = new Set(own);
  /** Those that this tab has done with. */
  const gone = new Set<string>();
  const kept = (): Pending[] => {
    const stored: unknown = read(deps.store, OUTBOX_KEY);
    return (Array.isArray(stored) ? stored : []).filter(isPending);
  };
  const others = (): Pending[] => kept().filter((p) => !own.has(p.clientId) && !gone.has(p.clientId));
  const busy = new Set<string>();
  const waits = new Map<string, () => void>();

  const keep = (next: readonly Pending[]) => {
    const all = [...others(), ...next.filter((p) => own.has(p.clientId))];
    entries.value = all;
    write(deps.store, OUTBOX_KEY, all.slice(-KEPT));
  };
  const find = (clientId: string) => entries.value.find((p) => p.clientId === clientId);
  const change = (clientId: string, patch: Partial<Pending>) =>
    keep(entries.value.map((p) => (p.clientId === clientId ? { ...p, ...patch } : p)));
  const drop = (clientId: string) => {
    gone.add(clientId);
    keep(entries.value.filter((p) => p.clientId !== clientId));
  };

  const wait = (conversation: string, seconds: number) => {
    waits.get(conversation)?.();
    const stop = deps.later(() => {
      waits.delete(conversation);
      void pump(conversation);
    }, seconds * 1000);
    waits.set(conversation, stop);
  };

  /** Sends what waits in one conversation, one after the other. */
  async function pump(conversation: string): Promise<void> {
    if (busy.has(conversation) || waits.has(conversation)) return;
    busy.add(conversation);
    try {
      for (;;) {
        const next = entries.value.find(
          (p) =>
            p.conversation === conversation &&
            p.state === "queued" &&
            p.agent === deps.agentId() &&
            own.has(p.clientId),
        );
        if (!next) return;
        change(next.clientId, { state: "sending" });
        deps.onSending?.(next);
        try {
          const { message, outgoing } = await deps.send(conversation, next.kind, {
            client_id: next.clientId,
            text: next.text,
            ...(next.draftId && { draft_id: next.draftId }),
            ...(next.macros && { macros: next.macros }),
            ...(next.seen && { seen: next.seen }),
            ...(next.files && { attachments: next.files.map((f) => f.id) }),
          });
          drop(next.clientId);
          if (message) deps.onSent(conversation, message, next);
          else if (outgoing) deps.onWaiting?.(outgoing, next);
        } catch (thrown) {
          const failure = failureOf(thrown);
          if (!find(next.clientId)) continue; // the live stream confirmed it before the answer was lost
          const tries = next.tries + 1;
          if (passing(failure)) {
            change(next.clientId, { state: "queued", failure, tries });
            wait(conversation, failure.retryAfter ?? PAUSES[Math.min(tries, PAUSES.length) - 1] ?? 30);
            return;
          }
          change(next.clientId, { state: "failed", failure, tries, ...newsOf(thrown) });
          const refused = find(next.clientId);
          if (refused) deps.onFailed(refused);
        }
      }
    } finally {
      busy.delete(conversation);
    }
  }

  function flush(): void {
    // What another tab left is sent from here, too: the same id is the same message.
    for (const { clientId } of entries.value) {
      if (own.has(clientId)) continue;
      own.add(clientId);
      shared.add(clientId);
    }
    if (entries.value.some((p) => p.state === "sending" && !busy.has(p.conversation)))
      keep(
        entries.value.map((p) =>
          p.state === "sending" && !busy.has(p.conversation) ? { ...p, state: "queued" } : p,
        ),
      );
    for (const stop of waits.values()) stop();
    waits.clear();
    for (const conversation of new Set(entries.value.map((p) => p.conversation))) void pump(conversation);
  }

  return {
    entries,
    /** What the agent who is signed in has not yet got through in one conversation. */
    of: (conversation: string): Pending[] =>
      entries.value.filter((p) => p.conversation === conversation && p.agent === deps.agentId()),
    /** Takes a text in; it shows at once and goes out as soon as it can. */
    add(
      conversation: string,
      kind: "text" | "note",
      text: string,
      draftId?: string,
      files?: readonly Attachment[],
      more?: Pick<Pending, "macros" | "resolves">,
    ): Pending {
      const pending: Pending = {
        clientId: deps.newId(),
        agent: deps.agentId(),
        conversation,
        kind,
        text,
        ...(draftId && { draftId }),
        ...(kind === "text" && deps.position && { seen: deps.position(conversation) }),
        ...(files && files.length > 0 && { files }),
        ...more,
        at: deps.now().toISOString(),
        state: "queued",
        failure: null,
        tries: 0,
      };
      own.add(pending.clientId);
      keep([...entries.value, pending]);
      void pump(conversation);
      return pending;
    },
    retry(clientId: string): void {
      const pending = find(clientId);
      if (!pending) return;
      own.add(clientId);
      change(clientId, { state: "queued", failure: null, unseen: [] });
      waits.get(pending.conversation)?.();
      waits.delete(pending.conversation);
      void pump(pending.conversation);
    },
    discard: drop,
    /**
     * The live stream brought a message of our own, perhaps before the answer to our call: what it confirms no
     * longer waits. The client id decides where the server gives it; else the oldest equal text that is on its way.
     */
    confirm(conversation: string, message: Message): void {
      const kind = message.kind === "note" ? "note" : "text";
      const mine = entries.value.filter((p) => p.conversation === conversation && p.kind === kind);
      const match = message.client_id
        ? mine.find((p) => p.clientId === message.client_id)
        : mine.find(
            (p) =>
              p.text === message.text &&
              sameFiles(p.files, message.attachments) &&
              (p.state === "sending" || p.tries > 0),
          );
      if (match) drop(match.clientId);
    },
    /** Whether this tab is sending it. */
    sends: (clientId: string): boolean => own.has(clientId) && find(clientId) !== undefined,
    /** Another tab wrote what waits. */
    changed(key: string | null): void {
      if (key !== OUTBOX_KEY) return;
      const stored = new Set(kept().map((p) => p.clientId));
      // What came back and was thrown away there, or sent again, is not to come back from here.
      const settled = (p: Pending) =>
        p.state === "failed" && shared.has(p.clientId) && !stored.has(p.clientId);
      for (const p of entries.value) if (settled(p)) gone.add(p.clientId);
      entries.value = [...others(), ...entries.value.filter((p) => own.has(p.clientId) && !settled(p))];
    },
    /** The network is back: nothing waits for its pause. */
    flush,
    stop(): void {
      for (const stop of waits.values()) stop();
      waits.clear();
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
