// How far one's own messages are, and which of them says so: only the last one, so that the talk stays calm.
import type { Message } from "../shared/api";
import type { OutItem } from "./outbox";

/** Sent, or delivered: received by the other side. Undefined for all but one's own last message. */
export function progressOf(
  messages: readonly Message[],
  outgoing: readonly OutItem[],
  handled: number,
): { seq: number; progress: "sent" | "delivered" } | undefined {
  if (outgoing.length > 0) return undefined;
  for (let i = messages.length - 1; i >= 0; i--) {
    const m = messages[i];
    if (m?.direction === "in") return { seq: m.seq, progress: m.seq <= handled ? "delivered" : "sent" };
  }
  return undefined;
}

/**
 * Where quick replies can still be tapped, by position, while nothing is on its way: those of the last message, and the
 * entries of a list that was shown since the customer wrote, for they answer the question that follows it.
 */
export function openReplies(messages: readonly Message[], outgoing: readonly OutItem[]): ReadonlySet<number> {
  const open = new Set<number>();
  if (outgoing.length > 0) return open;
  let last = true;
  for (let i = messages.length - 1; i >= 0; i--) {
    const m = messages[i];
    if (!m || m.direction === "in") break;
    if (m.card?.items || (last && m.replies && m.replies.length > 0)) open.add(m.seq);
    if (m.kind === "text" || m.replies?.length) last = false;
  }
  return open;
}

/** An unsent message in the shape of a sent one, so that it is drawn alike. */
export function asMessage(item: OutItem): Message {
  return {
    id: item.client_id,
    seq: 0,
    prev: 0,
    kind: "text",
    direction: "in",
    author: { kind: "contact" },
    text: item.text,
    attachments: item.files ?? null,
    client_id: item.client_id,
    at: new Date(item.at).toISOString(),
  };
}
