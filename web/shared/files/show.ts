// The files of one message: pictures small, each opening larger in a dialog; everything else as a card with its kind, its size
// and a way to save it.
import type { Attachment } from "../api";
import { language as current, type Language } from "../i18n";
import { icon, make } from "./dom";
import { addressOf, isPicture, kindOf, type Place, sizeOf } from "./place";
import { t } from "./texts";

const kept = new Map<string, Promise<string>>();

const hidden = (words: string) => make("span", { className: "visually-hidden" }, words);

class Gone extends Error {}

async function fetched(place: Place, file: Attachment, variant?: "preview"): Promise<Blob> {
  const answer = await fetch(addressOf(place, file, variant), {
    headers: place.headers(),
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Gone(String(answer.status));
  return answer.blob();
}

/** An address under which the browser can draw a picture. */
function source(place: Place, file: Attachment, variant?: "preview"): Promise<string> {
  if (place.direct) return Promise.resolve(addressOf(place, file, variant));
  const key = `${file.id} ${variant}`;
  let url = kept.get(key);
  if (!url) {
    url = fetched(place, file, variant).then((blob) => URL.createObjectURL(blob));
    kept.set(key, url);
    url.catch(() => kept.delete(key));
  }
  return url;
}

async function save(place: Place, file: Attachment): Promise<void> {
  const url = URL.createObjectURL(await fetched(place, file));
  make("a", { href: url, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function saver(
  place: Place,
  file: Attachment,
  lang: Language,
  inside: (Node | string)[],
  className: string,
): HTMLElement {
  if (place.direct)
    return make("a", { className, href: addressOf(place, file), download: file.name }, ...inside);
  const note = make("span", { className: "file-note", role: "status" });
  const button = make("button", { type: "button", className }, ...inside, note);
  button.onclick = () => {
    note.textContent = "";
    save(place, file).catch((why) => {
      note.textContent = t(why instanceof Gone && why.message === "404" ? "gone" : "away", undefined, lang);
    });
  };
  return button;
}

/** A picture that could not be drawn says so in words, in its place. */
function drawInto(
  image: HTMLImageElement,
  place: Place,
  file: Attachment,
  lang: Language,
  variant?: "preview",
): void {
  const failed = () => {
    image.replaceWith(make("span", { className: "file-note", role: "status" }, t("gone", undefined, lang)));
  };
  image.onerror = failed;
  source(place, file, variant).then((url) => {
    image.src = url;
  }, failed);
}

/** Opens a picture large; the arrows go through those of the same message, Escape closes. */
export function enlarge(place: Place, pictures: readonly Attachment[], first: number, lang: Language): void {
  let at = first;
  const before = document.activeElement;
  const caption = make("p", { className: "file-caption", id: "file-caption", "aria-live": "polite" });
  const frame = make("div", { className: "file-frame" });
  const acts = make("div", { className: "file-acts" });
  const dialog = make(
    "dialog",
    { className: "file-dialog", "aria-labelledby": "file-caption" },
    caption,
    acts,
    frame,
  );
  const close = () => dialog.close();
  const go = (by: number) => {
    at = (at + by + pictures.length) % pictures.length;
    draw();
  };
  const button = (name: Parameters<typeof icon>[0], words: Parameters<typeof t>[0], run: () => void) =>
    make(
      "button",
      { type: "button", className: "file-button", "aria-label": t(words, undefined, lang), onclick: run },
      icon(name),
    );
  const draw = () => {
    const file = pictures[at];
    if (!file) return;
    const image = make("img", { alt: t("picture", { name: file.name }, lang) });
    if (file.width) image.width = file.width;
    if (file.height) image.height = file.height;
    caption.textContent = file.name;
    frame.replaceChildren(image);
    drawInto(image, place, file, lang);
    const focused = acts.contains(document.activeElement)
      ? document.activeElement?.getAttribute("aria-label")
      : null;
    acts.replaceChildren(
      ...(pictures.length > 1
        ? [button("left", "previous", () => go(-1)), button("right", "next", () => go(1))]
        : []),
      saver(
        place,
        file,
        lang,
        [
          icon("download"),
          make("span", { className: "file-act" }, t("download", undefined, lang)),
          hidden(` ${file.name}`),
        ],
        "file-button file-save",
      ),
      button("x", "close", close),
    );
    for (const act of acts.querySelectorAll<HTMLElement>("button")) {
      if (focused && act.getAttribute("aria-label") === focused) act.focus();
    }
  };
  dialog.onkeydown = (event) => {
    event.stopPropagation(); // nothing behind it acts on keys
    if (pictures.length > 1 && event.key === "ArrowLeft") go(-1);
    if (pictures.length > 1 && event.key === "ArrowRight") go(1);
  };
  dialog.onclick = (event) => {
    if (event.target === dialog || event.target === frame) close();
  };
  dialog.onclose = () => {
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
  draw();
  document.body.append(dialog);
  dialog.showModal();
}

/** Draws the files of a message into a box that is for nothing else; again with the same is nothing. */
export function show(
  box: HTMLElement,
  place: Place,
  files: readonly Attachment[],
  lang: Language = current.peek(),
): void {
  const stamp = `${lang} ${files.map((f) => f.id).join(" ")}`;
  if (box.dataset.drawn === stamp) return;
  box.dataset.drawn = stamp;
  const pictures = files.filter(isPicture);
  box.replaceChildren(
    ...files.map((file) => {
      if (!isPicture(file)) {
        const words = make(
          "span",
          { className: "file-words" },
          make("span", { className: "file-name" }, file.name),
          make(
            "span",
            { className: "file-kind" },
            `${t(kindOf(file.type), undefined, lang)} · ${sizeOf(file.size, lang)}`,
          ),
        );
        return saver(
          place,
          file,
          lang,
          [icon("file", 24), hidden(`${t("download", undefined, lang)} `), words, icon("download", 18)],
          "file-card",
        );
      }
      const image = make("img", {
        alt: t("picture", { name: file.name }, lang),
        loading: "lazy",
        decoding: "async",
      });
      // The place is there before the picture is, so that nothing jumps.
      const [w, h] = [file.width ?? 1, file.height ?? 1];
      const scale = Math.min(1, 260 / w, 260 / h);
      image.width = Math.max(48, Math.round(w * scale));
      image.height = Math.max(48, Math.round(h * scale));
      drawInto(image, place, file, lang, "preview");
      return make(
        "button",
        {
          type: "button",
          className: "file-picture",
          "aria-label": t("open", { name: file.name }, lang),
          "aria-haspopup": "dialog",
          onclick: () => enlarge(place, pictures, pictures.indexOf(file), lang),
        },
        image,
      );
    }),
  );
}
