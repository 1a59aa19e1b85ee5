// Nothing that was written is lost, doubled or put out of order: not by a dead network, a reload, a link that is
// cut over and over, or a server that dies. And the customer sees how far each message is.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { accessible, openBrowser, visit } from "./browser.mjs";
import { alone } from "./chat.mjs";
import { atDesk } from "./desk.mjs";
import { serve, until } from "./house.mjs";
import { setScene } from "./scene.mjs";
import { Wire } from "./wire.mjs";

const EACH_WAY = 200;
const CUTS = 20;
const LONGEST_CUT_MS = 250;
const KINDS_OF_CUT = 5;
/** How many messages one side may be ahead of the other. */
const APART = 8;
const RELOADS = 5;

/** All messages of a conversation, as the server has them. */
async function stored(house, id) {
  const all = [];
  for (;;) {
    const since = all.at(-1)?.seq ?? 0;
    const page = await house.as("owner", "GET", `/conversations/${id}/messages?since=${since}&limit=100`);
    if (page.messages.length === 0) return all;
    all.push(...page.messages);
  }
}

describe("a bad network", () => {
  const scene = setScene();
  let chat;

  const mine = async () => (await chat.messages()).filter((m) => m.mine).map((m) => m.text);

  it("says how far a message is: queued, sent, delivered", async () => {
    chat = await scene.customer();
    await chat.say("jam buka?");
    await chat.seesProgress("delivered");
    // The network dies; the browser says so.
    await chat.visitor.context.setOffline(true);
    await chat.frame.locator(".bar", { hasText: "Tidak ada sambungan" }).waitFor();
    await chat.write("masih di sana?");
    await chat.seesProgress("queued");
    assert.match(await chat.frame.locator(".own-state").innerText(), /Menunggu jaringan/);
    // It comes back for what is sent, but not for what is heard: the server has the message, that is all one knows.
    await chat.page.route("**/chat/stream*", (route) => route.abort());
    await chat.visitor.context.setOffline(false);
    await chat.seesProgress("sent");
    assert.match(await chat.frame.locator(".own-state").innerText(), /Terkirim/);
    await chat.page.unroute("**/chat/stream*");
    await chat.seesProgress("delivered");
    assert.match(await chat.frame.locator(".own-state").innerText(), /Diterima/);
    assert.deepEqual(await mine(), ["jam buka?", "masih di sana?"]);
  });

  it("what is written offline waits on the device, survives a reload, and is sent once and in order", async () => {
    chat = await scene.customer();
    await chat.ask("jam buka?", (m) => m.sources);
    await chat.visitor.context.setOffline(true);
    const said = ["satu", "dua", "tiga"];
    for (const words of said) await chat.write(words);
    await chat.frame.fill("#text", "belum selesai menu");
    await chat.seen("all wait", async () => (await mine()).length === 4);
    // The page comes from the server again, but its calls still find nobody.
    await chat.page.route("**/api/**", (route) => route.abort());
    await chat.visitor.context.setOffline(false);
    await chat.reload();
    await chat.seen("all are still there", async () => (await mine()).length === 4);
    assert.deepEqual(await mine(), ["jam buka?", ...said]);
    assert.equal(await chat.progress(), "queued");
    assert.equal(
      await chat.frame.inputValue("#text"),
      "belum selesai menu",
      "and so is what was half written",
    );
    assert.match(
      (await chat.messages())[0].disclosure,
      /bukan manusia/,
      "who answers is told without a network too",
    );
    await chat.page.unroute("**/api/**");
    await chat.seesProgress("delivered");
    const id = await chat.conversation(scene.house.key);
    const inbound = (await stored(scene.house, id)).filter((m) => m.direction === "in");
    assert.deepEqual(
      inbound.map((m) => m.text),
      ["jam buka?", ...said],
    );
    await chat.seen("none waits any more", () =>
      chat.frame.evaluate(() => Object.keys(localStorage).every((key) => !key.includes(":out:"))),
    );
  });

  it("says why a message was refused, and lets it be changed or tried again", async () => {
    chat = await scene.customer();
    let refuse = true;
    await chat.page.route("**/chat/messages", (route) =>
      refuse && route.request().method() === "POST"
        ? route.fulfill({
            status: 422,
            contentType: "application/problem+json",
            body: JSON.stringify({
              status: 422,
              code: "text_refused",
              title: "Ditolak",
              detail: "Pesan ini belum bisa diterima.",
            }),
          })
        : route.continue(),
    );
    await chat.write("jam berapa buka?");
    await chat.seesProgress("failed");
    const failed = chat.frame.locator(".failed");
    assert.match(await failed.innerText(), /Pesan ini belum bisa diterima/);
    assert.match(await failed.innerText(), /Belum terkirim. Ketuk untuk coba lagi/);
    await failed.locator(".failed-edit").click();
    assert.equal(await chat.frame.inputValue("#text"), "jam berapa buka?");
    assert.deepEqual(await mine(), []);
    await chat.write("jam buka?");
    await chat.seesProgress("failed");
    refuse = false;
    await failed.locator(".failed-retry").click();
    await chat.heard(1, (m) => m.sources);
    assert.deepEqual(await mine(), ["jam buka?"]);
  });

  it("a wish for a person made offline is kept, told, and heard as soon as the link is back", async () => {
    chat = await scene.customer();
    await chat.say("jam buka?");
    await chat.visitor.context.setOffline(true);
    await chat.callPerson();
    await chat.frame.locator(".bar", { hasText: "Permintaan Anda tersimpan" }).waitFor();
    await chat.visitor.context.setOffline(false);
    await chat.seesPersonButton("Menunggu petugas");
  });

  it("opens by itself once a server that was away is back, and says meanwhile what is", async () => {
    const visitor = await scene.visitor();
    await visitor.context.route("**/api/**", (route) => route.abort());
    const page = await visitor.page(`/w/panel?key=${scene.house.key}`);
    await page.locator("[role=alert]", { hasText: "Chat belum bisa dibuka" }).waitFor();
    await accessible(page, "a server that is away");
    assert.ok(await page.locator("#text").isDisabled(), "nobody writes before who answers has been told");
    await visitor.context.unroute("**/api/**");
    await page.locator(".msg-disclosure").waitFor();
  });
});

