// Which hand-over cards this person has read. A new hand-over of the same conversation is a new card.
import { signal } from "@preact/signals";
import type { Conversation } from "../../shared/api";
import { read, type Store, write } from "./storage";

const KEY = "terang.console.handovers";
const KEPT = 300;

const mark = (row: Conversation) => `${row.id}@${row.hand_over?.at ?? ""}`;

export function createReadCards(store: Store) {
  const stored = read(store, KEY);
  const marks = signal<readonly string[]>(
    Array.isArray(stored) ? stored.filter((m): m is string => typeof m === "string") : [],
  );
  const keep = (next: readonly string[]) => {
    marks.value = next;
    write(store, KEY, next);
  };
  return {
    isRead: (row: Conversation): boolean => marks.value.includes(mark(row)),
    set(row: Conversation, on: boolean): void {
      const others = marks.value.filter((m) => m !== mark(row));
      keep(on ? [...others, mark(row)].slice(-KEPT) : others);
    },
  };
}

export type ReadCards = ReturnType<typeof createReadCards>;
