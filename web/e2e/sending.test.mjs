// Sending as an agent: what was sent can be taken back for a few seconds and leaves by itself; nothing goes out on an old
// state; colleagues and tabs know of each other; and nothing that was written is lost.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { chromium } from "playwright-core";
import { accessible, fits, openBrowser, visit } from "./browser.mjs";
import { alone } from "./chat.mjs";
import { atDesk } from "./desk.mjs";
import { freePort, serve, until } from "./house.mjs";
import { setScene } from "./scene.mjs";

/** Where pictures of the new pieces go, for whoever wants to look at them. */
const SHOTS = process.env.SHOTS;
const shot = (page, name) => SHOTS && page.screenshot({ path: join(SHOTS, `${name}.png`) });

const field = (desk) => desk.page.locator(".composer-text");
const waiting = (desk) => desk.page.locator(".outgoing");

/** Everything that a person said in a conversation, as the server has it. */
async function said(house, role, id) {
  const { messages } = await house.as(role, "GET", `/conversations/${id}/messages?limit=100`);
  return messages.filter((m) => m.author.kind === "human" && m.kind === "text").map((m) => m.text);
}

describe("a reply on its way", () => {
  const scene = setScene();

  /** A customer before an agent who has taken over, with the product's own time for taking back. */
  const taken = async (options) => {
    await scene.house.undo("agent", null);
    const [chat, id] = await scene.waiting();
    const desk = await scene.agent("agent", options);
    await desk.open(id);
    await desk.claim();
    return { chat, desk, id };
  };
  const holds = (desk, text) =>
    until(`the composer holds "${text}"`, async () => (await field(desk).inputValue()) === text);
  const send = async (desk, text) => {
    await field(desk).fill(text);
    await field(desk).press("Control+Enter");
    await waiting(desk).filter({ hasText: text }).waitFor();
  };

  it("is taken back with a click or a key, and its text returns to the composer", async () => {
    const { chat, desk, id } = await taken();
    await send(desk, "Pesanan kakak sudah batal");
    assert.match(await waiting(desk).innerText(), /Terkirim dalam [45] dtk/);
    await accessible(desk.page, "a reply on its way, light");
    await shot(desk.page, "outgoing-light");
    await waiting(desk).getByText("Batalkan").click();
    await waiting(desk).waitFor({ state: "detached" });
    await holds(desk, "Pesanan kakak sudah batal");
    assert.ok(await field(desk).evaluate((e) => e === document.activeElement), "and one stands in it");
    await send(desk, "Salah juga");
    await desk.page.keyboard.press("Control+z");
    await waiting(desk).waitFor({ state: "detached" });
    await holds(desk, "Salah juga");
    await send(desk, "Sekali lagi");
    await desk.page.keyboard.press("Escape");
    await desk.page.keyboard.press("z");
    await waiting(desk).waitFor({ state: "detached" });
    await holds(desk, "Sekali lagi");
    await new Promise((done) => setTimeout(done, 6000));
    assert.deepEqual(await said(scene.house, "agent", id), []);
    assert.ok(!(await chat.messages()).some((m) => m.kind === "human"), "the customer saw nothing of it");
    // What waited keeps nothing for later.
    assert.deepEqual((await scene.house.as("agent", "GET", "/me/outgoing")).items, []);
  });

  it("leaves by itself after five seconds, once, in order, and at once where one does not want to wait", async () => {
    const { chat, desk, id } = await taken();
    const before = await chat.last();
    const began = Date.now();
    await send(desk, "satu");
    await send(desk, "dua");
    await chat.heard(before, "dua");
    const took = Date.now() - began;
    assert.ok(took > 4500 && took < 9000, `after ${took} ms`);
    await send(desk, "tiga");
    const now = Date.now();
    await waiting(desk).getByText("Kirim sekarang").click();
    const heard = await chat.heard(before, "tiga");
    assert.ok(Date.now() - now < 3000, "at once");
    assert.equal(heard.label, "Petugas · Rina");
    await waiting(desk).waitFor({ state: "detached" });
    assert.deepEqual(await said(scene.house, "agent", id), ["satu", "dua", "tiga"]);
    console.log(`left by itself after ${took} ms`);
  });

  it("leaves although the tab was closed, and is said before the conversation is closed", async () => {
    const { chat, desk, id } = await taken();
    const before = await chat.last();
    await send(desk, "Saya cek dulu ya");
    await desk.page.close();
    await chat.heard(before, "Saya cek dulu ya");
    const again = await scene.agent("agent");
    await again.open(id, "mine");
    await send(again, "Sampai jumpa");
    await again.page.keyboard.press("Escape");
    await again.page.keyboard.press("e");
    await chat.heard(before, "Sampai jumpa");
    const all = (await chat.messages()).filter((m) => m.seq > before);
    const at = all.findIndex((m) => m.text.includes("Sampai jumpa"));
    assert.ok(at >= 0 && all.slice(at + 1).some((m) => m.kind !== "human"), "the survey comes after it");
  });

  it("is said before its agent gives the conversation away, also from another browser", async () => {
    const { desk, id } = await taken();
    await send(desk, "Masih saya pegang?");
    await scene.house.as("agent", "POST", `/conversations/${id}/release`, {});
    await until("it was said before the release", async () =>
      (await said(scene.house, "agent", id)).includes("Masih saya pegang?"),
    );
    await waiting(desk).waitFor({ state: "detached" });
  });

  it("on an old state is not sent: what is new is shown, and one sends anyway or changes it", async () => {
    const { chat, desk, id } = await taken();
    await scene.house.undo("agent", 0);
    // The stream is gone, as in a lift: the page does not know what the customer writes.
    await desk.page.route("**/api/v1/stream*", (route) => route.abort());
    await desk.page.route(`**/conversations/${id}/messages?since*`, (route) => route.abort());
    await desk.page.reload();
    await desk.page.waitForSelector(".composer-text");
    await chat.say("Eh, sudah ketemu kak");
    await field(desk).fill("Boleh kirim nomor pesanannya?");
    await field(desk).press("Control+Enter");
    const news = desk.page.locator(".unseen");
    await news.waitFor();
    assert.match(await news.innerText(), /1 pesan baru belum Anda lihat/);
    assert.match(await news.innerText(), /Eh, sudah ketemu kak/);
    await accessible(desk.page, "what is new, light");
    await shot(desk.page, "unseen-light");
    assert.deepEqual(await said(scene.house, "agent", id), []);
    assert.doesNotMatch(await news.innerText(), /Anda:/, "the customer is no 'you' to an agent");
    await news.getByRole("button", { name: "Ubah" }).click();
    assert.equal(await field(desk).inputValue(), "Boleh kirim nomor pesanannya?");
    await field(desk).press("Control+Enter");
    await news.waitFor();
    await news.getByRole("button", { name: "Tetap kirim" }).click();
    await until("sent anyway", async () => (await said(scene.house, "agent", id)).length === 1);
    await chat.heard(0, "Boleh kirim nomor pesanannya?");
  });
});

