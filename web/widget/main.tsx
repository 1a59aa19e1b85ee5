// The panel's page: reads its address, connects the chat to the browser, and draws it.
import { render } from "preact";
import { actionColours } from "../shared/color";
import { asLanguage, language } from "../shared/i18n";
import "../shared/tokens.css";
import "../shared/base.css";
import "./style/panel.css";
import "./style/talk.css";
import "./style/sheet.css";
import "./style/opening.css";
import "./style/motion.css";
import "./style/low.css";
import { connect } from "./bridge";
import { Chat } from "./chat";
import { effect, Signal } from "./signals";
import { browserLock, openStore } from "./storage";
import { t } from "./texts";
import { App } from "./view/App";
import { PanelContext } from "./view/context";

const query = new URLSearchParams(location.search);
const key = query.get("key") ?? "";
const base = `${location.origin}/api/v1`;
const store = openStore(() => localStorage);
const own = (what: string) => `terang:${key}:${what}`;

language.value = asLanguage(store.get<string>(own("language")) ?? query.get("lang") ?? navigator.language);

const chat = new Chat({
  key,
  base,
  store,
  lock: browserLock(),
  fetch: (input, init) => fetch(input, init),
  now: Date.now,
  random: Math.random,
  newId: () =>
    `c-${crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4))).join("-")}`,
});

// In a frame nobody looks until the loader says that it is open: it is made on each page, and mostly stays closed there.
let open = false;
const look = () => {
  chat.watching.value = open && document.visibilityState === "visible";
  chat.markSeen();
};
const bridge = connect(window, query.get("host"), (message) => {
  if (message.terang === "size") document.documentElement.toggleAttribute("data-full", message.full);
  else {
    open = message.terang === "open";
    look();
    // A phone's keyboard does not jump up unasked: there the talk itself takes the focus.
    const first = matchMedia("(pointer: fine)").matches ? "#text" : ".log";
    if (open) document.querySelector<HTMLElement>(first)?.focus();
  }
});
open = !bridge;

addEventListener("online", () => chat.online());
addEventListener("offline", () => chat.offline());
addEventListener("pageshow", (event) => event.persisted && chat.online());
addEventListener("pagehide", () => chat.leaving());
addEventListener("storage", (event) => chat.stored(event.key));
document.addEventListener("visibilitychange", () => {
  look();
  // A phone freezes pages in the background, or ends them; the connection is often dead when one comes back.
  if (document.visibilityState === "visible") chat.online();
  else chat.leaving();
});

effect(() => {
  document.documentElement.lang = language.value;
  bridge?.tell({ terang: "language", language: language.value });
});
effect(() => bridge?.tell({ terang: "unread", count: chat.unread.value }));
effect(() => {
  const brand = chat.brand.value?.name;
  document.title = brand ? t("title", { brand }) : t("title_plain");
});

const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => {
  const colours = actionColours(chat.brand.value?.action_color ?? "", dark.matches);
  for (const [name, value] of Object.entries(colours ?? {})) {
    document.documentElement.style.setProperty(name, value);
  }
};
effect(paint);
dark.addEventListener("change", paint);

const panel = {
  chat,
  base,
  widgetKey: key,
  close:
    bridge &&
    (() => {
      // Not only once the loader has said so: what comes meanwhile is seen by nobody.
      open = false;
      look();
      bridge.tell({ terang: "close" });
    }),
};
const root = document.getElementById("panel");
const draft = store.get<string>(own("draft")) ?? "";
const keepDraft = (text: string) => (text ? store.set(own("draft"), text) : store.remove(own("draft")));
// The whole panel is drawn anew when anything changes; messages that did not change are skipped (see Log).
effect(() => {
  for (const part of [language, ...Object.values(chat)]) if (part instanceof Signal) part.value;
  if (!root) return;
  render(
    <PanelContext.Provider value={panel}>
      <App draft={draft} onDraft={keepDraft} />
    </PanelContext.Provider>,
    root,
  );
});
look();
chat.start();
bridge?.tell({ terang: "ready" });
