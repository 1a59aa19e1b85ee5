// What is attached and not yet sent: each file with its picture or name, how far it is, and what went wrong in words. A tray
// belongs to one conversation, not to its place on the screen: uploads go on while one writes or looks elsewhere, and what is
// there already is kept over a reload.
import type { Attachment } from "../api";
import { language as current, type Language } from "../i18n";
import { icon, make } from "./dom";
import { addressOf, isPicture, MAX_BYTES, MAX_FILES, type Place, sizeOf } from "./place";
import { t } from "./texts";
import { NotUploaded, type Upload, upload } from "./upload";

interface Item {
  name: string;
  /** Given while the page that chose it lives. */
  file: File | undefined;
  picture: string;
  part: number;
  upload: Upload | undefined;
  done: Attachment | undefined;
  problem: string;
  later: boolean;
}

/** What a tray is told of its surroundings. */
export interface TrayParts {
  place: Place;
  /** Kept over a reload. */
  load: () => readonly Attachment[];
  save: (files: readonly Attachment[]) => void;
}

/** What the kinds are by name; the server decides by content. */
export const ACCEPT =
  ".jpg,.jpeg,.png,.gif,.webp,.pdf,.csv,.txt,.log,.md,.docx,.xlsx,.pptx,.odt,.ods,.odp,.mp3,.ogg,.oga,.opus,.m4a,.wav";

const canSave = (item: Item): item is Item & { done: Attachment } => item.done !== undefined;

export class Tray {
  readonly #parts: TrayParts;
  #items: Item[] = [];
  #note = "";
  #box: HTMLElement | undefined;
  #lang: Language = "id";
  #changed: () => void = () => undefined;

