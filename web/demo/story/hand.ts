// The hand that plays the story: it looks, waits, types and clicks inside the frames of the real widget and
// the real console, as a person would. It makes nothing up: what does not happen ends as NotThere.

/** The try was given up: the viewer took over or began again. Never shown. */
export class GivenUp extends Error {}

/** Something did not come in time; `what` is a key of the texts. */
export class NotThere extends Error {
  constructor(readonly what: string) {
    super(`not there: ${what}`);
  }
}

/** How fast the hand is. */
export interface Tempo {
  /** Milliseconds for one key; 0 puts the whole text at once (reduced motion). */
  key: number;
  /** Milliseconds that a text of this length is left to be read. */
  read: (length: number) => number;
  /** Milliseconds of rest before a click, so that the eye arrives first. */
  aim: number;
}

const READ_LEAST_MS = 1_800;
const READ_MOST_MS = 6_500;
const READ_PER_CHARACTER_MS = 42;

/** Calm for people; `quick` is for tests and for the impatient. */
export function tempo(reducedMotion: boolean, quick: boolean): Tempo {
  const read = (n: number) => Math.min(READ_MOST_MS, Math.max(READ_LEAST_MS, n * READ_PER_CHARACTER_MS));
  if (quick) return { key: 0, read: () => 60, aim: 30 };
  return { key: reducedMotion ? 0 : 34, read, aim: 620 };
}

/** What holds the hand back while the story is paused. */
export interface Gate {
  /** Resolves while the story moves; rejects with GivenUp once this try is over. */
  pass: () => Promise<void>;
  /** Milliseconds that count only while the story moves. */
  sleep: (ms: number) => Promise<void>;
}

/** Where the hand points, in pixels of its frame; null where it rests. */
export interface Pointing {
  x: number;
  y: number;
  /** Raised by each press, so that the same spot shows twice. */
  press: number;
}

const LOOK_EVERY_MS = 60;
/** A little unevenness, so that typing looks like typing; the same every time. */
const RHYTHM = [1, 0.7, 1.2, 0.8, 1.5, 0.6, 1.1, 0.9, 0.7, 1.3];

/** A hand in one frame. */
export class Hand {
  private presses = 0;

  constructor(
    private readonly frame: () => HTMLIFrameElement | null,
    private readonly gate: Gate,
    private readonly tempo: Tempo,
    private readonly point: (at: Pointing | null) => void,
  ) {}

  /** The frame's document once it is there. */
  get page(): Document | null {
    try {
      const page = this.frame()?.contentDocument ?? null;
      return page?.location.href === "about:blank" ? null : page;
    } catch {
      return null;
    }
  }

  all(selector: string): HTMLElement[] {
    return this.page ? [...this.page.querySelectorAll<HTMLElement>(selector)].filter(shown) : [];
  }

  one(selector: string): HTMLElement | undefined {
    return this.all(selector)[0];
  }

  /** Looks until `probe` finds something. Time in which the story is paused does not count. */
  async until<T>(what: string, probe: () => T | null | undefined | false, withinMs: number): Promise<T> {
    for (let waited = 0; ; waited += LOOK_EVERY_MS) {
      await this.gate.pass();
      const found = probe();
      if (found !== null && found !== undefined && found !== false) return found;
      if (waited >= withinMs) throw new NotThere(what);
      await this.gate.sleep(LOOK_EVERY_MS);
    }
  }

  /** Moves to an element and clicks it. It is looked up again before the click: lists move. */
  async click(what: string, probe: () => HTMLElement | null | undefined, withinMs = 8_000): Promise<void> {
    const usable = () => {
      const element = probe();
      return element && shown(element) && !off(element) ? element : null;
    };
    this.aimAt(await this.until(what, usable, withinMs));
    await this.gate.sleep(this.tempo.aim);
    const element = await this.until(what, usable, withinMs);
    await this.gate.pass();
    this.aimAt(element, true);
    this.keepFocus(() => element.click());
    await this.gate.sleep(this.tempo.aim / 3);
    this.point(null);
  }

