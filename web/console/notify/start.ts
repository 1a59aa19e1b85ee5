// What begins once somebody is in: the service worker, and the watch over what they should be told. Fetched after the first page.
import { effect } from "@preact/signals";
import { MORE } from "../core/commands";
import type { Console } from "../core/console";
import { lines } from "../core/registry";
import "./installing";
import { t } from "./texts";
import { startWatch, type Watch } from "./watch";

/** The watch of this page while somebody is in. */
let watch: Watch | null = null;
export const watching = (): Watch | null => watch;

/** Offers a new version once it is there; it takes over when the person says so, or when no tab is left. */
function offer(console: Console, registration: ServiceWorkerRegistration): void {
  const ready = () => {
    const next = registration.waiting;
    if (!next || !navigator.serviceWorker.controller) return;
    console.toasts.show(
      "info",
      t("update"),
      t("update_hint"),
      {
        label: t("update_go"),
        run: () => {
          navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
            once: true,
          });
          next.postMessage("take over");
        },
      },
      true,
    );
  };
  ready();
  registration.addEventListener("updatefound", () => {
    const next = registration.installing;
    next?.addEventListener("statechange", () => next.state === "installed" && ready());
  });
}

export function begin(console: Console): void {
  lines.value = MORE;
  if ("serviceWorker" in navigator && !console.world.embedded)
    navigator.serviceWorker.register("/console/sw.js", { scope: "/console/", updateViaCache: "none" }).then(
      (registration) => registration && offer(console, registration),
      () => {}, // the console works without
    );
  effect(() => {
    if (console.session.state.value.kind === "in") watch ??= startWatch(console);
    else {
      watch?.stop();
      watch = null;
    }
  });
}
