// What is about to be done to which conversations: set by a key, a menu or the bar of what is picked; the dialogs
// that ask for the rest are fetched when the first one is.
import { signal } from "@preact/signals";

export type Task = "tag" | "priority" | "snooze" | "assign" | "resolve";

export interface Asked {
  readonly task: Task;
  readonly ids: readonly string[];
}

export const asked = signal<Asked | null>(null);

export function ask(task: Task, ids: readonly string[]): void {
  if (ids.length > 0) asked.value = { task, ids };
}
