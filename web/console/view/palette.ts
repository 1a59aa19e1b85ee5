// Whether the palette is open; one per page.
import { signal } from "@preact/signals";

export const paletteOpen = signal(false);
