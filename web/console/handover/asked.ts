// What is being asked after an action; one per page.
import { signal } from "@preact/signals";

/** The conversation that has just been resolved after a hand-over: was a person needed? */
export const needlessAsked = signal<string | null>(null);

/** The conversation that was to be resolved although something is still owed in it. */
export const owedOpen = signal<string | null>(null);
