// What rings at whoever is signed in, and what was missed, as it stands now. Taking one is an action like any other.
import { signal } from "@preact/signals";
import type { WorkspaceOffer } from "../../shared/api";
import type { Request } from "../core/http";

/** How long an offer still shows after its time, until the server says how it ended. */
const GRACE_MS = 3000;
const MISSED = 3;

export interface Ring {
  conversation: string;
  /** When it began and when it ends, by the clock of this page. */
  from: number;
  until: number;
}

export interface Missed {
  conversation: string;
  at: number;
}

/** GET /me/offers. */
interface Offers {
  items: { conversation_id: string; at: string; until: string }[] | null;
  at: string;
}

interface Deps {
  request: Request;
  agentId: () => string;
  now: () => number;
  later: (run: () => void, ms: number) => () => void;
  /** Something began to ring. */
  onRing: (conversation: string) => void;
}

const time = (at: string) => Date.parse(at) || 0;

export function createOffers({ request, agentId, now, later, onRing }: Deps) {
  const rings = signal<readonly Ring[]>([]);
  const missed = signal<readonly Missed[]>([]);
  const stops = new Map<string, () => void>();
  /** What the stream told while it was asked what rings: the answer may be older. */
  const told = new Set<Set<string>>();

  function end(conversation: string): void {
    stops.get(conversation)?.();
    stops.delete(conversation);
    rings.value = rings.value.filter((r) => r.conversation !== conversation);
  }

  /** `left` and `whole` are milliseconds, so that a page whose clock is wrong counts right. */
  function begin(conversation: string, left: number, whole: number): void {
    if (left <= 0) return;
    const fresh = !rings.value.some((r) => r.conversation === conversation);
    end(conversation);
    const until = now() + left;
    rings.value = [...rings.value, { conversation, from: until - whole, until }];
    missed.value = missed.value.filter((m) => m.conversation !== conversation);
    stops.set(
      conversation,
      later(() => end(conversation), left + GRACE_MS),
    );
    if (fresh) onRing(conversation);
  }

  return {
    rings,
    missed,
    end,
    heard({ agent_id, conversation_id, what, at, until }: WorkspaceOffer): void {
      if (agent_id !== agentId()) return;
      for (const meanwhile of told) meanwhile.add(conversation_id);
      if (what === "offered") {
        const left = time(until) - time(at);
        begin(conversation_id, left, left);
        return;
      }
      const rang = rings.value.some((r) => r.conversation === conversation_id);
      end(conversation_id);
      if (what === "missed" && rang)
        missed.value = [...missed.value, { conversation: conversation_id, at: now() }].slice(-MISSED);
    },
    /** Looks what rings now: after the page was loaded, and after the stream was cut. */
    async load(): Promise<void> {
      const meanwhile = new Set<string>();
      told.add(meanwhile);
      try {
        const { items, at } = await request<Offers>("GET", "/me/offers");
        const known = (items ?? []).filter((o) => !meanwhile.has(o.conversation_id));
        const here = new Set([...meanwhile, ...known.map((o) => o.conversation_id)]);
        for (const r of rings.value) if (!here.has(r.conversation)) end(r.conversation);
        for (const o of known) begin(o.conversation_id, time(o.until) - time(at), time(o.until) - time(o.at));
      } catch {
        // The stream tells the next one.
      } finally {
        told.delete(meanwhile);
      }
    },
    decline(conversation: string): Promise<void> {
      end(conversation);
      return request<void>("POST", `/conversations/${encodeURIComponent(conversation)}/decline`, {});
    },
    forget(conversation: string): void {
      missed.value = missed.value.filter((m) => m.conversation !== conversation);
    },
    stop(): void {
      for (const stop of stops.values()) stop();
    },
  };
}

export type OffersState = ReturnType<typeof createOffers>;
