// The events of web hooks, in words.
import { t, texts } from "./texts";

/** Offered where the server does not list what it can tell. */
export const EVENTS = [
  "conversation.opened",
  "message.created",
  "conversation.handed_over",
  "conversation.claimed",
  "conversation.handed_back",
  "conversation.released",
  "conversation.resolved",
  "conversation.rated",
  "conversation.promise",
] as const;

/** "conversation.claimed" as "Petugas mengambil percakapan"; an event that is not known yet says itself. */
export function eventWord(event: string): string {
  const key = `event_${event.replace(".", "_")}`;
  return Object.hasOwn(texts.id, key) ? t(key as keyof typeof texts.id) : event;
}
