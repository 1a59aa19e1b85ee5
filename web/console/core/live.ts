// The workspace's live stream. The browser resumes a cut stream by itself with Last-Event-ID; where it gives up
// (the server answered with an error) we open a new one, and then everything shown has to be looked at again.
import { signal } from "@preact/signals";
import type {
  Conversation,
  WorkspaceMessage,
  WorkspacePresence,
  WorkspacePromise,
  WorkspaceTyping,
} from "../../shared/api";
import type { MentionEvent } from "../answering/api";
import type { Reading } from "../care/care";
import type { OutgoingEvent } from "../sending/outgoing";
import type { WatchingEvent } from "../sending/watch";

/** A cut that is mended sooner than this is nobody's business. */
const QUIET_MS = 2000;

/** The part of EventSource that is used. */
export interface Source {
  readonly readyState: number;
  onopen: ((event: Event) => void) | null;
  onerror: ((event: Event) => void) | null;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

/** The data of an "offer" event. */
export interface WorkspaceOffer {
  agent_id: string;
  conversation_id: string;
  what: string;
  until: string;
}

const CLOSED = 2;
/** Pauses before a new stream, in milliseconds; the last one repeats. */
const PAUSES = [500, 1000, 2000, 5000, 10_000, 20_000] as const;

export interface Handlers {
  conversation: (row: Conversation) => void;
  message: (event: WorkspaceMessage) => void;
  typing: (event: WorkspaceTyping) => void;
  presence: (event: WorkspacePresence) => void;
  /** What was promised somewhere has changed, is nearly due, or was broken. */
  promise: (event: WorkspacePromise) => void;
  /** Somebody reads a conversation outside their own queue. */
  reading: (event: { conversation_id: string; reading: Reading }) => void;
  /** A note named the agent, or what did was read. */
  mention: (event: MentionEvent) => void;
  /** A conversation rings at an agent, or no longer does. */
  offer: (event: WorkspaceOffer) => void;
  /** A reply of some agent waits, left, or came back. */
  outgoing: (event: OutgoingEvent) => void;
  /** A colleague looks at a conversation, or writes in it. */
  watching: (event: WatchingEvent) => void;
  /** Something may have been missed: reload the lists, fill the open conversation. */
  missed: () => void;
  /** The stream was refused; somebody should look whether the session still holds. */
  refused: () => void;
}

interface Deps {
  open: () => Source;
  later: (run: () => void, ms: number) => () => void;
}

export function createLive(deps: Deps, handlers: Handlers) {
  /** "connecting" only until the first connection; then "live" or "down". */
  const state = signal<"connecting" | "live" | "down">("connecting");
  let source: Source | null = null;
  let stopPause: (() => void) | null = null;
  let stopQuiet: (() => void) | null = null;
  let tries = 0;
  let connected = false;
  /** What rooms that are loaded later listen to, by type. */
  const others = new Map<string, Set<(data: unknown) => void>>();

  function cut(): void {
    stopQuiet ??= deps.later(() => {
      state.value = "down";
    }, QUIET_MS);
  }

  function mended(): void {
    stopQuiet?.();
    stopQuiet = null;
    state.value = "live";
  }

  function listen<T>(on: Source, type: string, handle: (data: T) => void): void {
    on.addEventListener(type, (event) => {
      let data: T;
      try {
        data = JSON.parse(event.data) as T;
      } catch {
        return; // a torn event; the gap it leaves is found by the positions
      }
      handle(data);
    });
  }

  const pass = (on: Source, type: string) =>
    listen<unknown>(on, type, (data) => {
      for (const hear of others.get(type) ?? []) hear(data);
    });

  function connect(): void {
    stopPause?.();
    stopPause = null;
    source?.close();
    const opened = deps.open();
    source = opened;
    opened.onopen = () => {
      // What happened before the first stream that held may be in no list either: those were fetched while it was tried.
      if (connected || stopQuiet !== null || tries > 0) handlers.missed();
      connected = true;
      tries = 0;
      mended();
    };
    opened.onerror = () => {
      if (source !== opened) return;
      cut();
      if (opened.readyState !== CLOSED) return; // the browser tries again by itself
      handlers.refused();
      const pause = PAUSES[Math.min(tries, PAUSES.length - 1)] ?? 20_000;
      tries++;
      stopPause = deps.later(connect, pause);
    };
    listen<Conversation>(opened, "conversation", handlers.conversation);
    listen<WorkspaceMessage>(opened, "message", handlers.message);
    listen<WorkspaceTyping>(opened, "typing", handlers.typing);
    listen<WorkspacePresence>(opened, "presence", handlers.presence);
    listen<WorkspacePromise>(opened, "promise", handlers.promise);
    listen<{ conversation_id: string; reading: Reading }>(opened, "reading", handlers.reading);
    listen<MentionEvent>(opened, "mention", handlers.mention);
    for (const type of others.keys()) pass(opened, type);
    listen<WorkspaceOffer>(opened, "offer", handlers.offer);
    listen<OutgoingEvent>(opened, "outgoing", handlers.outgoing);
    listen<WatchingEvent>(opened, "watching", handlers.watching);
    opened.addEventListener("reset", () => handlers.missed());
  }

  return {
    state,
    start: connect,
    /** Hears a type of event from now on, until what is returned is called. */
    listen<T>(type: string, hear: (data: T) => void): () => void {
      let heard = others.get(type);
      if (!heard) {
        heard = new Set();
        others.set(type, heard);
        if (source) pass(source, type);
      }
      const one = (data: unknown) => hear(data as T);
      heard.add(one);
      return () => void heard.delete(one);
    },
    /** The network is back or the page is looked at again: do not wait for the pause. */
    nudge(): void {
      if (source && source.readyState === CLOSED) connect();
    },
    stop(): void {
      stopPause?.();
      stopPause = null;
      stopQuiet?.();
      stopQuiet = null;
      source?.close();
      source = null;
    },
  };
}

export type Live = ReturnType<typeof createLive>;
