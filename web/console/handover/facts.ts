// What is known of a contact in a talk, and how it gets into what is being written. Pure but for the signal.
import { signal } from "@preact/signals";
import type { Conversation, Fact, HandOver } from "../../shared/api";
import { factIn } from "./card";

/** A text that is to stand where the composer's cursor is; the composer takes it. */
export const inserting = signal<{ conversation: string; text: string } | null>(null);

/** The conversation for which the keyboard asked for the facts. */
export const factsOpen = signal<string | null>(null);

/** Puts a fact's value into what is being written in its conversation, as it reads in the contact's language. */
export function insertFact(row: Pick<Conversation, "id" | "language" | "hand_over">, fact: Fact): void {
  const { value } = row.hand_over ? factIn(row.hand_over, fact, row.language) : fact;
  inserting.value = { conversation: row.id, text: value };
}

/** What the hand-over says is known, each value once; what matters most first. */
export function knownOf(handOver: HandOver | null | undefined): Fact[] {
  const seen = new Set<string>();
  return [...(handOver?.brief?.known ?? []), ...(handOver?.facts ?? [])].filter(({ value }) => {
    const key = value.trim().toLocaleLowerCase();
    if (!key || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Whether anything is known that somebody might ask for again. */
export const hasKnown = (row: Pick<Conversation, "hand_over">): boolean => knownOf(row.hand_over).length > 0;

/** A text with another put where the cursor is, apart from the words around it; `at` is where the cursor goes. */
export function inserted(text: string, from: number, to: number, more: string): { text: string; at: number } {
  const before = text.slice(0, from);
  const after = text.slice(to);
  const left = before && !/[\s([“"]$/.test(before) ? " " : "";
  const right = after && !/^[\s.,;:!?)\]”"]/.test(after) ? " " : "";
  const head = `${before}${left}${more}`;
  return { text: `${head}${right}${after}`, at: head.length };
}
