// What a model drafts for an agent is shown as that, is used by hand, and is told to the customer as what it became.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessible, fits } from "./browser.mjs";
import { setScene } from "./scene.mjs";

const REWRITTEN = "Halo kak, barusan saya cek bersama tim: nomor lama kakak sudah kami keluarkan.";

describe("an AI draft for an agent", () => {
  const scene = setScene();
  const sent = (desk) => desk.page.locator(".sent-as");
  const field = (desk) => desk.page.locator(".composer-text");

  /** A customer whose wish only a person may fulfil, before an agent who has not taken over yet; and the draft. */
  const handedOver = async (options) => {
    const chat = await scene.customer(options);
    await chat.ask("hapus semua data pribadi saya");
    await chat.seesPersonButton("Menunggu petugas");
    const id = await chat.conversation(scene.house.key);
    const { messages } = await scene.house.as("agent", "GET", `/conversations/${id}/messages`);
    const draft = messages.find((m) => m.kind === "note" && m.author.kind === "ai");
    assert.ok(draft, "the assistant left a draft at the hand-over");
    const desk = await scene.agent("agent", options);
    await desk.open(id);
    return { chat, desk, draft };
  };

  it("is not sent until somebody does, and unchanged it reaches the customer as helped by AI", async () => {
    const { chat, desk, draft } = await handedOver();
    const card = desk.page.locator(".suggestion");
    assert.match(await card.innerText(), /Draf AI – belum terkirim/);
    assert.ok((await card.innerText()).includes(draft.text.split("\n")[0]));
    assert.equal(
      await card.locator("button.suggestion-take").count(),
      0,
      "nothing to use before one may reply",
    );
    assert.ok(
      !(await chat.messages()).some((m) => m.text.includes(draft.text)),
      "the customer does not see it",
    );
    await desk.claim();
    const before = await chat.last();
    await card.locator("button", { hasText: "Pakai draf" }).click();
    await sent(desk).waitFor();
    assert.equal(await field(desk).inputValue(), draft.text);
    assert.match(
      (await sent(desk).innerText()).replace(/\s+/g, " "),
      /^Dikirim sebagai .*Petugas · Rina, dibantu AI kecuali Anda menulis ulang$/,
    );
    await accessible(desk.page, "the console with a draft in the composer");
    await field(desk).press("Control+Enter");
    const heard = await chat.heard(before, (m) => m.kind === "ai_assisted");
    assert.equal(heard.text, draft.text);
    assert.equal(heard.label, "Petugas · Rina, dibantu AI");
    assert.equal(heard.ai, "ai_assisted");
    await card.getByText("petugas sudah menjawab").waitFor();
    const own = (await desk.messages()).find((m) => m.seq === heard.seq);
    assert.equal(own.kind, "ai_assisted", "the agent sees the same author");
    assert.equal(await sent(desk).count(), 0);

    await chat.openSheet(heard.seq);
    const plain = await (await chat.page.request.get(`${scene.house.url}/c/${scene.house.key}`)).text();
    const links = chat.frame.locator(".sheet-pages a");
    for (const [index, path] of ["verifikasi", "transparansi"].entries()) {
      const address = await links.nth(index).evaluate((a) => a.href);
      assert.equal(address, `${scene.house.url}/${path}/${scene.house.key}?lang=id`);
      assert.equal((await chat.page.request.get(address)).status(), 200);
      assert.ok(
        plain.includes(`href="/${path}/${scene.house.key}?lang=`),
        "the page without scripts leads there too",
      );
    }
  });

  it("is taken with one key, fits a phone, and rewritten it is the agent's own word", async () => {
    const { chat, desk, draft } = await handedOver();
    await desk.claim();
    await desk.page.keyboard.press("Escape"); // out of the composer, where letters are text
    const before = await chat.last();
    await desk.page.keyboard.press("d");
    await sent(desk).waitFor();
    assert.equal(await field(desk).inputValue(), draft.text);
    await field(desk).fill(REWRITTEN);
    assert.equal(await sent(desk).count(), 1, "the server compares, not the page");
    await desk.page.setViewportSize({ width: 360, height: 740 });
    await desk.page.waitForSelector("[data-layout=pages]");
    await fits(desk.page, "the console of a phone with a draft in the composer");
    await field(desk).press("Control+Enter");
    const heard = await chat.heard(before, REWRITTEN);
    assert.equal(heard.kind, "human");
    assert.equal(heard.label, "Petugas · Rina");
    await desk.heard(REWRITTEN);
    const own = (await desk.messages()).find((m) => m.seq === heard.seq);
    assert.equal(own.kind, "human");
  });
});
