// What an agent may have to be told of, as the live stream brings it; how, and whether, is decided in notify/, which is
// fetched after the first page. The key names the occasion as the server's push does: what was shown under it is not shown again.
import type { Conversation, Message } from "../../shared/api";
import { nameOf } from "./names";

export type OccasionKind = "waiting" | "offer" | "reply" | "due" | "broken" | "mention";

export interface Occasion {
  kind: OccasionKind;
  key: string;
  conversation: string;
  /** The contact, "" where they are not known here. */
  name: string;
  /** What the contact wrote, "" where it is not about that. */
  words: string;
}

/** Occasions that wait until somebody listens. */
const WAIT = 50;

interface Deps {
  me: () => { id: string } | undefined;
  row: (id: string) => Conversation | undefined;
}

export function createOccasions({ me, row: rowOf }: Deps) {
  let listener: ((occasion: Occasion) => void) | null = null;
  let early: Occasion[] = [];
  /** The newest message of a contact that nobody was told of yet, by conversation. */
  const fresh = new Map<string, number>();

  const tell = (
    kind: OccasionKind,
    conversation: string,
    mark: string | number,
    words = "",
    row = rowOf(conversation),
  ) => {
    const occasion: Occasion = {
      kind,
      key: kind === "due" || kind === "broken" ? `${kind}:${mark}` : `${kind}:${conversation}:${mark}`,
      conversation,
      name: row ? nameOf(row) : "",
      words,
    };
    if (listener) listener(occasion);
    else if (early.length < WAIT) early.push(occasion);
  };

  return {
    tell,
    /** A conversation began to wait for a person. */
    waits: (row: Conversation) =>
      tell("waiting", row.id, Date.parse(row.waiting_since ?? ""), row.last?.text ?? "", row),
    /** A message; whose conversation it is, is told by the row that follows. */
    heard(conversation: string, message: Message): void {
      const who = me();
      if (message.direction === "in") fresh.set(conversation, message.seq);
      else if (
        message.kind === "note" &&
        who &&
        message.author.agent_id !== who.id &&
        message.mentions?.some((named) => named.agent_id === who.id)
      )
        tell("mention", conversation, message.seq);
    },
    row(row: Conversation): void {
      const seq = fresh.get(row.id);
      fresh.delete(row.id);
      if (seq !== undefined && row.holder === "agent" && row.agent?.id === me()?.id)
        tell("reply", row.id, seq, row.last?.author_kind === "contact" ? row.last.text : "", row);
    },
    /** Hands over what happens from now on, and what happened before anybody listened. */
    attach(to: (occasion: Occasion) => void): () => void {
      listener = to;
      const before = early;
      early = [];
      before.forEach(to);
      return () => {
        if (listener === to) listener = null;
      };
    },
    reset(): void {
      early = [];
      fresh.clear();
    },
  };
}

export type Occasions = ReturnType<typeof createOccasions>;
