// Whether the dialogs of the filter and of saved views are shown; one of each per page.
import { signal } from "@preact/signals";

export const filterOpen = signal(false);
export const viewsOpen = signal(false);
