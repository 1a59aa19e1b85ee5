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

/** The quick replies that can still be tapped are those of the last message, while nothing is on its way. */
export function openReplies(messages: readonly Message[], outgoing: readonly OutItem[]): number {
  if (outgoing.length > 0) return 0;
  for (let i = messages.length - 1; i >= 0; i--) {
    const m = messages[i];
    if (!m || m.direction === "in") return 0;
    if (m.replies && m.replies.length > 0) return m.seq;
    if (m.kind === "text") return 0;
  }
  return 0;
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
    client_id: item.client_id,
    at: new Date(item.at).toISOString(),
  };
}
