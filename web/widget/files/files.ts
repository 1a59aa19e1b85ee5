// Files in the chat panel: attaching, dropping and pasting them, and drawing those of a message. It is a file of its own, fetched
// once the panel is open, and drawn without the panel's library, which is not in it.
import type { Attachment, Message } from "../../shared/api";
import "../../shared/files/files.css";
import "./files.css";
import { catchFiles } from "../../shared/files/drop";
import type { Place } from "../../shared/files/place";
import { show } from "../../shared/files/show";
import { Tray } from "../../shared/files/tray";
import type { Language } from "../../shared/i18n";

/** What is needed of the chat. */
export interface Filing {
  readonly base: string;
  token(): string | undefined;
  say(text: string, more: { files: Attachment[] }): boolean;
  keep(files?: readonly Attachment[]): readonly Attachment[];
}

let lang: Language = "id";
let tray: Tray | undefined;
let sheet: Promise<unknown> | undefined;

/** The sheet lies beside this file, under the same version. */
function styled(): Promise<unknown> {
  sheet ??= new Promise((done) => {
    const link = document.createElement("link");
    Object.assign(link, {
      rel: "stylesheet",
      href: import.meta.url.replace("files.js", "files.css"),
      onload: done,
      onerror: done,
    });
    document.head.append(link);
  });
  return sheet;
}

function placeOf(chat: Filing): Place {
  return {
    base: `${chat.base}/chat/attachments`,
    headers: () => ({ "Accept-Language": lang, Authorization: `Bearer ${chat.token() ?? ""}` }),
    direct: false,
  };
}

/** Puts the tray into its box in the composer. */
export async function compose(
  box: HTMLElement,
  chat: Filing,
  language: Language,
  files: File[],
): Promise<void> {
  await styled();
  lang = language;
  const form = box.closest("form");
  const field = form?.querySelector("textarea");
  const send = form?.querySelector(".send");
  if (!form || !field || !send) return;
  if (!tray) {
    const own = new Tray({
      place: placeOf(chat),
      load: () => chat.keep(),
      save: (files) => void chat.keep(files),
    });
    tray = own;
    catchFiles(
      document.body,
      () => own,
      () => lang,
    );
    // With files the words may be missing; without any the composer sends as ever.
    form.addEventListener(
      "submit",
      (event) => {
        if (own.empty) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        if (
          !own.settled() ||
          [...field.value].length > 4000 ||
          !chat.say(field.value.trim(), { files: own.ready })
        )
          return;
        own.clear();
        field.value = "";
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.focus();
      },
      true,
    );
  }
  const look = () => {
    if (!tray?.empty) send.setAttribute("aria-disabled", "false");
    else if (!field.value.trim()) send.setAttribute("aria-disabled", "true");
  };
  tray.mount(box, look, lang);
  tray.add(files);
}

/** Draws the files of a message. */
export async function draw(
  box: HTMLElement,
  chat: Filing,
  message: Message,
  language: Language,
): Promise<void> {
  await styled();
  lang = language;
  show(box, placeOf(chat), message.attachments ?? [], language);
}
