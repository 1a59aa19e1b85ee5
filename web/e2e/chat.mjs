// The customer at the chat panel, by eye and hand: what stands on the screen, and what a person would do.
import assert from "node:assert/strict";
import { until } from "./house.mjs";

/** What a reader of the panel sees of each message. Runs in the page. */
function read() {
  const words = (element) => element?.innerText.trim() ?? "";
  return [...document.querySelectorAll(".msg, .msg-notice")].map((element) => {
    const notice = element.matches(".msg-notice");
    const bubble = element.querySelector(".msg-bubble")?.cloneNode(true);
    bubble?.querySelector(".msg-sources")?.remove();
    return {
      seq: Number(element.dataset.seq ?? 0),
      kind: element.dataset.kind,
      type: notice ? "notice" : element.dataset.type,
      mine: element.dataset.side === "mine",
      ai: element.dataset.ai ?? "",
      label: words(element.querySelector(".msg-label > span:not(.mark):not(.visually-hidden)")),
      said: words(element.querySelector(":scope > .visually-hidden")),
      text: notice
        ? [...element.querySelectorAll("p")].map(words).join("\n")
        : (bubble?.textContent.trim() ?? ""),
      disclosure: words(element.querySelector(".msg-disclosure > div > p:last-child")),
      elements: element.querySelector(".msg-disclosure")?.dataset.disclosure ?? "",
      card: words(element.querySelector(".msg-card")),
      sources: words(element.querySelector(".msg-sources")),
      chips: [...element.querySelectorAll(".msg-chip")].map(words),
      language: element.querySelector(".msg-body")?.lang ?? element.lang,
    };
  });
}

export class Chat {
  constructor(visitor, page, frame) {
    this.visitor = visitor;
    this.page = page;
    this.frame = frame;
  }

  get texts() {
    return this.frame.locator("main.talk");
  }

  // ---- eyes ----

  messages() {
    return this.frame.evaluate(read);
  }

  async last() {
    return Math.max(0, ...(await this.messages()).map((m) => m.seq));
  }

  /** The state under one's own last message: queued, sending, sent, delivered, or failed. */
  progress() {
    return this.frame.evaluate(() => {
      const last = [...document.querySelectorAll(".msg[data-side=mine]")].at(-1);
      if (last?.querySelector(".failed")) return "failed";
      return last?.querySelector(".own-state")?.dataset.progress ?? "";
    });
  }

  seesProgress(state) {
    return this.seen(`own message is ${state}`, async () => (await this.progress()) === state);
  }

  /** The words on the button in the head that leads to a person. */
  personButton() {
    return this.frame.locator(".head button.person").innerText();
  }

  seesPersonButton(words) {
    return this.seen(`the button says "${words}"`, async () => (await this.personButton()).trim() === words);
  }

  bars() {
    return this.frame.locator(".bars").innerText();
  }

  /** Waits until something on the screen is true; what stands there is told where it does not come. */
  seen(what, probe, options = {}) {
    const tell = async () => ({ messages: (await this.messages()).slice(-6), bars: await this.bars() });
    return until(what, probe, { tell, ...options });
  }

  /** The first message after a position that fits; `match` is a test or a part of its text. */
  heard(after, match, options) {
    const fits = typeof match === "function" ? match : (m) => m.text.includes(match);
    const what = typeof match === "function" ? String(match) : `"${match}"`;
    return this.seen(
      `a message after ${after}: ${what}`,
      async () => (await this.messages()).find((m) => m.seq > after && !m.mine && fits(m)),
      options,
    );
  }

  // ---- hands ----

  async ready() {
    await this.frame.waitForSelector("#text:not([disabled])");
  }

  /** Writes and sends; the position of what was said. */
  async say(text) {
    const before = await this.last();
    await this.write(text);
    const said = await this.seen(`sent: "${text}"`, async () =>
      (await this.messages()).find((m) => m.mine && m.seq > before && m.text === text),
    );
    return said.seq;
  }

  /** Writes and presses Enter, and waits for nothing. */
  async write(text) {
    await this.frame.fill("#text", text);
    await this.frame.press("#text", "Enter");
  }

  /** Says something and returns the first answer to it that fits. */
  async ask(text, match = (m) => m.kind !== "system") {
    return this.heard(await this.say(text), match);
  }

  async tap(chip) {
    await this.frame.locator(".msg-chip", { hasText: chip }).click();
  }

  async callPerson() {
    await this.frame.click(".head button.person");
  }

  /** Opens "Siapa ini?" of the message at a position. */
  async openSheet(seq) {
    await this.frame.click(`[data-seq="${seq}"] .msg-who`);
    await this.frame.waitForSelector("dialog.sheet[open]");
  }

  /** The id of the conversation, as an agent's console knows it. */
  conversation(key) {
    return this.frame.evaluate((k) => JSON.parse(localStorage.getItem(`terang:${k}:conversation`)), key);
  }

  /** Loads the page anew; the panel may open by itself, as the loader remembers. */
  async reload() {
    await this.page.reload();
    this.frame = await panelOf(this.page);
  }

  close() {
    return this.visitor.close();
  }
}

/** The panel's frame in a page that embeds it, or the page itself where the panel stands alone. */
async function panelOf(page) {
  const frame = await until("the panel's frame", () =>
    page.frames().find((f) => f.url().includes("/w/panel")),
  );
  await frame.waitForSelector("main.talk");
  return frame;
}

/** Where the launcher stands: 56 px, 16 px from the corner. A closed shadow root gives no handle on it. */
export function launcher(page) {
  const { width, height } = page.viewportSize();
  return { x: width - 16 - 28, y: height - 16 - 28 };
}

/** A customer who opens the chat in a page of a shop, as its one script tag put it there. */
export async function inShop(visitor, shop = `${visitor.origin}/demo/shop`) {
  const page = await visitor.context.newPage();
  await page.goto(shop);
  await page.waitForSelector("terang-chat", { state: "attached" });
  const { x, y } = launcher(page);
  await page.mouse.click(x, y);
  const chat = new Chat(visitor, page, await panelOf(page));
  await chat.ready();
  return chat;
}

/** A customer at the panel alone in a tab. */
export async function alone(visitor, key, language = "id") {
  const page = await visitor.page(`/w/panel?key=${key}&lang=${language}`);
  const chat = new Chat(visitor, page, page.mainFrame());
  await chat.ready();
  return chat;
}

/** Fails unless each message by a machine says so: to the eye, to a screen reader, and in the markup. */
export function labelled(messages, words = "Asisten AI|Pesan otomatis|AI assistant|Automated message") {
  const machine = messages.filter((m) => m.kind === "ai" || m.kind === "automation");
  assert.ok(machine.length > 0, "no machine has said anything");
  for (const m of machine) {
    assert.match(m.label, new RegExp(`^(${words})$`), `label of ${m.seq}`);
    assert.match(m.said, new RegExp(`^(${words}):$`), `spoken label of ${m.seq}`);
    assert.equal(m.ai, m.kind, `data-ai of ${m.seq}`);
  }
}
