// The icons of what puts a conversation in order (Lucide, ISC), with their keys.
import type { Task } from "../triage/asked";

export const FACES = [
  [
    "tag",
    "M12.59 2.59A2 2 0 0 0 11.17 2H4a2 2 0 0 0-2 2v7.17a2 2 0 0 0 .59 1.42l8.7 8.7a2.43 2.43 0 0 0 3.42 0l6.58-6.58a2.43 2.43 0 0 0 0-3.42zM7.5 7.5h.01",
    "l",
  ],
  ["priority", "m17 11-5-5-5 5M17 18l-5-5-5 5", "p"],
  ["snooze", "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20M12 6v6l4 2", "s"],
  [
    "assign",
    "M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2M5 7a4 4 0 1 0 8 0 4 4 0 1 0-8 0M19 8v6M22 11h-6",
    "a",
  ],
] as const satisfies readonly (readonly [Task, string, string])[];

export const RESOLVE = [
  "resolve",
  "M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0M16 9l-5.5 5.5L8 12",
  "e",
] as const satisfies readonly [Task, string, string];