  constructor(parts: TrayParts) {
    this.#parts = parts;
    this.#items = parts.load().map((done) => ({
      name: done.name,
      file: undefined,
      picture: "",
      part: 1,
      upload: undefined,
      done,
      problem: "",
      later: false,
    }));
  }

  get empty(): boolean {
    return this.#items.length === 0;
  }

  /** What can be sent now. */
  get ready(): Attachment[] {
    return this.#items.filter(canSave).map((i) => i.done);
  }

  /** Whether all that is attached can be sent; where not, the tray says why. */
  settled(): boolean {
    const waits = this.#items.find((i) => !i.done);
    const over = this.#items.length > MAX_FILES; // some came back
    if (waits) this.#note = t(waits.problem ? "mend" : "wait", undefined, this.#lang);
    else this.#note = over ? t("too_many", { max: MAX_FILES }, this.#lang) : "";
    this.#draw();
    return !waits && !over;
  }

  /** They are sent, or on their way. */
  clear(): void {
    for (const item of this.#items) this.#forget(item);
    this.#items = [];
    this.#note = "";
    this.#keep();
  }

  /** What was sent and came back to be changed. */
  giveBack(files: readonly Attachment[]): void {
    for (const done of files.filter((f) => !this.#items.some((i) => i.done?.id === f.id)))
      this.#items.push({
        name: done.name,
        file: undefined,
        picture: "",
        part: 1,
        upload: undefined,
        done,
        problem: "",
        later: false,
      });
    this.#keep();
  }

  add(files: Iterable<File>): void {
    this.#note = "";
    for (const file of files) {
      if (this.#items.length >= MAX_FILES) {
        this.#note = t("too_many", { max: MAX_FILES }, this.#lang);
        break;
      }
      if (file.size > MAX_BYTES && !/^image\/(jpeg|png|webp)$/.test(file.type)) {
        this.#note = t("too_large", { name: file.name, limit: sizeOf(MAX_BYTES, this.#lang) }, this.#lang);
        continue;
      }
      const item: Item = {
        name: file.name || "file",
        file,
        picture: file.type.startsWith("image/") ? URL.createObjectURL(file) : "",
        part: 0,
        upload: undefined,
        done: undefined,
        problem: "",
        later: false,
      };
      this.#items.push(item);
      this.#start(item);
    }
    this.#draw();
  }

  /** Puts the tray on the screen, in a box that is for nothing else. */
  mount(box: HTMLElement, changed: () => void, lang: Language = current.peek()): void {
    this.#box = box;
    this.#changed = changed;
    this.#lang = lang;
    this.#draw();
  }

  /** It goes off the screen; what is under way goes on. */
  unmount(box: HTMLElement): void {
    if (this.#box !== box) return;
    this.#box = undefined;
    this.#changed = () => undefined;
  }

  #start(item: Item): void {
    if (!item.file) return;
    item.problem = "";
    item.part = 0;
    const way = upload(this.#parts.place, item.file, (part) => {
      item.part = part;
      this.#progress(item);
    });
    item.upload = way;
    way.done.then(
      (done) => {
        item.upload = undefined;
        item.done = done;
        item.name = done.name;
        if (!this.#items.includes(item)) this.#discard(done);
        else this.#keep();
      },
      (why) => {
        item.upload = undefined;
        const known = why instanceof NotUploaded ? why : undefined;
        item.problem = known?.detail || t("failed", undefined, this.#lang);
        item.later = known?.later ?? true;
        this.#draw();
      },
    );
  }

  #remove(item: Item): void {
    const at = this.#items.indexOf(item);
    this.#items = this.#items.filter((i) => i !== item);
    item.upload?.stop();
    this.#forget(item);
    if (item.done) this.#discard(item.done);
    this.#note = "";
    this.#keep();
    const next = this.#box?.querySelectorAll<HTMLElement>(".file-remove");
    (
      next?.[Math.min(at, (next.length || 1) - 1)] ?? this.#box?.querySelector<HTMLElement>(".file-attach")
    )?.focus();
  }

  /** Tells the server at once; what is missed here it forgets by itself. */
  #discard(file: Attachment): void {
    fetch(addressOf(this.#parts.place, file), {
      method: "DELETE",
      headers: this.#parts.place.headers(),
      credentials: "same-origin",
    }).catch(() => undefined);
  }

  #forget(item: Item): void {
    if (item.picture) URL.revokeObjectURL(item.picture);
    item.picture = "";
  }

  #keep(): void {
    this.#parts.save(this.ready);
    this.#draw();
  }

  #progress(item: Item): void {
    const bar = this.#box?.querySelectorAll("progress")[this.#items.filter((i) => i.upload).indexOf(item)];
    if (!bar) return;
    bar.value = item.part;
    const percent = Math.round(item.part * 100);
    bar.ariaLabel = t("uploading", { name: item.name, percent }, this.#lang);
  }

  #draw(): void {
    const box = this.#box;
    this.#changed();
    if (!box) return;
    const lang = this.#lang;
    const focused = box.contains(document.activeElement)
      ? document.activeElement?.getAttribute("aria-label")
      : null;
    let list = box.querySelector<HTMLElement>(".file-tray");
    if (!list) {
      list = make("ul", { className: "file-tray" });
      box.append(list, make("p", { className: "file-tray-note", role: "status" }));
      if (!box.querySelector("input")) box.append(picker(this)); // else it has one of its own
    }
    list.setAttribute("aria-label", t("attached", undefined, lang));
    list.hidden = this.empty;
    list.replaceChildren(...this.#items.map((item) => this.#row(item, lang)));
    const attach = box.querySelector<HTMLElement>(".file-attach");
    attach?.setAttribute("aria-label", t("attach", undefined, lang));
    attach?.setAttribute("title", t("attach", undefined, lang));
    const note = box.querySelector<HTMLElement>(".file-tray-note");
    const last = this.#items.at(-1);
    if (note) {
      note.textContent = this.#note || (last?.done ? t("ready", { name: last.name }, lang) : "");
      note.classList.toggle("visually-hidden", !this.#note);
    }
    if (focused)
      for (const button of box.querySelectorAll<HTMLElement>("button"))
        if (button.getAttribute("aria-label") === focused) button.focus();
  }

  #row(item: Item, lang: Language): HTMLElement {
    const { done } = item;
    const src = item.problem
      ? ""
      : item.picture ||
        (done && isPicture(done) && this.#parts.place.direct
          ? addressOf(this.#parts.place, done, "preview")
          : "");
    const state = item.problem
      ? make("span", { className: "file-problem", role: "alert" }, item.problem)
      : done
        ? make("span", { className: "file-kind" }, sizeOf(done.size, lang))
        : make("progress", {
            value: item.part,
            max: 1,
            "aria-label": t("uploading", { name: item.name, percent: Math.round(item.part * 100) }, lang),
          });
    return make(
      "li",
      { className: "file-item", "data-state": item.problem ? "failed" : done ? "ready" : "uploading" },
      src ? make("img", { src, alt: "", width: 40, height: 40 }) : icon("file", 24),
      make("span", { className: "file-words" }, make("span", { className: "file-name" }, item.name), state),
      !!item.problem &&
        item.later &&
        !!item.file &&
        make(
          "button",
          {
            type: "button",
            className: "file-button file-retry",
            onclick: () => {
              this.#start(item);
              this.#draw();
            },
          },
          icon("retry", 18),
          make("span", {}, t("retry", undefined, lang)),
        ),
      make(
        "button",
        {
          type: "button",
          className: "file-button file-remove",
          "aria-label": t("remove", { name: item.name }, lang),
          onclick: () => this.#remove(item),
        },
        icon("x", 18),
      ),
    );
  }
}

/** The button that opens the system's own choice of files. */
function picker(tray: Tray): HTMLElement {
  const input = make("input", { type: "file", multiple: true, accept: ACCEPT, hidden: true, tabIndex: -1 });
  input.onchange = () => {
    tray.add([...(input.files ?? [])]);
    input.value = "";
  };
  const button = make(
    "button",
    { type: "button", className: "file-attach", onclick: () => input.click() },
    icon("paperclip", 22),
  );
  return make("span", { className: "file-picker" }, button, input);
}
