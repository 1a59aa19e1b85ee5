// What rings now, for the keys that take it or let it go on.
import { signal } from "@preact/signals";

export interface Ringing {
  take: () => void;
  decline: () => void;
}

/** null where nothing rings. */
export const ringing = signal<Ringing | null>(null);