describe("colleagues and tabs", () => {
  const scene = setScene();

  it("see each other look and write within a second, never what is written, and it fades", async () => {
    const [, id] = await scene.waiting();
    const rina = await scene.agent("agent");
    await rina.open(id);
    await rina.claim();
    const bima = await scene.agent("owner");
    await bima.go(`#/all/${id}`);
    await bima.page.waitForSelector(".messages");
    const seen = (desk) => desk.page.locator(".colleagues");
    await seen(rina).getByText("Bima juga melihat percakapan ini").waitFor();
    await seen(bima).getByText("Rina juga melihat percakapan ini").waitFor();
    let slowest = 0;
    for (let i = 0; i < 5; i++) {
      const shown = seen(bima).getByText("Rina sedang menulis balasan").waitFor();
      const began = Date.now();
      await rina.page.locator(".composer-text").pressSequentially("rahasia");
      await shown;
      slowest = Math.max(slowest, Date.now() - began);
      await seen(bima).getByText("Rina juga melihat percakapan ini").waitFor({ timeout: 10_000 });
    }
    console.log(`a colleague's typing is seen after at most ${slowest} ms`);
    assert.ok(slowest <= 1000, `${slowest} ms`);
    assert.ok(!(await bima.page.locator(".conversation").innerText()).includes("rahasia"));
    await bima.page.click(".composer-tab[data-kind=note]");
    await bima.page.locator(".composer-text").pressSequentially("hmm");
    await seen(rina).getByText("Bima sedang menulis catatan").waitFor();
    await accessible(rina.page, "a colleague writes a note");
    await shot(rina.page, "colleagues");
    await bima.go("#/queue");
    await seen(rina).getByText("Bima").waitFor({ state: "detached" });
  });

  it("agree: a draft follows its tabs, newest first, and goes from all of them once it is sent", async () => {
    await scene.house.undo("agent", null);
    const [chat, id] = await scene.waiting();
    const one = await scene.agent("agent");
    await one.open(id);
    await one.claim();
    const page = await one.visitor.page(`/console/#/mine/${id}`);
    const two = { page };
    await field(two).waitFor();
    await field(one).fill("Halo kak, sedang");
    await until("the other tab has it", async () => (await field(two).inputValue()) === "Halo kak, sedang");
    await field(two).fill("Halo kak, sedang saya cek");
    await until("and the first what the second wrote", async () =>
      (await field(one).inputValue()).endsWith("saya cek"),
    );
    const before = await chat.last();
    await field(one).press("Control+Enter");
    await waiting(one).waitFor();
    await waiting(two).waitFor();
    assert.equal(await field(two).inputValue(), "", "a sent draft is no draft in any tab");
    await waiting(two).getByText("Batalkan").click();
    await waiting(one).waitFor({ state: "detached" });
    await until("both have the words again", async () =>
      (await Promise.all([one, two].map((tab) => field(tab).inputValue()))).every(
        (text) => text === "Halo kak, sedang saya cek",
      ),
    );
    await field(two).press("Control+Enter");
    await chat.heard(before, "saya cek");
    await until(
      "neither waits",
      async () => (await waiting(one).count()) + (await waiting(two).count()) === 0,
    );
    assert.deepEqual(await said(scene.house, "agent", id), ["Halo kak, sedang saya cek"]);
    assert.equal(await field(one).inputValue(), "");
  });

  it("tell when the customer has seen a message, and before that that it was sent", async () => {
    await scene.house.undo("agent", 0);
    const [chat, id] = await scene.waiting();
    const desk = await scene.agent("agent");
    await desk.open(id);
    await desk.claim();
    const look = (state) =>
      chat.frame.evaluate((value) => {
        Object.defineProperty(document, "visibilityState", { value, configurable: true });
        Object.defineProperty(document, "hidden", { value: value === "hidden", configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    await look("hidden");
    await desk.reply("Sudah saya kirim ulang");
    const mine = desk.page.locator(".msg", { hasText: "Sudah saya kirim ulang" });
    await mine.locator(".delivered").waitFor();
    await look("visible");
    await mine.locator(".seen").waitFor();
    assert.equal(await desk.page.locator(".delivered").count(), 0);
  });

  for (const [theme, size] of [
    ["dark", "phone"],
    ["light", "phone"],
    ["dark", undefined],
  ])
    it(`fit and are accessible: ${theme}, ${size ?? "1280"}`, async () => {
      await scene.house.undo("agent", 10);
      const [, id] = await scene.waiting();
      const desk = await scene.agent("agent", { theme, size });
      if (!size) await desk.page.setViewportSize({ width: 1280, height: 800 });
      await desk.open(id);
      await desk.claim();
      const bima = await scene.agent("owner");
      await bima.go(`#/all/${id}`);
      await desk.page.locator(".colleagues").getByText("Bima").waitFor();
      await field(desk).fill("Baik kak, saya bantu cek pesanannya sekarang ya.");
      await desk.page.click(".composer .button[data-kind=main]");
      await waiting(desk).waitFor();
      await accessible(desk.page, `a reply on its way, ${theme}`);
      await fits(desk.page, `a reply on its way, ${theme}`);
      await shot(desk.page, `sending-${theme}-${size ?? "1280"}`);
      await desk.go("#/settings/preferences");
      await desk.page.getByText("Batalkan balasan").waitFor();
      await accessible(desk.page, `the setting, ${theme}`);
      await shot(desk.page, `setting-${theme}-${size ?? "1280"}`);
    });
});

describe("a crash", () => {
  let house;
  let browser;
  const open = [];

  before(async () => {
    [house, browser] = await Promise.all([serve(), openBrowser()]);
    await house.undo("owner", null);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  const talk = async () => {
    const chat = await alone(await visit(browser, house.url), house.key);
    open.push(chat);
    await chat.say("halo");
    return [chat, await chat.conversation(house.key)];
  };

  it("of the server while a reply waits: it is sent once when the server is back, and one taken back never", async () => {
    const [chat, id] = await talk();
    const desk = await atDesk(await visit(browser, house.url), house, "owner", `#/assistant/${id}`);
    open.push(desk);
    await desk.page.waitForSelector(".locked .button[data-kind=main]");
    await desk.claim();
    await desk.page.waitForSelector(".file-attach");
    await field(desk).fill("tidak jadi");
    await field(desk).press("Control+Enter");
    await waiting(desk).waitFor();
    await desk.page.keyboard.press("Control+z");
    await waiting(desk).waitFor({ state: "detached" });
    for (let round = 0; round < 3; round++) {
      await desk.page.setInputFiles(".composer input[type=file]", [
        { name: `nota ${round}.txt`, mimeType: "text/plain", buffer: Buffer.from(`nota ${round}`) },
      ]);
      await desk.page.waitForSelector('.file-item[data-state="ready"]');
      await field(desk).fill(`setelah mati ${round}`);
      await field(desk).press("Control+Enter");
      await waiting(desk).waitFor();
      await house.stop("SIGKILL");
      // Down for longer than the reply waits, and for shorter.
      if (round > 0) await new Promise((done) => setTimeout(done, round * 3000));
      await house.start();
      await chat.heard(0, `setelah mati ${round}`, { within: 20_000 });
      await waiting(desk).waitFor({ state: "detached", timeout: 20_000 });
    }
    await new Promise((done) => setTimeout(done, 1000));
    assert.deepEqual(
      await said(house, "owner", id),
      [0, 1, 2].map((n) => `setelah mati ${n}`),
    );
    const { messages } = await house.as("owner", "GET", `/conversations/${id}/messages?limit=100`);
    assert.deepEqual(
      messages.flatMap((m) => m.attachments ?? []).map((f) => f.name),
      [0, 1, 2].map((n) => `nota ${n}.txt`),
      "with their files",
    );
  });

  it("of the browser, a moment after the last key: what was half written is there again", async () => {
    const [, id] = await talk();
    await house.as("owner", "POST", `/conversations/${id}/claim`, {});
    const dir = await mkdtemp(join(tmpdir(), "terang-crash-"));
    const { name, value } = await house.session("owner");
    const begin = async () => {
      const port = await freePort();
      const process = spawn(
        globalThis.process.env.CHROMIUM || "/usr/bin/chromium",
        [
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--no-first-run",
          `--remote-debugging-port=${port}`,
          `--user-data-dir=${dir}`,
          "about:blank",
        ],
        { stdio: "ignore", detached: true },
      );
      const there = await until(
        "the browser is there",
        () => chromium.connectOverCDP(`http://127.0.0.1:${port}`).catch(() => null),
        { within: 20_000 },
      );
      const [context] = there.contexts();
      await context.addCookies([{ name, value, url: house.url, httpOnly: true, sameSite: "Lax" }]);
      const page = await context.newPage();
      await page.goto(`${house.url}/console/#/mine/${id}`);
      await page.waitForSelector(".composer-text");
      return { process, page };
    };
    const die = async ({ process }) => {
      const ended = once(process, "exit");
      globalThis.process.kill(-process.pid, "SIGKILL"); // the browser and all that it started
      await ended;
    };
    try {
      let now = await begin();
      await now.page.locator(".composer-text").pressSequentially("Sebentar ya kak, saya tanyakan ke gudang");
      await new Promise((done) => setTimeout(done, 600));
      await die(now);
      now = await begin();
      assert.equal(await now.page.inputValue(".composer-text"), "Sebentar ya kak, saya tanyakan ke gudang");
      // What was sent does not come back as a draft, either.
      await now.page.press(".composer-text", "Control+Enter");
      await now.page.locator(".outgoing").waitFor();
      await new Promise((done) => setTimeout(done, 600));
      await die(now);
      now = await begin();
      assert.equal(await now.page.inputValue(".composer-text"), "");
      await until("and it was said", async () => (await said(house, "owner", id)).length === 1);
      await die(now);
    } finally {
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
