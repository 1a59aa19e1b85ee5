// The conversation whose help is asked for by a key.
import { signal } from "@preact/signals";

export const aideOpen = signal<string | null>(null);
