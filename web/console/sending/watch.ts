// Colleagues in the same conversation: who looks at it, who writes a reply or a note in it. Never what they write. Signs fade
// by themselves; ours are told seldom.
import { signal } from "@preact/signals";
import type { Request } from "../core/http";

export type Doing = "viewing" | "reply" | "note";

/** What one colleague does. */
export interface Watching {
  agent_id: string;
  name: string;
  what: Doing | "gone";
}

/** The `watching` event of the stream. */
export interface WatchingEvent extends Watching {
  conversation_id: string;
}

/** A sign of looking that is not renewed fades after this. */
const VIEWING_MS = 45_000;
/** One of writing becomes one of looking. */
const WRITING_MS = 6000;
const RENEW_MS = 20_000;
/** Our own writing is told again after this at the earliest. */
const TELL_MS = 2500;
const IDLE_MS = 4000;

interface Deps {
  request: Request;
  later: (run: () => void, ms: number) => () => void;
  now: () => number;
  agentId: () => string;
  looking: () => boolean;
}

export function createWatch({ request, later, now, agentId, looking }: Deps) {
  const here = signal<ReadonlyMap<string, readonly Watching[]>>(new Map());
  const fades = new Map<string, () => void>();
  let open: string | null = null;
  let told: { what: Doing; at: number } | null = null;
  let stopRenew: (() => void) | null = null;
  let stopIdle: (() => void) | null = null;

  function put(conversation: string, one: Watching): void {
    if (one.agent_id === agentId()) return;
    const key = `${conversation} ${one.agent_id}`;
    fades.get(key)?.();
    fades.delete(key);
    const others = (here.value.get(conversation) ?? []).filter((w) => w.agent_id !== one.agent_id);
    const next = new Map(here.value);
    if (one.what !== "gone") {
      others.push(one);
      others.sort((a, b) => a.name.localeCompare(b.name));
      const then: Watching = { ...one, what: one.what === "viewing" ? "gone" : "viewing" };
      const stays = one.what === "viewing" ? VIEWING_MS : WRITING_MS;
      fades.set(
        key,
        later(() => put(conversation, then), stays),
      );
    }
    if (others.length > 0) next.set(conversation, others);
    else next.delete(conversation);
    here.value = next;
  }

  function tell(what: Doing): void {
    const conversation = open;
    if (conversation === null) return;
    told = { what, at: now() };
    stopRenew?.();
    stopRenew = later(() => {
      if (looking()) tell("viewing");
      else told = null;
    }, RENEW_MS);
    request<{ others: Watching[] | null }>(
      "POST",
      `/conversations/${encodeURIComponent(conversation)}/watch`,
      {
        what,
      },
    )
      .then(({ others }) => {
        for (const one of others ?? []) put(conversation, one);
      })
      .catch(() => {});
  }

  function leave(): void {
    stopRenew?.();
    stopIdle?.();
    const conversation = open;
    open = null;
    told = null;
    if (conversation !== null)
      void request("POST", `/conversations/${encodeURIComponent(conversation)}/watch`, {
        what: "gone",
      }).catch(() => {});
  }

  return {
    here,
    /** Who else is in a conversation. */
    of: (conversation: string): readonly Watching[] => here.value.get(conversation) ?? [],
    heard: ({ conversation_id, ...one }: WatchingEvent): void => put(conversation_id, one),
    /** We look at a conversation from now on. */
    enter(conversation: string): void {
      if (open === conversation) return;
      leave();
      open = conversation;
      tell("viewing");
    },
    leave,
    /** We typed. */
    wrote(conversation: string, what: "reply" | "note"): void {
      if (conversation !== open) return;
      if (told?.what !== what || now() - told.at >= TELL_MS) tell(what);
      stopIdle?.();
      stopIdle = later(() => tell("viewing"), IDLE_MS);
    },
    /** The page is looked at again. */
    woke(): void {
      if (open !== null && told === null) tell("viewing");
    },
    reset(): void {
      stopRenew?.();
      stopIdle?.();
      open = null;
      told = null;
      for (const stop of fades.values()) stop();
      fades.clear();
      here.value = new Map();
    },
  };
}

export type Watch = ReturnType<typeof createWatch>;
