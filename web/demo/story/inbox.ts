// What the story does and sees in the agents' inbox: the real console. Its handles stand here and nowhere else.
import type { Hand } from "./hand";
import { textOf } from "./hand";

const COME_MS = 20_000;

const HANDLE = {
  ready: ".shell",
  view: (name: string) => `.view[data-view="${name}"]`,
  row: (id: string) => `[data-row="${CSS.escape(id)}"]`,
  conversation: ".conversation .head",
  back: ".conversation .head > .icon-button:first-child",
  card: ".handover",
  cardRead: ".handover-head .button",
  action: ".conversation .head-actions > button, .conversation .locked button",
  menu: ".head-actions .menu > button",
  item: ".head-actions [role=menuitem]",
  field: "textarea.composer-text",
  replyTab: '.composer-tab[data-kind="reply"]',
  send: '.composer-foot .button[data-kind="main"]',
  said: ".msg[data-seq]",
} as const;

/** The names of the two controls, in both languages of the console. */
const CLAIM = /^(ambil|claim|take)/i;
const RESOLVE = /^(selesaikan|resolve)/i;

const nameOf = (element: HTMLElement): string => element.getAttribute("aria-label") ?? textOf(element);

/** The agent's workplace. */
export class InboxScreen {
  constructor(readonly hand: Hand) {}

  /** The console is open and somebody is signed in. */
  async ready(): Promise<void> {
    await this.hand.until("console", () => this.hand.one(HANDLE.ready), COME_MS);
  }

  /** On a narrow screen a conversation hides the list: one step back. */
  private async toList(): Promise<void> {
    if (this.hand.one(HANDLE.view("queue")) || !this.hand.one(HANDLE.back)) return;
    await this.hand.click("console", () => this.hand.one(HANDLE.back));
  }

  /** Shows a view of the list, by its tab. */
  async view(name: "queue" | "mine"): Promise<void> {
    await this.toList();
    const tab = () => this.hand.one(HANDLE.view(name));
    if (tab()?.hasAttribute("aria-current")) return;
    await this.hand.click("console", tab);
  }

  /** The conversation stands in the list. */
  async listed(id: string): Promise<void> {
    const row = await this.hand.until("queue_row", () => this.hand.one(HANDLE.row(id)), COME_MS);
    this.hand.show(row);
  }

  /** Opens the conversation from the list. */
  async open(id: string): Promise<void> {
    if (!this.opened(id)) await this.hand.click("queue_row", () => this.hand.one(HANDLE.row(id)), COME_MS);
    await this.hand.until("conversation", () => this.hand.one(HANDLE.conversation), COME_MS);
  }

  /** Whether the address of the console names the conversation. */
  opened(id: string): boolean {
    return this.hand.page?.location.hash.includes(id) ?? false;
  }

  /** The text of the hand-over card, once it is there. */
  async card(): Promise<string> {
    return textOf(await this.hand.until("card", () => this.hand.one(HANDLE.card), COME_MS));
  }

  /** Puts the card away once it was read. */
  async cardRead(): Promise<void> {
    if (!this.hand.one(HANDLE.card)) return;
    await this.hand.click("card", () => this.hand.one(HANDLE.cardRead));
  }

  /** A control of the conversation by its name: where it stands differs with the room there is. */
  private action(name: RegExp): HTMLElement | undefined {
    return this.hand.all(HANDLE.action).find((e) => name.test(nameOf(e)));
  }

  /** Takes the conversation; it is ours once there is a field to write in. */
  async claim(): Promise<void> {
    if (!this.hand.one(HANDLE.field)) await this.hand.click("claim", () => this.action(CLAIM));
    await this.hand.until("claim", () => this.hand.one(HANDLE.field), COME_MS);
  }

  /** Writes as the person; gives the position of what was said. What already stands there is not said twice. */
  async reply(text: string): Promise<number> {
    const said = () =>
      this.hand
        .all(HANDLE.said)
        .find((m) => m.dataset.kind === "human" && textOf(m.querySelector(".msg-bubble")) === text);
    if (!said()) {
      const tab = this.hand.one(HANDLE.replyTab);
      if (tab?.getAttribute("aria-selected") === "false") await this.hand.click("reply", () => tab);
      await this.hand.type("reply", () => this.hand.one(HANDLE.field), text);
      await this.hand.click("reply", () => this.hand.one(HANDLE.send));
    }
    return Number((await this.hand.until("reply", said, COME_MS)).dataset.seq);
  }

  /** Closes the matter. */
  async resolve(): Promise<void> {
    if (!this.hand.one(HANDLE.field)) return;
    // Where there is little room it stands in the menu.
    if (this.action(RESOLVE)) await this.hand.click("resolve", () => this.action(RESOLVE));
    else {
      if (!this.hand.one(HANDLE.item)) await this.hand.click("resolve", () => this.hand.one(HANDLE.menu));
      const item = () => this.hand.all(HANDLE.item).find((i) => RESOLVE.test(textOf(i)));
      await this.hand.click("resolve", item);
    }
    await this.hand.until("resolve", () => !this.hand.one(HANDLE.field), COME_MS);
  }
}
