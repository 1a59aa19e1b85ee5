// What a key or the palette asked of the page of a contact; one per page.
import { signal } from "@preact/signals";

/** The contact that is to be merged with another. */
export const mergeAsked = signal<string | null>(null);
