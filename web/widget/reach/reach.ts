// The form with which a waiting customer asks to be called or written to. It is a file of its own, fetched when somebody
// wants it, and drawn without the panel's library, which is not in it.
import type { Message } from "../../shared/api";
import type { Language } from "../../shared/i18n";
import { reachFor } from "../../shared/reach";
import { nextAt, written } from "./known";
import { t } from "./texts";
import "./reach.css";

/** What the form needs of the chat. */
export interface Reaching {
  messages: { peek(): readonly Message[] };
  /** Asks the server; what it throws may have a `detail` in the customer's words. */
  reach(kind: "call" | "write", to: string, from: string | null): Promise<void>;
}

let forms = 0;

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  has: Partial<HTMLElementTagNameMap[K]>,
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), has);
  element.append(...inside);
  return element;
}

/** The sheet lies beside this file, under the same version. */
function sheet(): Promise<unknown> {
  const href = import.meta.url.replace("reach.js", "reach.css");
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((done) => {
    document.head.append(make("link", { rel: "stylesheet", href, onload: done, onerror: done }));
  });
}

/** Puts the form into a box, with the keyboard in its first field; closed, the box is empty and the keyboard is back. */
export async function open(
  box: HTMLElement,
  kind: "call" | "write",
  chat: Reaching,
  language: Language,
): Promise<void> {
  const before = document.activeElement;
  await sheet();
  const close = () => {
    box.replaceChildren();
    if (before instanceof HTMLElement) before.focus();
  };
  const say = (key: Parameters<typeof t>[0]) => t(key, undefined, language);
  const id = `reach-${++forms}`;
  const to = make("input", {
    id,
    type: kind === "call" ? "tel" : "text",
    autocomplete: kind === "call" ? "tel" : "email",
    value: written(chat.messages.peek(), kind),
    maxLength: 254,
    spellcheck: false,
  });
  const from = make("input", { id: `${id}-from`, type: "time" });
  const error = make("p", { id: `${id}-error`, className: "sheet-error" });
  error.setAttribute("role", "alert");
  const send = make("button", { type: "submit", className: "primary" }, say(`${kind}_send`));
  const stay = make("button", { type: "button", className: "plain", onclick: close }, say("stay"));
  const form = make(
    "form",
    { className: "reach", noValidate: true },
    make("label", { htmlFor: id }, say(kind)),
    to,
    make("label", { htmlFor: from.id }, say("from")),
    from,
    make("p", { className: "reach-why" }, say("why")),
    error,
    make("div", { className: "reach-acts" }, send, stay),
  );

  const wrong = (words: string) => {
    error.textContent = words;
    to.setAttribute("aria-invalid", String(words !== ""));
    to.setAttribute("aria-describedby", error.id);
    if (words) to.focus();
  };
  let busy = false;
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (busy) return;
    const good = reachFor(kind, to.value);
    wrong(good ? "" : say(`${kind}_wrong`));
    if (!good) return;
    busy = true;
    send.textContent = say("sending");
    try {
      await chat.reach(kind, good, nextAt(from.value, Date.now()));
      box.replaceChildren();
      document.querySelector<HTMLElement>(".log")?.focus();
    } catch (thrown) {
      wrong((thrown as { detail?: string }).detail || say("failed"));
    } finally {
      busy = false;
      send.textContent = say(`${kind}_send`);
    }
  };
  form.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation(); // the panel stays open
    close();
  };
  box.replaceChildren(form);
  to.focus();
}
