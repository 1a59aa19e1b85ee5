// The agent at the console, by eye and hand.
import { until } from "./house.mjs";

function read() {
  const words = (element) => element?.innerText.trim() ?? "";
  return [...document.querySelectorAll(".messages .msg, .messages .msg-notice")].map((element) => ({
    seq: Number(element.dataset.seq ?? 0),
    kind: element.dataset.kind,
    type: element.matches(".msg-notice") ? "notice" : element.dataset.type,
    label: words(element.querySelector(".msg-label > span:not(.mark):not(.visually-hidden)")),
    said: words(element.querySelector(":scope > .visually-hidden")),
    text: words(element.querySelector(".msg-bubble") ?? element.querySelector("p")),
    card: words(element.querySelector(".msg-card")),
    disclosure: words(element.querySelector(".msg-disclosure > div > p:last-child")),
  }));
}

export class Desk {
  constructor(visitor, page) {
    this.visitor = visitor;
    this.page = page;
  }

  messages() {
    return this.page.evaluate(read);
  }

  /** The first message with this text. */
  heard(text) {
    return until(
      `in the console: "${text}"`,
      async () => (await this.messages()).find((m) => m.seq > 0 && m.text.includes(text)),
      { tell: () => this.messages() },
    );
  }

  async go(hash) {
    await this.page.evaluate((h) => {
      location.hash = h;
    }, hash);
  }

  /** Waits for a conversation in a view's list and opens it there. */
  async open(id, view = "queue") {
    await this.go(`#/${view}`);
    await this.page.click(`[data-row="${id}"]`);
    await this.page.waitForSelector(".messages");
  }

  async claim() {
    await this.page.click(".locked .button[data-kind=main]");
    await this.page.waitForSelector(".composer-text");
  }

  async write(kind, text) {
    await this.page.click(`.composer-tab[data-kind=${kind}]`);
    await this.page.fill(".composer-text", text);
    await this.page.press(".composer-text", "Control+Enter");
    return this.heard(text);
  }

  reply(text) {
    return this.write("reply", text);
  }

  note(text) {
    return this.write("note", text);
  }

  /** Does something that the head offers, as its own button or in its menu. */
  async act(name) {
    const main = this.page.locator(".head-actions > .button", { hasText: name });
    if ((await main.count()) > 0) return main.click();
    await this.page.click(".head-actions .menu > button");
    await this.page.locator("[role=menuitem]", { hasText: name }).click();
  }

  async handBack(note = "") {
    await this.act("Kembalikan ke asisten");
    await this.page.fill("dialog[open] textarea", note);
    await this.page.click("dialog[open] button[type=submit]");
    await this.page.waitForSelector("dialog[open]", { state: "detached" });
  }

  async resolve() {
    await this.act("Selesaikan");
    await this.page.locator(".head-holder", { hasText: "Selesai" }).waitFor();
  }

  holder() {
    return this.page.locator(".head-holder").innerText();
  }

  close() {
    return this.visitor.close();
  }
}

/** A person of the brand with the console open; online, as both people of the demo are told to be. */
export async function atDesk(visitor, house, role = "agent", hash = "#/queue") {
  const { name, value } = await house.session(role);
  await visitor.context.addCookies([{ name, value, url: visitor.origin, httpOnly: true, sameSite: "Lax" }]);
  const page = await visitor.page(`/console/${hash}`);
  await page.waitForSelector(".shell");
  const { agent } = await house.as(role, "GET", "/me");
  if (agent.presence !== "online") await house.as(role, "PUT", "/me/presence", { presence: "online" });
  await until(
    `${role} counts as online`,
    async () => (await house.as(role, "GET", "/me")).agent.presence === "online",
  );
  return new Desk(visitor, page);
}
