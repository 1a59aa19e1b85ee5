// What a model wrote for the agents of a conversation: an internal note with an AI as its author. It never leaves by
// itself; an agent takes it into the composer and sends it, and the server finds out by comparing whose words went out.
import type { Message } from "../../shared/api";
import { REWORDS } from "../aide/aide";
import type { Console } from "../core/console";
import type { Thread } from "../core/thread";

/** Whether a message is such a draft. */
export const isSuggestion = (message: Message): boolean =>
  message.kind === "note" && message.author.kind === "ai";

/** What a draft is: an answer to be taken, other words that somebody has asked for and taken, or a summary for colleagues. */
export const draftOf = (message: Message): "answer" | "reworded" | "summary" => {
  const [rule = ""] = (message.author.playbook ?? "").split("@");
  if (rule === "summary") return "summary";
  return (REWORDS as readonly string[]).includes(rule) ? "reworded" : "answer";
};

/** The newest answer that a model has left for a conversation. */
export const newestSuggestion = (thread: Thread): Message | undefined =>
  thread.messages.findLast((m) => isSuggestion(m) && draftOf(m) === "answer");

/** Whether an agent has said something to the contact since: the draft may or may not have been part of it. */
export const isAnswered = (thread: Thread, suggestion: Message): boolean =>
  thread.messages.some(
    (m) =>
      m.seq > suggestion.seq &&
      m.direction === "out" &&
      m.kind === "text" &&
      (m.author.kind === "human" || m.author.kind === "ai_assisted"),
  );

/** Puts a draft into the composer of its conversation and takes the keyboard there; what it became there already stays. */
export function take({ drafts }: Pick<Console, "drafts">, conversation: string, suggestion: Message): void {
  if (drafts.draftId(conversation, "reply") === suggestion.id)
    drafts.given.value = { conversation, kind: "reply" };
  else drafts.give(conversation, "reply", suggestion.text, suggestion.id);
}
