// The conversation for which the keyboard asked to hand back.
import { signal } from "@preact/signals";

export const handBackOpen = signal<string | null>(null);
