// A machine's help for agents: answers from articles with no language model; with one, other words, summaries and translations. All of
// it stays a draft, and what is sent of it says so.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { accessible, fits, openBrowser, visit } from "./browser.mjs";
import { alone } from "./chat.mjs";
import { atDesk } from "./desk.mjs";
import { serveIn } from "./house.mjs";
import { setScene } from "./scene.mjs";

const face = (desk) => desk.page.locator(".aide-menu > button");
const item = (desk, name) => desk.page.locator(".aide-menu [role=menuitem]", { hasText: name });

describe("help with no language model", () => {
  const scene = setScene();

  it("suggests an answer from the articles with its source, and what is sent is helped by AI", async () => {
    const [chat, id] = await scene.waiting("apakah toko buka hari Minggu?");
    const desk = await scene.agent("agent");
    await desk.open(id);
    await desk.claim();
    await desk.page.keyboard.press("Escape");
    await desk.page.keyboard.press("w");
    await item(desk, "Sarankan jawaban").waitFor();
    assert.equal(await desk.page.locator(".aide-menu [role=menuitem]").count(), 1);
    assert.match(await desk.page.locator(".aide-menu .menu-list").innerText(), /butuh model bahasa/);
    await accessible(desk.page, "the menu of help");
    await desk.page.keyboard.press("Enter");
    await desk.page.locator(".sent-as").waitFor();
    const text = await desk.page.locator(".composer-text").inputValue();
    assert.ok(text.length > 20, text);
    assert.match(await desk.page.locator(".suggestion").last().innerText(), /Sumber/);
    const said = await chat.last();
    await desk.page.locator(".composer-text").press("Control+Enter");
    const heard = await chat.heard(said, (m) => m.kind === "ai_assisted");
    assert.equal(heard.label, "Petugas · Rina, dibantu AI");
  });
});

describe("help with a language model", () => {
  let house;
  let browser;
  let model;
  let reply = (_rules, given) => given;
  const present = [];

  before(async () => {
    model = createServer(async (request, response) => {
      let body = "";
      for await (const bytes of request) body += bytes;
      const [rules, given] = JSON.parse(body).messages.map((m) => m.content);
      response.setHeader("Content-Type", "application/json");
      response.end(
        JSON.stringify({
          model: "uji",
          choices: [{ message: { content: reply(rules, given) } }],
          usage: { total_tokens: 9 },
        }),
      );
    });
    await new Promise((done) => model.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${model.address().port}/v1`;
    [house, browser] = await Promise.all([
      serveIn({ TERANG_LLM_URL: url, TERANG_LLM_MODEL: "uji" }),
      openBrowser(),
    ]);
  });
  after(async () => {
    for (const one of present) await one.close();
    await browser?.close();
    await house?.close();
    model?.close();
  });

  const talk = async (words, options = {}) => {
    const visitor = await visit(browser, house.url, options);
    const chat = await alone(visitor, house.key, options.language);
    await chat.ask(words);
    await chat.callPerson();
    const id = await chat.conversation(house.key);
    const desk = await atDesk(
      await visit(browser, house.url, { ...options, language: "id" }),
      house,
      "owner",
    );
    present.push(chat, desk);
    await desk.open(id);
    await desk.claim();
    return { chat, desk, id };
  };

  it("puts the agent's words otherwise, takes them back, and refuses a changed figure", async () => {
    const { desk } = await talk("barang saya rusak");
    const field = desk.page.locator(".composer-text");
    await field.fill("brg 2 pcs blm bs dikirim");
    reply = () => "Dua barang (2 pcs) belum bisa dikirim.";
    await face(desk).click();
    await item(desk, "Perbaiki ejaan").click();
    await desk.page.waitForFunction(() =>
      document.querySelector(".composer-text").value.startsWith("Dua barang"),
    );
    await desk.page.locator(".sent-as").waitFor();
    await accessible(desk.page, "other words in the composer");
    await desk.page.locator(".toast button", { hasText: "Kembalikan" }).click();
    assert.equal(await field.inputValue(), "brg 2 pcs blm bs dikirim");
    assert.equal(await desk.page.locator(".sent-as").count(), 0, "one's own words again");
    reply = () => "Barang 3 pcs belum bisa dikirim.";
    await face(desk).click();
    await item(desk, "Lebih singkat").click();
    await desk.page.locator(".toast", { hasText: "mengubah angka" }).waitFor();
    assert.equal(await field.inputValue(), "brg 2 pcs blm bs dikirim");
  });

  for (const theme of ["light", "dark"])
    it(`sums up for colleagues alone, and translates what the customer wrote (${theme}, phone)`, async () => {
      const { chat, desk, id } = await talk("my parcel came broken and nobody answers", {
        theme,
        language: "en",
        size: "phone",
      });
      reply = () => "Paket pelanggan datang rusak.";
      await desk.page.locator(".read-hint button").click();
      await desk.page.locator(".read-hint", { hasText: "Paket pelanggan datang rusak." }).waitFor();
      reply = () => "Pelanggan menerima paket rusak; belum ada jawaban.";
      await face(desk).click();
      await fits(desk.page, "the menu on a phone");
      await item(desk, "Ringkas").click();
      const summary = desk.page.locator(".suggestion", { hasText: "Ringkasan AI" });
      await summary.waitFor();
      assert.equal(
        await summary.locator(".suggestion-take").count(),
        0,
        "a summary is no draft of a message",
      );
      await accessible(desk.page, `summary and translation, ${theme}`);
      await fits(desk.page, "summary and translation on a phone");
      assert.ok(
        !(await chat.messages()).some((m) => m.text.includes("paket rusak")),
        `the customer of ${id} sees it`,
      );
    });
});