describe("a link that is cut, a server that dies", () => {
  let house;
  let browser;
  let wire;
  const open = [];

  before(async () => {
    // As many messages as fast as they go are more than the limit for one customer, which is not the matter here.
    [house, browser] = await Promise.all([serve("--set", "limits.contact=off"), openBrowser()]);
    wire = await Wire.to(house.port);
  });
  after(async () => {
    await browser?.close();
    await wire?.close();
    await house?.close();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
    wire.mend();
  });

  /** Sends as the agent over the bad link, until there is an answer: the same id is the same message. */
  async function send(id, text) {
    const { name, value } = await house.session("owner");
    await until(`sent: ${text}`, async () => {
      const answer = await fetch(`${wire.url}/api/v1/conversations/${id}/messages`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Cookie: `${name}=${value}` },
        body: JSON.stringify({ client_id: `a-${text}`, text }),
      }).catch(() => null);
      if (answer && !answer.ok && answer.status !== 429)
        throw new Error(`${answer.status} ${await answer.text()}`);
      return answer?.ok;
    });
  }

  it(`${CUTS} cuts during ${EACH_WAY} messages each way: none lost, none doubled, in order on both sides`, async () => {
    const chat = await alone(await visit(browser, wire.url), house.key);
    open.push(chat);
    await chat.say("halo");
    const id = await chat.conversation(house.key);
    const desk = await atDesk(await visit(browser, wire.url), house, "owner", `#/assistant/${id}`);
    open.push(desk);
    await desk.page.waitForSelector(".locked .button[data-kind=main]");
    await desk.claim();

    const customer = Array.from({ length: EACH_WAY }, (_, i) => `pelanggan ${i}`);
    const agent = Array.from({ length: EACH_WAY }, (_, i) => `petugas ${i}`);
    // Both talk at the same pace, so that every cut falls among messages both ways.
    let written = 0;
    let replied = 0;
    const level = (mine, theirs) => until("the other side keeps pace", () => mine() < theirs() + APART);
    await Promise.all([
      (async () => {
        for (const words of customer) {
          await level(
            () => written,
            () => replied,
          );
          await chat.write(words);
          written++;
        }
      })(),
      (async () => {
        for (const words of agent) {
          await level(
            () => replied,
            () => written,
          );
          await send(id, words);
          replied++;
        }
      })(),
      (async () => {
        for (let i = 0; i < CUTS; i++) {
          await until("more was said", () => replied >= ((i + 0.5) * EACH_WAY) / CUTS, { within: 60_000 });
          wire.cut();
          await new Promise((r) => setTimeout(r, (LONGEST_CUT_MS * (1 + (i % KINDS_OF_CUT))) / KINDS_OF_CUT));
          wire.mend();
        }
      })(),
    ]);
    assert.equal(wire.cuts, CUTS);
    assert.ok(wire.broken >= 2 * CUTS, `each cut met both sides' connections: ${wire.broken}`);
    const text = (m) => m.text;
    const here = (all, prefix) => all.map(text).filter((t) => t.startsWith(prefix));

    await until("the customer's side is empty", async () => (await chat.messages()).every((m) => m.seq > 0), {
      within: 60_000,
    });
    const truth = await stored(house, id);
    assert.deepEqual(
      truth.map((m) => m.seq),
      truth.map((_, i) => i + 1),
      "positions without a hole",
    );
    assert.deepEqual(here(truth, "pelanggan"), customer, "what the server has of the customer");
    assert.deepEqual(here(truth, "petugas"), agent, "what the server has of the agent");

    const shown = async (side) => {
      await until("the last is there", async () => (await side.messages()).at(-1)?.seq === truth.at(-1).seq, {
        within: 30_000,
      });
      for (;;) {
        const all = await side.messages();
        if (all[0].seq === 1) return all;
        await (side === chat ? chat.frame : desk.page).click(side === chat ? ".older" : ".beginning .button");
        await until("earlier ones are there", async () => (await side.messages())[0].seq < all[0].seq);
      }
    };
    const inOrder = (all) => [here(all, "pelanggan"), here(all, "petugas")];
    for (const side of [chat, desk]) {
      const all = await shown(side);
      assert.deepEqual(inOrder(all), [customer, agent]);
      assert.deepEqual(
        all.map((m) => m.seq),
        truth.map((m) => m.seq),
        "each once, at its place",
      );
    }
  });

  it("the link is down while the page is loaded anew: what was written is sent once it is up", async () => {
    const chat = await alone(await visit(browser, wire.url), house.key);
    open.push(chat);
    await chat.say("halo");
    const said = [];
    for (let i = 0; i < RELOADS; i++) {
      wire.cut();
      for (const part of ["a", "b"]) {
        said.push(`pesan ${i}${part}`);
        await chat.write(said.at(-1));
      }
      wire.mend();
      // In the middle of sending: some are acknowledged, some are on their way, some are not.
      await chat.reload();
    }
    const id = await chat.conversation(house.key);
    await until(
      "all arrived",
      async () => (await stored(house, id)).filter((m) => m.direction === "in").length > said.length,
    );
    await chat.seen("none waits", async () => (await chat.messages()).every((m) => m.seq > 0));
    const inbound = (await stored(house, id)).filter((m) => m.direction === "in").map((m) => m.text);
    assert.deepEqual(inbound, ["halo", ...said]);
  });

  it("the server is killed and comes back: the talk goes on where it was, and nothing is said twice", async () => {
    const chat = await alone(await visit(browser, house.url), house.key);
    open.push(chat);
    await chat.ask("jam buka?", (m) => m.sources);
    const id = await chat.conversation(house.key);
    for (let i = 0; i < 3; i++) {
      await chat.write(`jam buka? (${i}a)`);
      await house.stop("SIGKILL");
      await chat.write(`jam buka? (${i}b)`);
      await house.start();
    }
    await chat.seen("all are answered", async () => (await chat.progress()) === "delivered", {
      within: 40_000,
    });
    const all = await stored(house, id);
    const said = all.filter((m) => m.direction === "in").map((m) => m.text);
    assert.deepEqual(said, [
      "jam buka?",
      ...[0, 1, 2].flatMap((i) => [`jam buka? (${i}a)`, `jam buka? (${i}b)`]),
    ]);
    assert.deepEqual(
      all.map((m) => m.seq),
      all.map((_, i) => i + 1),
    );
    await chat.seen(
      "the screen shows what the server has",
      async () =>
        JSON.stringify((await chat.messages()).map((m) => m.seq)) === JSON.stringify(all.map((m) => m.seq)),
    );
    const receipts = all.filter((m) => m.direction === "out").map((m) => m.receipt.index);
    assert.deepEqual(
      receipts,
      [...new Set(receipts)].sort((a, b) => a - b),
      "one receipt for each, in order",
    );
  });
});
