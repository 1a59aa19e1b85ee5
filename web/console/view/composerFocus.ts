// Asks the open composer to take the keyboard: "reply" or "note".
import { signal } from "@preact/signals";
import type { DraftKind } from "../core/drafts";

export const composerFocus = signal<DraftKind | null>(null);
