// Files that are dragged over a place or pasted into it, on their way into a tray.
import { language as current, type Language } from "../i18n";
import { carries, within } from "./refuse";
import { t } from "./texts";

/** What takes them: the same as the button does. */
interface Taker {
  add(files: Iterable<File>): void;
}

/**
 * Takes files that are dropped on a zone or pasted into it, as long as somebody takes them; what lies over the zone, such as a
 * dialog, is not part of it. While they are dragged over it the zone says what happens to them. Gives back a way to stop.
 */
export function catchFiles(
  zone: HTMLElement,
  taker: () => Taker | undefined,
  lang: () => Language = () => current.peek(),
): () => void {
  /** A browser calls a picture of the page itself a file: what a message shows is not attached by being dragged. */
  let own = false;
  const mark = (on: boolean) => {
    if (on) zone.dataset.drop = t("drop", undefined, lang());
    zone.toggleAttribute("data-dropping", on);
  };
  const taken = (event: DragEvent): Taker | undefined =>
    carries(event) && !own && !within("dialog", event.target) ? taker() : undefined;
  // Told again and again while files are over the zone, so it is right even where an element went away under them.
  const over = (event: DragEvent) => {
    const takes = taken(event) !== undefined;
    mark(takes);
    if (!takes || !event.dataTransfer) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  };
  const leave = (event: DragEvent) => {
    if (!zone.contains(event.relatedTarget as Node | null)) mark(false);
  };
  const drop = (event: DragEvent) => {
    mark(false);
    const takes = taken(event);
    if (!takes) return;
    event.preventDefault();
    takes.add([...(event.dataTransfer?.files ?? [])]);
  };
  const paste = (event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])];
    // A copied table is text and a picture of it: the text is what was meant.
    if (files.length === 0 || event.clipboardData?.types.includes("text/plain")) return;
    const takes = within("dialog", event.target) ? undefined : taker();
    if (!takes) return;
    event.preventDefault();
    takes.add(files);
  };
  const from = (event: Event) => {
    own = event.type === "dragstart";
  };
  const page = zone.ownerDocument;
  const heard: readonly (readonly [EventTarget, string, (event: never) => void])[] = [
    [zone, "dragenter", over],
    [zone, "dragover", over],
    [zone, "dragleave", leave],
    [zone, "drop", drop],
    [zone, "paste", paste],
    [page, "dragstart", from],
    [page, "dragend", from],
  ];
  for (const [where, name, run] of heard) where.addEventListener(name, run as EventListener);
  return () => {
    for (const [where, name, run] of heard) where.removeEventListener(name, run as EventListener);
    mark(false);
  };
}
