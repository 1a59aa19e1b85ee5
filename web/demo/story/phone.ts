// What the story does and sees on the customer's phone: the real chat panel. Its handles stand here and
// nowhere else.
import type { Hand } from "./hand";
import { textOf } from "./hand";

const ANSWER_MS = 20_000;
/** A turn may say several things; it is over when nothing more came for so long. */
const QUIET_MS = 700;
const QUIET_LOOK_MS = 100;

const HANDLE = {
  field: "form.composer textarea",
  send: "form.composer button[type=submit]",
  message: ".msg[data-seq], .msg-notice[data-seq]",
  disclosure: ".msg-disclosure",
  card: ".msg-card",
  chip: ".msg-chip",
  person: ".head button.person",
  survey: "form.msg-survey",
  comment: ".msg-comment textarea",
  surveySend: ".msg-submit",
  typing: ".typing",
  who: ".msg-who",
  sheet: "dialog.sheet[open]",
  sheetClose: "dialog.sheet[open] .sheet-head button",
  verify: "dialog.sheet[open] .sheet-verify summary",
} as const;

/** One message as it stands on the screen. */
export interface Seen {
  seq: number;
  mine: boolean;
  /** Author kind: "ai", "human", "automation", "system", "contact". */
  kind: string;
  text: string;
  element: HTMLElement;
}

/** The customer's chat. */
export class PhoneScreen {
  constructor(
    readonly hand: Hand,
    private readonly quiet: (ms: number) => Promise<void>,
  ) {}

  messages(): Seen[] {
    return this.hand.all(HANDLE.message).map((element) => ({
      seq: Number(element.dataset.seq),
      mine: element.dataset.side === "mine",
      kind: element.dataset.kind ?? "",
      text: textOf(element.querySelector(".msg-bubble") ?? element.querySelector("p") ?? element),
      element,
    }));
  }

  /** The position of the last message, 0 while there is none. */
  last(): number {
    return Math.max(0, ...this.messages().map((m) => m.seq));
  }

  /** The panel is open, who answers was told, and it can be written to. */
  async ready(): Promise<void> {
    await this.hand.until("panel", () => this.hand.one(HANDLE.disclosure), ANSWER_MS);
    await this.hand.until("panel", () => this.hand.one(`${HANDLE.field}:not([disabled])`), ANSWER_MS);
  }

  /** Brings the first disclosure into view: a low screen may have scrolled past it. */
  showDisclosure(): void {
    this.hand.show(this.hand.one(HANDLE.disclosure), "start");
  }

  /** Writes and sends; gives the message's position. What already stands there after `since` is not said twice. */
  async say(text: string, since: number): Promise<number> {
    const said = () => this.messages().find((m) => m.mine && m.seq > since && m.text === text);
    const before = said();
    if (before) return before.seq;
    await this.hand.type("composer", () => this.hand.one(HANDLE.field), text);
    await this.hand.click("composer", () => this.hand.one(HANDLE.send));
    return (await this.hand.until("sent", said, ANSWER_MS)).seq;
  }

  /** Waits until the other side has answered what stands at `seq` and has finished. */
  async answer(seq: number, kinds: readonly string[] = ["ai"]): Promise<Seen> {
    const found = () => this.messages().filter((m) => !m.mine && m.seq > seq && kinds.includes(m.kind));
    await this.hand.until("answer", () => found().length > 0, ANSWER_MS);
    await this.settle();
    const last = found().at(-1);
    return last ?? this.answer(seq, kinds);
  }

  /** Waits until nothing new comes. */
  async settle(): Promise<void> {
    for (let calm = 0, last = this.last(); calm < QUIET_MS; calm += QUIET_LOOK_MS) {
      await this.quiet(QUIET_LOOK_MS);
      const now = this.last();
      if (now !== last || this.hand.one(HANDLE.typing)) calm = 0;
      last = now;
    }
  }

  /** A card that came after `since`. */
  card(since: number): HTMLElement | undefined {
    return this.messages()
      .filter((m) => m.seq > since)
      .map((m) => m.element.querySelector<HTMLElement>(HANDLE.card))
      .findLast((card) => card !== null) as HTMLElement | undefined;
  }

  chips(): HTMLElement[] {
    return this.hand.all(HANDLE.chip);
  }

  /** Taps the quick reply that `wanted` fits, else the first. */
  async tap(wanted: RegExp): Promise<void> {
    await this.hand.click(
      "replies",
      () => this.chips().find((c) => wanted.test(textOf(c))) ?? this.chips()[0],
    );
  }

  /** "assistant" while the button calls a person, else the person is called or here. */
  holder(): "assistant" | "person" {
    const idle = this.hand.one(HANDLE.person)?.dataset.idle;
    return idle === undefined || idle === "true" ? "assistant" : "person";
  }

  /** Asks for a person by the one button, unless one is on the way. */
  async callPerson(): Promise<void> {
    if (this.holder() === "person") return;
    await this.hand.click("person_button", () => this.hand.one(HANDLE.person));
    await this.hand.until("person_called", () => this.holder() === "person", ANSWER_MS);
  }

  survey(): HTMLElement | undefined {
    return this.hand.one(HANDLE.survey);
  }

  /** Answers the one question. */
  async rate(score: number, comment: string): Promise<void> {
    const form = await this.hand.until("survey", () => this.survey(), ANSWER_MS);
    this.hand.show(form, "center");
    const option = () =>
      this.survey()?.querySelector<HTMLElement>(`input[value="${score}"]`)?.closest("label");
    await this.hand.click("survey", option);
    if (comment) await this.hand.type("survey", () => this.hand.one(HANDLE.comment), comment);
    await this.hand.click("survey", () => this.hand.one(HANDLE.surveySend));
    await this.hand.until("survey_sent", () => !this.survey(), ANSWER_MS);
  }

  /** Opens "Siapa ini?" of one message. */
  async who(seq: number): Promise<HTMLElement> {
    const open = this.hand.one(HANDLE.sheet);
    if (open) return open;
    const label = () =>
      this.messages()
        .find((m) => m.seq === seq)
        ?.element.querySelector<HTMLElement>(HANDLE.who);
    this.hand.show(label(), "center");
    await this.hand.click("who", label);
    return this.hand.until("who", () => this.hand.one(HANDLE.sheet), ANSWER_MS);
  }

  /** Unfolds how to check a receipt. */
  async unfoldProof(): Promise<void> {
    const fold = () => this.hand.one(HANDLE.verify);
    if (fold()?.closest("details")?.open) return;
    await this.hand.click("receipt", fold);
    this.hand.show(fold()?.closest("details"));
  }

  async closeSheet(): Promise<void> {
    if (!this.hand.one(HANDLE.sheet)) return;
    await this.hand.click("who", () => this.hand.one(HANDLE.sheetClose));
  }
}
