// The widget in the example shop, as its one script tag puts it there: it stands apart from the page, works by
// keyboard and at 360 px, light and dark, and is small.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, get } from "node:http";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { accessible, fits } from "./browser.mjs";
import { Chat, inShop, launcher } from "./chat.mjs";
import { until } from "./house.mjs";
import { setScene } from "./scene.mjs";

const LOADER_MAX = 2048;
const PANEL_MAX = 30_000;

describe("the widget", () => {
  const scene = setScene();
  const { customer, agent, waiting } = scene;

  /** The launcher as a screen reader has it: a closed shadow root hides nothing from it. */
  async function launcherNode(page) {
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    await session.detach();
    const node = nodes.find((n) => n.role?.value === "button" && /chat/i.test(n.name?.value));
    const state = (name) => node?.properties?.find((p) => p.name === name)?.value.value;
    return node && { name: node.name.value, expanded: state("expanded"), focused: state("focused") ?? false };
  }

  /** What has the focus: in the panel, else in the page. */
  const focused = (view) =>
    view.evaluate(() => {
      const e = document.activeElement;
      return e?.id ? `#${e.id}` : e?.className ? `.${e.className.split(" ").at(-1)}` : (e?.localName ?? "");
    });

  it("stands in a closed shadow root and a frame that the page's own styles cannot reach", async () => {
    const chat = await customer();
    assert.equal(await chat.page.evaluate(() => document.querySelector("terang-chat").shadowRoot), null);
    const { x, y } = launcher(chat.page);
    const onTop = () => chat.page.evaluate(([a, b]) => document.elementFromPoint(a, b)?.localName, [x, y]);
    assert.equal(await onTop(), "terang-chat");
    const labels = () =>
      chat.frame.evaluate(() => {
        const { width, height } = document.querySelector(".msg-label").getBoundingClientRect();
        const { color, fontSize, display } = getComputedStyle(document.querySelector(".msg-label"));
        return { width, height, color, fontSize, display };
      });
    const before = await labels();
    await chat.page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        "* { color: transparent !important; font-size: 1px !important } button, iframe, .msg-label { display: none !important }",
      );
      document.adoptedStyleSheets = [sheet];
    });
    assert.equal(await onTop(), "terang-chat");
    assert.deepEqual(await labels(), before);
    assert.ok(await chat.frame.locator(".msg-disclosure").isVisible());
  });

  it("is there once, by one script tag, and asks nobody but its own host", async () => {
    const chat = await customer();
    const tags = await chat.page.evaluate(() => [...document.scripts].map((s) => new URL(s.src).pathname));
    assert.deepEqual(tags, ["/w/loader.js"]);
    await chat.page.addScriptTag({ url: "/w/loader.js" }); // a second tag changes nothing
    assert.equal(await chat.page.locator("terang-chat").count(), 1);
    await chat.ask("jam buka?", (m) => m.sources);
    // That no request went elsewhere is checked for every visitor of every test as it leaves.
  });

  it("opens and closes: by the launcher, by Escape; the name, the state and the focus follow", async () => {
    const visitor = await scene.visitor();
    const page = await visitor.page("/demo/shop");
    await page.waitForSelector("terang-chat", { state: "attached" });
    assert.deepEqual(await launcherNode(page), { name: "Buka chat", expanded: false, focused: false });
    assert.equal(page.frames().length, 1, "nothing of the panel is loaded before it is wanted");
    await page.mouse.click(launcher(page).x, launcher(page).y);
    const frame = await until("the panel", () => page.frames().find((f) => f.url().includes("/w/panel")));
    await frame.waitForSelector("#text:not([disabled])");
    assert.deepEqual(await launcherNode(page), { name: "Tutup chat", expanded: true, focused: false });
    await until("the composer has the focus", async () => (await focused(frame)) === "#text");
    await page.keyboard.press("Escape");
    await until("the panel is closed", async () => (await launcherNode(page)).expanded === false);
    assert.equal((await launcherNode(page)).focused, true, "the focus is back on the launcher");
    await page.keyboard.press("Enter");
    await until("open again", async () => (await focused(frame)) === "#text");
  });

  it("by keyboard alone: open, ask, tap a quick reply, read the sheet, call a person, close", async () => {
    const visitor = await scene.visitor();
    const page = await visitor.page("/demo/shop");
    await page.waitForSelector("terang-chat", { state: "attached" });
    const { keyboard } = page;
    for (let i = 0; !(await launcherNode(page)).focused; i++) {
      assert.ok(i < 10, "Tab reaches the launcher");
      await keyboard.press("Tab");
    }
    await keyboard.press("Enter");
    const frame = await until("the panel", () => page.frames().find((f) => f.url().includes("/w/panel")));
    const chat = new Chat(visitor, page, frame);
    await chat.ready();
    await until("the composer has the focus", async () => (await focused(frame)) === "#text");
    await keyboard.type("jam buka?");
    await keyboard.press("Shift+Enter");
    await keyboard.type("yang di Cikarang");
    await keyboard.press("Enter");
    const answer = await chat.heard(1, (m) => m.sources);
    assert.deepEqual(
      (await chat.messages()).filter((m) => m.mine).map((m) => m.text),
      ["jam buka?\nyang di Cikarang"],
    );

    /** Goes back with Shift+Tab until something has the focus. */
    const back = async (what, within) => {
      for (let i = 0; !(await focused(frame)).startsWith(what); i++) {
        assert.ok(i < within, `${what} is reached by keyboard; the focus is on ${await focused(frame)}`);
        await keyboard.press("Shift+Tab");
      }
    };
    await back(".msg-chip", 6);
    await keyboard.press("Enter");
    await chat.heard(answer.seq + 1, (m) => m.kind !== "contact");
    await until("the focus goes on to the composer", async () => (await focused(frame)) === "#text");
    await back(".msg-who", 12);
    await keyboard.press("Enter");
    await frame.waitForSelector("dialog.sheet[open]");
    assert.ok(await frame.evaluate(() => document.querySelector("dialog").contains(document.activeElement)));
    await keyboard.press("Escape");
    await frame.waitForSelector("dialog.sheet", { state: "detached" });
    assert.equal(await focused(frame), ".msg-who", "the focus is back on the label");
    assert.equal((await launcherNode(page)).expanded, true, "the Escape was the sheet's, not the panel's");
    await back(".person", 30);
    await keyboard.press("Enter");
    await chat.seesPersonButton("Menunggu petugas");
    await keyboard.press("Escape");
    await until("the panel is closed", async () => (await launcherNode(page)).expanded === false);
  });

  it("at 360 px it takes the screen, nothing is wider, and everything is as big as a finger", async () => {
    const chat = await customer({ size: "phone" });
    const sms = await scene.house.lastSms();
    await fits(chat.frame, "fresh");
    await chat.ask("paketku kok blm nyampe ya, no TRG-1042", "kode 6 angka");
    await chat.ask(await scene.house.code(sms), (m) => m.card);
    await chat.say(`https://contoh.example/${"sangat-panjang-".repeat(12)} ${"a".repeat(200)}`);
    const box = await chat.frame.evaluate(() => [innerWidth, innerHeight]);
    assert.deepEqual(box, [360, 740]);
    await fits(chat.frame, "an order's card and a long word");
    await chat.openSheet(1);
    await fits(chat.frame, "the sheet");
    await chat.frame.click(".sheet-head button");
    await chat.frame.locator(".head button[aria-label='Tutup chat']").click();
    await until("closed", async () => (await launcherNode(chat.page))?.expanded === false);
    await fits(chat.page, "the shop");
  });

  it("is light on a light device and dark on a dark one", async () => {
    const ground = async (theme) => {
      const chat = await customer({ theme });
      return chat.frame.evaluate(() => {
        const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
        return (r + g + b) / 3;
      });
    };
    assert.ok((await ground("light")) > 200);
    assert.ok((await ground("dark")) < 60);
  });

  it("tells of an answer that came while it was closed, and goes on with the talk on the next page", async () => {
    const [chat, id] = await waiting("jam buka?");
    await chat.page.keyboard.press("Escape");
    await scene.house.as("agent", "POST", `/conversations/${id}/claim`, {});
    await scene.house.as("agent", "POST", `/conversations/${id}/messages`, {
      client_id: "c-unread",
      text: "Halo, saya Rina.",
    });
    await until("the launcher says so", async () =>
      /^Buka chat, \d+ pesan baru$/.test((await launcherNode(chat.page)).name),
    );
    await chat.page.reload();
    await until("so it does on the next page", async () =>
      /^Buka chat, \d+ pesan baru$/.test((await launcherNode(chat.page))?.name ?? ""),
    );
    await chat.page.mouse.click(launcher(chat.page).x, launcher(chat.page).y);
    chat.frame = await until("the panel", () => chat.page.frames().find((f) => f.url().includes("/w/panel")));
    await chat.heard(0, "saya Rina");
    await until("it has been seen", async () => (await launcherNode(chat.page)).name === "Tutup chat");
    assert.equal(await chat.conversation(scene.house.key), id);
  });

  it("works on a site of another origin, under its strict content security policy", async () => {
    const site = createServer((_, answer) => {
      const own = scene.house.url;
      answer.writeHead(200, {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": `default-src 'none'; script-src ${own}; frame-src ${own}; base-uri 'none'; require-trusted-types-for 'script'`,
      });
      answer.end(
        `<!doctype html><html lang="en"><title>Shop</title><p>Shop<script src="${own}/w/loader.js" data-key="${scene.house.key}" async></script>`,
      );
    }).listen(0, "127.0.0.1");
    await once(site, "listening");
    try {
      const origin = `http://127.0.0.1:${site.address().port}`;
      const chat = await inShop(await scene.visitor({ site: origin }), `${origin}/`);
      assert.deepEqual((await launcherNode(chat.page)).name, "Close chat", "in the language of its page");
      await chat.ask("can I return this?", (m) => m.sources);
      await chat.page.keyboard.press("Escape");
      await until("closed", async () => (await launcherNode(chat.page)).expanded === false);
      await chat.page.reload();
      await chat.page.waitForSelector("terang-chat", { state: "attached" });
      await chat.page.mouse.click(launcher(chat.page).x, launcher(chat.page).y);
      chat.frame = await until("the panel", () =>
        chat.page.frames().find((f) => f.url().includes("/w/panel")),
      );
      await chat.heard(0, (m) => m.sources);
    } finally {
      site.close();
    }
  });

  it("works where the browser refuses to keep anything, for as long as the page lives", async () => {
    const visitor = await scene.visitor();
    await visitor.context.addInitScript(() => {
      for (const name of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException("refused", "SecurityError");
          },
        });
    });
    const chat = await inShop(visitor);
    await chat.ask("jam buka?", (m) => m.sources);
    await chat.visitor.context.setOffline(true);
    await chat.write("tanpa jaringan");
    await chat.seesProgress("queued");
    await chat.visitor.context.setOffline(false);
    await chat.seesProgress("delivered");
  });

  it("two tabs are one conversation: what is said in one stands in the other, once", async () => {
    const chat = await customer();
    await chat.ask("jam buka?", (m) => m.sources);
    const page = await chat.visitor.page(`/w/panel?key=${scene.house.key}`);
    const second = new Chat(chat.visitor, page, page.mainFrame());
    await second.heard(1, (m) => m.sources);
    await second.write("dari tab kedua");
    await chat.write("dari tab pertama");
    const said = async (one) => (await one.messages()).filter((m) => m.mine && m.seq > 0).map((m) => m.text);
    await until(
      "both show both",
      async () => (await said(chat)).length === 3 && (await said(second)).length === 3,
    );
    assert.deepEqual(await said(second), await said(chat));
  });

  it("says what is wrong where the key is not known", async () => {
    const visitor = await scene.visitor();
    const page = await visitor.page("/w/panel?key=wk_tidakada");
    await page.locator("[role=alert] h2", { hasText: "Chat ini tidak tersedia" }).waitFor();
    await accessible(page, "an unknown key");
  });

  for (const [size, theme, language] of [
    ["phone", "dark", "id"],
    ["desk", "light", "id"],
  ]) {
    it(`has no axe-core violation in any state: ${size}, ${theme}`, async () => {
      const chat = await customer({ size, theme, language });
      const check = (name) => accessible(chat.frame, `${name}, ${size} ${theme}`);
      await check("disclosure and quick replies");
      const sms = await scene.house.lastSms();
      await chat.ask("paketku kok blm nyampe ya, no TRG-1042", "kode 6 angka");
      await chat.ask(await scene.house.code(sms), (m) => m.card);
      await check("card");
      const article = await chat.ask("jam buka?", (m) => m.sources);
      await check("an article's answer");
      await chat.openSheet(article.seq);
      await chat.frame.click(".sheet-verify summary");
      await check("sheet");
      await chat.page.keyboard.press("Escape");
      await chat.visitor.context.setOffline(true);
      await chat.frame.locator(".bar", { hasText: "Tidak ada sambungan" }).waitFor();
      await chat.write("ditulis tanpa jaringan");
      await chat.seesProgress("queued");
      await check("offline");
      await chat.page.route("**/chat/messages", (route) => route.fulfill({ status: 422, body: "{}" }));
      await chat.visitor.context.setOffline(false);
      await chat.seesProgress("failed");
      await check("failed");
      await chat.page.unroute("**/chat/messages");
      await chat.frame.locator(".failed-retry").click();
      await chat.seesProgress("delivered");
      await chat.callPerson();
      await chat.seesPersonButton("Menunggu petugas");
      await check("queue, nobody there");
      const desk = await agent();
      await chat.seen("somebody is there", async () => /berikutnya|nomor/.test(await chat.bars()));
      await check("queue");
      await desk.open(await chat.conversation(scene.house.key));
      await desk.claim();
      await desk.reply("Halo, saya Rina.");
      const human = await chat.heard(1, "saya Rina");
      await check("human");
      await chat.openSheet(human.seq);
      await check("a person's sheet");
      await chat.page.keyboard.press("Escape");
      await desk.resolve();
      await chat.frame.waitForSelector(".msg-survey legend");
      await check("survey");
      await chat.frame.check(".msg-score >> nth=4 >> input", { force: true });
      await check("survey with a score");
      await chat.frame.click(".msg-submit");
      await chat.frame.locator(".msg-survey", { hasText: "Nilai Anda: 5 dari 5" }).waitFor();
      await check("survey, answered");
      await accessible(chat.page, `the shop, ${size} ${theme}`);
    });
  }

  it("is small as it is served: the loader, and the panel with all that it loads", async () => {
    const served = (path) =>
      new Promise((resolve, reject) => {
        get(scene.house.url + path, { headers: { "Accept-Encoding": "gzip" } }, async (answer) => {
          const parts = [];
          for await (const part of answer) parts.push(part);
          resolve({ bytes: Buffer.concat(parts), coding: answer.headers["content-encoding"] });
        }).on("error", reject);
      });
    const size = async (path) => {
      const { bytes, coding } = await served(path);
      return coding === "gzip" ? bytes.length : gzipSync(bytes, { level: 9 }).length;
    };
    const loader = await size("/w/loader.js");
    assert.ok(loader <= LOADER_MAX, `loader: ${loader}`);
    const visitor = await scene.visitor();
    const loaded = new Set();
    visitor.context.on("request", (r) => {
      const { pathname, search } = new URL(r.url());
      if (["script", "stylesheet", "font", "image"].includes(r.resourceType())) loaded.add(pathname + search);
    });
    const page = await visitor.page(`/w/panel?key=${scene.house.key}`);
    await page.waitForSelector("#text:not([disabled])");
    const files = [...loaded].filter((path) => path.startsWith("/"));
    const total = (await Promise.all(files.map(size))).reduce((a, b) => a + b, 0);
    assert.ok(files.length >= 2, `files: ${files}`);
    assert.ok(total <= PANEL_MAX, `panel: ${total} (${files})`);
  });
});
