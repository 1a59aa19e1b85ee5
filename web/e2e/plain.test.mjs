// The same conversation without JavaScript: the page at /c/<key> with plain forms, in a browser that runs none.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { accessible, fits } from "./browser.mjs";
import { terang, until } from "./house.mjs";
import { setScene } from "./scene.mjs";

describe("the page without JavaScript", () => {
  const scene = setScene();
  const { customer, agent } = scene;

  /** A customer whose browser runs no script. */
  const reader = async (path = `/c/${scene.house.key}`, options = {}) =>
    (await scene.visitor({ ...options, script: false })).page(path);
  const begun = async (options) => {
    const page = await reader(`/c/${scene.house.key}`, options);
    await page.click("form[action$='/begin'] button");
    await page.locator("#m1").waitFor();
    return page;
  };
  const messages = (page) =>
    page.locator("main ol > li").evaluateAll((all) =>
      all.map((li) => {
        const words = (s) => li.querySelector(s)?.textContent.trim() ?? "";
        return {
          seq: Number(li.id.slice(1)),
          who: words(".who > span:last-child"),
          mark: li.querySelector(".mark")?.className ?? "",
          text: words(".text") || words(".notice"),
          disclosure: words(".disclosure"),
          meta: words(".meta:last-child"),
          all: li.textContent,
        };
      }),
    );
  /** Writes, sends, and loads the page anew until an answer is there that fits. */
  async function ask(page, text, fitting = () => true) {
    await page.fill("#text", text);
    await page.click("form button.main");
    return answered(page, text, fitting);
  }
  async function answered(page, text, fitting = () => true) {
    return until(
      `an answer to "${text}"`,
      async () => {
        const all = await messages(page);
        const asked = all.findLast((m) => m.text === text)?.seq ?? Number.POSITIVE_INFINITY;
        const found = all.find((m) => m.seq > asked && fitting(m));
        if (!found) await page.reload().catch(() => null); // a form may still be on its way
        return found;
      },
      { tell: () => messages(page) },
    );
  }
  const button = (page, words) => page.locator("button", { hasText: words });

  it("begins with who answers, and the way to a person", async () => {
    const page = await begun();
    const [first] = await messages(page);
    assert.match(first.disclosure, /bukan manusia. Anda bisa bicara dengan petugas kapan saja/);
    assert.match(first.who, /^(Asisten AI|Pesan otomatis)$/);
    assert.match(first.mark, /machine/);
    assert.match(await page.locator("header [role=status]").innerText(), /asisten AI/);
    assert.ok(await button(page, "Bicara dengan petugas").isEnabled());
    assert.equal(await page.evaluate(() => document.scripts.length), 0);
    await fits(page, "the plain page");
  });

  it("asks and is answered: a code, an order with its time line, an article; a tapped reply; no double on reload", async () => {
    const page = await begun();
    const sms = await scene.house.lastSms();
    await ask(page, "paketku kok blm nyampe ya, no TRG-1042", (m) => /kode 6 angka/.test(m.text));
    const order = await ask(page, await scene.house.code(sms), (m) => /TRG-1042 terlambat/.test(m.text));
    for (const part of ["Dikemas", "Diserahkan ke kurir", "selesai", "sekarang", "berikutnya", "Kurir Kilat"])
      assert.ok(order.all.includes(part), `${part}: ${order.all}`);
    const hours = await ask(page, "jam buka?", (m) => /08\.00–21\.00/.test(m.text));
    assert.match(hours.all, /Sumber: Jam buka/);
    await button(page, "Belum membantu").click();
    await answered(page, "Belum membantu");
    await page.reload().catch(() => null); // a form may still be on its way
    const said = (await messages(page)).filter((m) => m.who === "Anda").map((m) => m.text);
    assert.deepEqual(said.slice(2), ["jam buka?", "Belum membantu"]);
  });

  it("is the widget's conversation: the link with its token goes on there, and leaves no token in the address", async () => {
    const chat = await customer();
    await chat.ask("jam buka?", (m) => m.sources);
    const token = await chat.frame.evaluate(
      (key) => JSON.parse(localStorage.getItem(`terang:${key}:token`)),
      scene.house.key,
    );
    const page = await reader(`/c/${scene.house.key}?t=${encodeURIComponent(token)}`);
    assert.equal(page.url(), `${scene.house.url}/c/${scene.house.key}`);
    assert.ok((await messages(page)).some((m) => m.text === "jam buka?"));
    await page.fill("#text", "dari halaman biasa");
    await page.click("form button.main");
    await chat.seen("it stands in the widget", async () =>
      (await chat.messages()).some((m) => m.mine && m.text === "dari halaman biasa"),
    );
    await chat.say("dari widget");
    await page.reload().catch(() => null); // a form may still be on its way
    assert.ok((await messages(page)).some((m) => m.text === "dari widget"));
    // Somebody else's browser without the link is at the door, not in the conversation.
    const other = await reader();
    assert.equal(await other.locator("main ol").count(), 0);
    assert.ok(await button(other, "Mulai percakapan").isVisible());
  });

  it("a forged or foreign token opens nothing", async () => {
    for (const token of ["ct1.ws_x.con_x.cnv_x.aaaa.bbbb", "../../etc/passwd", "<script>alert(1)</script>"]) {
      const page = await reader(`/c/${scene.house.key}?t=${encodeURIComponent(token)}`);
      assert.equal(await page.locator("main ol").count(), 0);
    }
  });

  it("a person comes with one tap, is named, replies, and leaves a question to answer", async () => {
    const desk = await agent();
    const page = await begun();
    await ask(page, "jam buka?");
    await button(page, "Bicara dengan petugas").click();
    await until("the page says that one waits", async () => {
      await page.reload().catch(() => null); // a form may still be on its way
      return /menunggu petugas/.test(await page.locator("header [role=status]").innerText());
    });
    assert.ok(await page.locator("form[action$='/assistant'] button").isVisible());
    const [{ id }] = (await scene.house.as("agent", "GET", "/conversations?view=queue")).items.slice(-1);
    await desk.open(id);
    await desk.claim();
    await desk.reply("Halo, saya Rina.");
    await page.reload().catch(() => null); // a form may still be on its way
    const all = await messages(page);
    const reply = all.find((m) => m.text === "Halo, saya Rina.");
    assert.equal(reply.who, "Petugas · Rina");
    assert.match(reply.mark, /person/);
    assert.ok(
      all.some(
        (m) =>
          m.seq < reply.seq && /Mulai pesan ini Anda dilayani petugas kami, Rina \(manusia\)/.test(m.all),
      ),
    );
    assert.match(await page.locator("header [role=status]").innerText(), /Rina/);
    await desk.resolve();
    await page.reload().catch(() => null); // a form may still be on its way
    await page.locator("form[action$='/survey'] button[value='5']").click();
    await page.locator("text=Nilai Anda: 5").waitFor();
    assert.equal((await scene.house.as("agent", "GET", `/conversations/${id}`)).survey.score, 5);
  });

  it("back to the assistant while one waits; English with one tap", async () => {
    const page = await begun();
    await ask(page, "jam buka?");
    await button(page, "Bicara dengan petugas").click();
    await page.click("form[action$='/assistant'] button");
    await ask(page, "jam buka?", (m) => /08\.00/.test(m.text));
    await button(page, "English").click();
    await button(page, "Talk to a person").waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  });

  it("gives each message's receipt as a file that holds without the server", async () => {
    const page = await begun();
    await ask(page, "jam buka?", (m) => /08\.00/.test(m.text));
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("a[href*='/receipt/']").last().click(),
    ]);
    const file = join(scene.house.dir, download.suggestedFilename());
    await download.saveAs(file);
    const good = await terang("verify", "--json", file);
    assert.equal(good.code, 0, good.err);
    assert.match(JSON.parse(good.out).shown.text, /08\.00–21\.00/);
    const bytes = await readFile(file);
    bytes[Math.floor(bytes.length / 2)] ^= 1;
    await writeFile(file, bytes);
    assert.notEqual((await terang("verify", file)).code, 0);
  });

  it("says what is wrong and keeps what was written: too long, too fast", async () => {
    const page = await begun();
    await page.evaluate(() => document.querySelector("#text").removeAttribute("maxlength"));
    const long = "a".repeat(4001);
    await page.fill("#text", long);
    await page.click("form button.main");
    await page.locator("[role=alert]").waitFor();
    await page.waitForLoadState(); // what was written stands behind the alert, and comes in pieces
    assert.equal(await page.inputValue("#text"), long);
  });

  it("shows what is written as it was written", async () => {
    const page = await begun();
    const hostile = "<img src=x onerror=alert(1)> <b>tebal</b> javascript:alert(1)";
    await page.fill("#text", hostile);
    await page.click("form button.main");
    await page.locator("li .text", { hasText: "<img src=x" }).waitFor();
    assert.equal(await page.locator("li img, li b").count(), 0);
  });

  it("is not there under an unknown key", async () => {
    const page = await reader("/c/wk_tidakada");
    assert.equal(await page.locator("form").count(), 0);
  });

  for (const [size, theme] of [
    ["phone", "dark"],
    ["desk", "light"],
  ]) {
    it(`has no axe-core violation: ${size}, ${theme}`, async () => {
      // axe-core is itself a script: this one browser runs them, the page still has none.
      const visitor = await scene.visitor({ size, theme });
      const page = await visitor.page(`/c/${scene.house.key}`);
      await accessible(page, "the door");
      await page.click("form[action$='/begin'] button");
      await accessible(page, "the beginning");
      const sms = await scene.house.lastSms();
      await ask(page, "paketku kok blm nyampe ya, no TRG-1042", (m) => /kode 6 angka/.test(m.text));
      await ask(page, await scene.house.code(sms), (m) => /TRG-1042 terlambat/.test(m.text));
      await accessible(page, "an order");
      await fits(page, "an order");
      await button(page, "Bicara dengan petugas").click();
      await accessible(page, "waiting");
    });
  }
});
