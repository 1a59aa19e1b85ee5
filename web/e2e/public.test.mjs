// The pages by which anyone checks the brand: "Apakah pesan ini asli?", what the assistant does, and the page that
// checks a receipt from a file. The first two run no script; the third runs with no network.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { accessible, fits, openBrowser, visit } from "./browser.mjs";
import { demo, until } from "./house.mjs";

describe("public pages", () => {
  let house;
  let browser;
  let receipt;
  let words;
  const open = [];

  before(async () => {
    [house, browser] = await Promise.all([demo(), openBrowser()]);
    const page = await reader(`/c/${house.key}`);
    await page.click("form[action$='/begin'] button");
    await page.fill("#text", "Jam berapa toko buka hari Minggu?");
    await page.click("form button.main");
    await until("an answer with its receipt", async () => {
      const there = await page.reload().catch(() => null); // the form may still be on its way
      return there && (await page.locator("a[href*='/receipt/']").count()) > 1;
    });
    const answer = page.locator("main ol > li").last();
    words = await answer.locator(".text").textContent();
    const link = await answer.locator("a[href*='/receipt/']").getAttribute("href");
    receipt = await (await page.context().request.get(house.url + link)).text();
    for (const one of open.splice(0)) await one.close();
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  const keep = (one) => {
    open.push(one);
    return one;
  };
  async function reader(path, options = {}) {
    return keep(await visit(browser, house.url, { ...options, script: false })).page(path);
  }
  const asked = async (page, pasted) => {
    await page.fill("#q", pasted);
    await page.click("form button.main");
    return (await page.locator(".verdict").textContent()).replace(/\s+/g, " ").trim();
  };

  it("tells what the brand sent, and who wrote it", async () => {
    const page = await reader(`/verifikasi/${house.key}?lang=id`);
    assert.match(await asked(page, receipt), /Asli: Toko Terang mengirim pesan ini/);
    assert.equal(await page.locator("blockquote").textContent(), words);
    assert.match(await page.locator("article").textContent(), /mesin: asisten AI, bukan manusia/);
    const code = await page.locator("dd", { hasText: /^\d+-.{4}-.{4}$/ }).textContent();

    assert.match(await asked(page, code), /Ada: Toko Terang mengirim pesan dengan kode ini/);
    assert.equal(await page.locator("blockquote").count(), 0, "a code shows nobody's words");
    assert.match(
      await asked(page, `Asisten AI Toko Terang\n${words.toUpperCase()}\n14.30`),
      /pernah mengirim/,
    );
    assert.match(await asked(page, words.replace("17.00", "19.00")), /tidak mengirim kata-kata ini/);
    assert.match(await asked(page, receipt.replace("index ", "index 1")), /TIDAK sah/);
    assert.match(await asked(page, receipt.slice(0, 600)), /terpotong setelah baris/);
  });

  it("knows the brand by its receipt where several share the installation", async () => {
    const page = await reader("/verifikasi?lang=id");
    assert.match(await asked(page, receipt), /Asli: Toko Terang mengirim pesan ini/);
    assert.match(await asked(page, words), /Merek yang mana/);
  });

  it("says what the assistant does, from what runs, in both languages", async () => {
    const id = await (await reader(`/transparansi/${house.key}?lang=id`)).locator("main").innerText();
    for (const want of [
      "Status pesanan",
      "Bicara dengan petugas",
      "08.00–21.00",
      "Pesan dari asisten AI",
      "Kunci log",
    ])
      assert.ok(id.includes(want), want);
    const page = await reader(`/transparansi/${house.key}?lang=en`);
    assert.match(await page.locator("main").innerText(), /Order status[\s\S]*Talk to a person[\s\S]*in use/);
    await page.click("nav a[hreflang=id]");
    assert.equal(await page.locator("html").getAttribute("lang"), "id");
  });

  for (const size of ["phone", "desktop"])
    for (const theme of ["light", "dark"])
      it(`fits and can be read: ${size}, ${theme}`, async () => {
        // axe needs scripts; the pages' own policy allows none, so it is put in beside it.
        const visitor = keep(
          await visit(browser, house.url, { size, theme, language: theme === "dark" ? "en" : "id" }),
        );
        for (const path of ["/verifikasi", "/transparansi", "/verifikasi/luring.html"]) {
          const page = await visitor.page(path);
          if (path === "/verifikasi") await asked(page, receipt);
          if (path.endsWith(".html")) {
            await page.fill("#receipt", receipt);
            await page.click("form button");
          }
          await accessible(page, path);
          await fits(page, path);
        }
      });

  it("checks a receipt from a file, with no network", async () => {
    const context = await browser.newContext({ locale: "id-ID", offline: true });
    const page = await context.newPage();
    const troubles = [];
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("console", (message) => troubles.push(message.text()));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) troubles.push(request.url());
    });
    await page.goto(new URL("../dist/verify/terang-verify.html", import.meta.url).href);
    await page
      .locator("#file")
      .setInputFiles({ name: "tanda-terima.txt", mimeType: "text/plain", buffer: Buffer.from(receipt) });
    await page.locator("#verdict .good").waitFor();
    assert.equal(await page.locator("blockquote").textContent(), words);

    const keys = await (await fetch(`${house.url}/log/${/\/log\/(\S+)/.exec(receipt)[1]}/keys`)).text();
    await page.fill("#trust", keys);
    await page.click("form button");
    assert.doesNotMatch(await page.locator("#verdict").textContent(), /tidak memberi kunci/);
    await page.fill("#receipt", receipt.replace("index ", "index 1"));
    await page.click("form button");
    assert.match(await page.locator("#verdict .bad").textContent(), /TIDAK sah/);
    await context.close();
    assert.deepEqual(troubles, []);
  });
});
