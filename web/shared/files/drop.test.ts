import { describe, expect, it } from "vitest";
import { catchFiles } from "./drop";
import { refuseFiles } from "./refuse";
import { texts } from "./texts";

const FILE = new File(["x"], "nota.pdf");

/** As much of an element as a zone is. */
class Zone extends EventTarget {
  readonly ownerDocument = new EventTarget();
  readonly dataset: Record<string, string> = {};
  inside: unknown = this;
  dropping = false;
  toggleAttribute(_: string, on: boolean) {
    this.dropping = on;
  }
  contains(other: unknown) {
    return other === this.inside;
  }
}

/** A drag over something, as a browser tells it again and again; `types` is all that is known before the drop. */
function drag(name: string, on: EventTarget, types: string[], more: object = {}) {
  const event = new Event(name, { cancelable: true });
  const dataTransfer = { types, files: name === "drop" ? [FILE] : [], dropEffect: "move" };
  on.dispatchEvent(Object.assign(event, { dataTransfer, relatedTarget: null, ...more }));
  return { stopped: event.defaultPrevented, effect: dataTransfer.dropEffect };
}

function set(takes = true) {
  const zone = new Zone();
  const got: string[] = [];
  const tray = { add: (files: Iterable<File>) => got.push(...[...files].map((f) => f.name)) };
  const reader: { lang: "id" | "en" } = { lang: "id" };
  const stop = catchFiles(
    zone as unknown as HTMLElement,
    () => (takes ? tray : undefined),
    () => reader.lang,
  );
  const paste = (types: string[], files = [FILE]) => {
    const event = Object.assign(new Event("paste", { cancelable: true }), {
      clipboardData: { types, files },
    });
    zone.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { zone, got, stop, paste, reader };
}

describe("files over a zone", () => {
  it("are told what happens to them, in either language, and taken when they are let go", () => {
    const { zone, got, reader } = set();
    expect(drag("dragenter", zone, ["Files"])).toEqual({ stopped: true, effect: "copy" });
    expect(zone).toMatchObject({ dropping: true, dataset: { drop: texts.id.drop } });
    reader.lang = "en";
    drag("dragover", zone, ["Files"]);
    expect(zone.dataset.drop).toBe(texts.en.drop);
    expect(drag("drop", zone, ["Files"]).stopped).toBe(true);
    expect(got).toEqual(["nota.pdf"]);
    expect(zone.dropping).toBe(false);
  });

  it("are gone when they leave, not when they come to something within", () => {
    const { zone } = set();
    drag("dragover", zone, ["Files"]);
    drag("dragleave", zone, ["Files"], { relatedTarget: zone.inside });
    expect(zone.dropping).toBe(true);
    drag("dragleave", zone, ["Files"]);
    expect(zone.dropping).toBe(false);
  });

  it("are no words, and no picture of the page itself", () => {
    const { zone, got } = set();
    expect(drag("dragover", zone, ["text/plain"])).toEqual({ stopped: false, effect: "move" });
    expect(drag("drop", zone, ["text/plain"]).stopped).toBe(false);
    zone.ownerDocument.dispatchEvent(new Event("dragstart"));
    expect(drag("dragover", zone, ["text/html", "Files"]).stopped).toBe(false);
    drag("drop", zone, ["text/html", "Files"]);
    expect(zone.dropping).toBe(false);
    expect(got).toEqual([]);
    zone.ownerDocument.dispatchEvent(new Event("dragend"));
    expect(drag("dragover", zone, ["Files"]).stopped).toBe(true);
  });

  it("are not taken where nobody takes them, nor any more after the end", () => {
    const locked = set(false);
    expect(drag("dragover", locked.zone, ["Files"])).toEqual({ stopped: false, effect: "move" });
    expect(locked.zone.dropping).toBe(false);
    expect(locked.paste(["Files"])).toBe(false);
    const { zone, got, stop, paste } = set();
    drag("dragover", zone, ["Files"]);
    stop();
    expect(zone.dropping).toBe(false);
    drag("drop", zone, ["Files"]);
    paste(["Files"]);
    expect(got).toEqual([]);
  });

  it("are taken from the clipboard, where no words are in it", () => {
    const { got, paste } = set();
    expect(paste(["text/plain", "Files"])).toBe(false);
    expect(paste(["text/plain"], [])).toBe(false);
    expect(got).toEqual([]);
    expect(paste(["text/html", "Files"])).toBe(true);
    expect(got).toEqual(["nota.pdf"]);
  });
});

describe("files that nothing takes", () => {
  it("do not take the page's place", () => {
    const page = new EventTarget();
    refuseFiles(page);
    for (const name of ["dragenter", "dragover", "drop"])
      expect(drag(name, page, ["Files"])).toEqual({ stopped: true, effect: "none" });
    expect(drag("dragover", page, ["text/plain"])).toEqual({ stopped: false, effect: "move" });
  });

  it("are left to who took them, and to fields for files", () => {
    const page = new EventTarget();
    page.addEventListener("dragover", (event) => event.preventDefault());
    refuseFiles(page);
    expect(drag("dragover", page, ["Files"]).effect).toBe("move");
    const field = Object.assign(new EventTarget(), { closest: () => field });
    refuseFiles(field);
    expect(drag("drop", field, ["Files"])).toEqual({ stopped: false, effect: "move" });
  });
});
