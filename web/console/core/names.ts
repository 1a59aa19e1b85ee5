// How a contact is called.
import type { Conversation, Message } from "../../shared/api";
import { texts as handover, t as handoverWord } from "../handover/texts";
import { t } from "../texts";

/** The contact's name, or a short sign that stays the same. */
export function nameOf(row: Pick<Conversation, "contact">): string {
  return row.contact.name.trim() || t("guest", { sign: row.contact.id.slice(-4).toUpperCase() });
}

/** A message as an agent reads it: the contact is called by name, not "you". */
export function named(message: Message, row: Pick<Conversation, "contact"> | undefined): Message {
  if (message.author.kind !== "contact") return message;
  return { ...message, author: { ...message.author, name: row ? nameOf(row) : t("contact") } };
}

/** Words for what moved the trust; a kind that is not known yet says itself. */
export function signalWord(kind: string): string {
  return Object.hasOwn(handover.id, `signal_${kind}`)
    ? handoverWord(`signal_${kind}` as keyof typeof handover.id)
    : kind.replaceAll("_", " ");
}

/** Where a fact comes from, in words. */
export function sourceWord(source: string): string {
  const known: Record<string, "source_customer" | "source_brand" | "source_verified"> = {
    customer: "source_customer",
    contact: "source_customer",
    "brand system": "source_brand",
    brand: "source_brand",
    verified: "source_verified",
  };
  const key = known[source];
  return key ? t(key) : source;
}

/** Whether two texts say the same but for case and the stop at the end. */
export function sameWords(a: string, b: string): boolean {
  const bare = (text: string) =>
    text
      .trim()
      .replace(/[.!?…]+$/, "")
      .toLocaleLowerCase();
  return bare(a) === bare(b);
}
