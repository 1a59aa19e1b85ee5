// One conversation's messages as a value. Positions (seq) are dense, so a hole is seen at once: what lies behind
// it waits until the hole is filled, and nobody answers on half of what was said.
import type { ConversationMessages, Message } from "../../shared/api";
import type { Failure } from "./http";

export interface Thread {
  readonly id: string;
  readonly state: "loading" | "ready" | "failed";
  readonly failure: Failure | null;
  /** Without holes, oldest first. */
  readonly messages: readonly Message[];
  /** Messages behind a hole, by position. */
  readonly ahead: readonly Message[];
  readonly earlier: "none" | "some" | "loading";
  /** The highest position that the contact has seen. */
  readonly contactSeen: number;
}

export function emptyThread(id: string): Thread {
  return { id, state: "loading", failure: null, messages: [], ahead: [], earlier: "none", contactSeen: 0 };
}

/** The last position without a hole before it, 0 where nothing is loaded. */
export const position = (thread: Thread): number => thread.messages.at(-1)?.seq ?? 0;

/** Whether something is known to be missing. */
export const hasGap = (thread: Thread): boolean => thread.ahead.length > 0;

function woven(known: readonly Message[], more: readonly Message[]): Message[] {
  const bySeq = new Map<number, Message>();
  for (const message of known) bySeq.set(message.seq, message);
  for (const message of more) bySeq.set(message.seq, message);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** Splits sorted messages at the first hole; everything up to it is whole. */
function split(sorted: readonly Message[]): [whole: Message[], ahead: Message[]] {
  let end = 1;
  while (end < sorted.length && sorted[end]?.seq === (sorted[end - 1]?.seq ?? 0) + 1) end++;
  return [sorted.slice(0, end), sorted.slice(end)];
}

function settled(thread: Thread, all: readonly Message[]): Thread {
  const [messages, ahead] = split(all);
  return { ...thread, messages, ahead };
}

const earlierOf = (messages: readonly Message[]): "none" | "some" =>
  (messages[0]?.seq ?? 1) > 1 ? "some" : "none";

/** Takes the newest page in (the first load). What the live stream brought in the meantime is kept. */
export function loaded(thread: Thread, page: ConversationMessages): Thread {
  const next = settled(thread, woven(thread.messages, woven(page.messages, thread.ahead)));
  return {
    ...next,
    state: "ready",
    failure: null,
    earlier: earlierOf(next.messages),
    contactSeen: Math.max(thread.contactSeen, page.contact_seen ?? 0),
  };
}

/** Takes a page of older messages in. */
export function prepended(thread: Thread, page: ConversationMessages): Thread {
  const next = settled(thread, woven([...thread.messages, ...thread.ahead], page.messages));
  return { ...next, earlier: page.messages.length === 0 ? "none" : earlierOf(next.messages) };
}

/** Takes one live message in: the next one, one that is known (its receipt moved on), or one behind a hole. */
export function arrived(thread: Thread, message: Message): Thread {
  const first = thread.messages[0]?.seq ?? 0;
  if (thread.state === "ready" && first > 0 && message.seq < first) return thread;
  if (thread.state !== "ready" || thread.messages.length === 0)
    return { ...thread, ahead: woven(thread.ahead, [message]) };
  return settled(thread, woven([...thread.messages, ...thread.ahead], [message]));
}

/** Takes a page since our position in. */
export function filled(thread: Thread, page: ConversationMessages): Thread {
  return loaded(thread, page);
}

export const seenByContact = (thread: Thread, seq: number): Thread =>
  seq > thread.contactSeen ? { ...thread, contactSeen: seq } : thread;

/** The newest message that was said to the contact, null if none: how far it came stands under that one. */
export const lastSaid = (thread: Thread): Message | null =>
  thread.messages.findLast((m) => m.direction === "out" && m.kind === "text") ?? null;

/** The newest such message that the contact has seen. */
export const lastSeen = (thread: Thread): Message | null =>
  thread.messages.findLast(
    (m) => m.direction === "out" && m.kind === "text" && m.seq <= thread.contactSeen,
  ) ?? null;
