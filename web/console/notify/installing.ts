// Whether the console can be installed, or is. Browsers say so once, early.
import { signal } from "@preact/signals";

/** What the browser gives when the page can be installed (https://wicg.github.io/manifest-incubations/#beforeinstallpromptevent-interface). */
interface Prompt extends Event {
  prompt(): Promise<unknown>;
}

export const offered = signal<Prompt | null>(null);
export const installed = signal(globalThis.matchMedia?.("(display-mode: standalone)").matches ?? false);

globalThis.addEventListener?.("beforeinstallprompt", (event) => {
  event.preventDefault();
  offered.value = event as Prompt;
});
globalThis.addEventListener?.("appinstalled", () => {
  installed.value = true;
  offered.value = null;
});
