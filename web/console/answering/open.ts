// What the palette asked the composer to pick from; one per page.
import { signal } from "@preact/signals";

export const pickOpen = signal<"macro" | "article" | null>(null);