  /** Types into a field, over what stands there. */
  async type(what: string, probe: () => HTMLElement | null | undefined, text: string): Promise<void> {
    const field = () => {
      const element = probe();
      return element && isField(element) && !off(element) ? element : null;
    };
    const first = await this.until(what, field, 8_000);
    this.aimAt(first);
    if (first.value !== "") put(first, "");
    await this.gate.sleep(this.tempo.aim / 2);
    // What is typed is seen growing; a hand on top would hide it.
    this.point(null);
    const { key } = this.tempo;
    if (key > 0) {
      let typed = "";
      for (const [i, letter] of [...text].entries()) {
        await this.gate.pass();
        typed += letter;
        put(await this.until(what, field, 2_000), typed);
        await this.gate.sleep(key * (RHYTHM[i % RHYTHM.length] ?? 1) * (letter === " " ? 1.6 : 1));
      }
    }
    await this.gate.pass();
    const last = await this.until(what, field, 2_000);
    if (last.value !== text) put(last, text);
    await this.gate.sleep(this.tempo.aim / 2);
  }

  /** Leaves time for `text` to be read. */
  async read(text: string | number): Promise<void> {
    await this.gate.sleep(this.tempo.read(typeof text === "number" ? text : text.length));
  }

  /** Brings an element into view, smoothly where motion is welcome. */
  show(element: Element | null | undefined, block: "nearest" | "start" | "center" = "nearest"): void {
    if (element) bring(element, block, this.tempo.key > 0 ? "smooth" : "auto");
  }

  /** The same, and looks again after a moment: a list that follows its end may have moved meanwhile. */
  async showAt(element: Element | null | undefined, block: "start" | "center"): Promise<void> {
    this.show(element, block);
    await this.gate.sleep(this.tempo.aim);
    if (element) bring(element, block, "auto");
  }

  private aimAt(element: HTMLElement, pressed = false): void {
    bring(element, "nearest", "auto");
    const box = element.getBoundingClientRect();
    if (pressed) this.presses++;
    this.point({
      x: box.left + Math.min(box.width / 2, 120),
      y: box.top + box.height / 2,
      press: this.presses,
    });
  }

  /** The widget moves its focus after a click; a viewer who stands on a control of ours stays there. */
  private keepFocus(act: () => void): void {
    const before = document.activeElement;
    act();
    if (!(before instanceof HTMLElement) || before instanceof HTMLIFrameElement || before === document.body)
      return;
    for (const ms of [0, 60])
      setTimeout(() => {
        if (document.activeElement instanceof HTMLIFrameElement) before.focus({ preventScroll: true });
      }, ms);
  }
}

type Field = HTMLTextAreaElement | HTMLInputElement;

/** instanceof does not reach into frames: each has its own classes. */
const isField = (element: HTMLElement): element is Field =>
  element.tagName === "TEXTAREA" || element.tagName === "INPUT";

function put(field: Field, text: string): void {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Whether a person could see it (somewhere on the page). */
export function shown(element: Element): boolean {
  const box = element.getBoundingClientRect();
  if (box.width === 0 || box.height === 0) return false;
  return element.ownerDocument.defaultView?.getComputedStyle(element).visibility !== "hidden";
}

function off(element: HTMLElement): boolean {
  return element.getAttribute("aria-disabled") === "true" || (element as HTMLButtonElement).disabled === true;
}

/**
 * Scrolls the list that an element stands in, and nothing around it: scrollIntoView would move the pages around
 * the frame too. What can be seen is left where it is.
 */
function bring(element: Element, block: "nearest" | "start" | "center", behavior: ScrollBehavior): void {
  const list = scrollerOf(element);
  if (!list) return;
  const [box, room] = [element.getBoundingClientRect(), list.getBoundingClientRect()];
  const tall = box.height > room.height - 2 * AIR;
  const fromTop = box.top - room.top - AIR;
  const fromBottom = box.bottom - room.bottom + AIR;
  let by = 0;
  if (block === "start" || tall) by = fromTop;
  else if (block === "center") by = box.top + box.height / 2 - (room.top + room.height / 2);
  else if (fromTop < 0) by = fromTop;
  else if (fromBottom > 0) by = fromBottom;
  if (Math.abs(by) > 1) list.scrollBy({ top: by, behavior });
}

const AIR = 12;

function scrollerOf(element: Element): Element | null {
  for (let at = element.parentElement; at && at !== at.ownerDocument.body; at = at.parentElement) {
    const flow = at.ownerDocument.defaultView?.getComputedStyle(at).overflowY;
    if ((flow === "auto" || flow === "scroll") && at.scrollHeight > at.clientHeight + 1) return at;
  }
  return null;
}

/** The visible text of an element on one line. */
export const textOf = (element: Element | null | undefined): string =>
  (element?.textContent ?? "").replace(/\s+/g, " ").trim();
