// The console's page: gives the world to the console, shows it, and tells it what the window does.
import { render } from "preact";
import "../shared/tokens.css";
import "../shared/base.css";
import "../shared/font.css";
import "./style/base.css";
import "./style/buttons.css";
import "./style/fields.css";
import "./style/overlays.css";
import "./style/touch.css";
import "./style/shell.css";
import "./style/list.css";
import "./style/conversation.css";
import "./style/handover.css";
import "./style/talk.css";
import "./style/panel.css";
import "./style/settings.css";
import "./desk/desk.css";
import "./style/motion.css";
import { refuseFiles } from "../shared/files/refuse";
import { createConsole } from "./core/console";
import { askOf, askOfAddress } from "./core/embed";
import { PREFS_KEY } from "./core/prefs";
import { browserStore, read, type Store } from "./core/storage";
import { uuid } from "./core/uuid";
import { safeStore } from "./sending/safe";
import { App } from "./view/App";

/** Begins once what a crash took is back. */
function begin(store: Store): void {
  const console = createConsole({
    fetch: window.fetch.bind(window),
    openStream: () => new EventSource("/api/v1/stream"),
    store,
    now: () => new Date(),
    later: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    newId: () => uuid(crypto.getRandomValues(new Uint8Array(16))),
    browserLanguage: navigator.language,
    embedded: window.parent !== window,
    width: window.innerWidth,
    hash: location.hash,
    go: (hash, replace) => {
      if (replace) history.replaceState(null, "", hash);
      else if (location.hash !== hash) history.pushState(null, "", hash);
    },
    looking: () => document.visibilityState === "visible",
  });

  console.asked(askOfAddress(location.search, location.origin));
  window.addEventListener("popstate", () => console.moved(location.hash));
  window.addEventListener("hashchange", () => console.moved(location.hash));
  window.addEventListener("resize", () => console.resized(window.innerWidth));
  window.addEventListener("online", console.woke);
  window.addEventListener("focus", console.woke);
  document.addEventListener("visibilitychange", console.woke);
  window.addEventListener("storage", (event) => {
    if (event.key === PREFS_KEY) console.preferred(read(store, PREFS_KEY));
    console.stored(event.key);
  });
  window.addEventListener("pagehide", console.left);
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent) return;
    const ask = askOf(event, location.origin);
    if (ask) console.asked(ask);
  });

  refuseFiles(window);

  const root = document.getElementById("app");
  if (root) render(<App console={console} />, root);
  void console.start();
  // What is told, and what makes the page work without a network, must not make the first page wait.
  const rest = () =>
    import("./notify/start").then(
      (notify) => notify.begin(console),
      () => window.addEventListener("online", rest, { once: true }),
    );
  if (document.readyState === "complete") rest();
  else window.addEventListener("load", rest);
}

void safeStore(browserStore(), window.indexedDB).then(begin);
