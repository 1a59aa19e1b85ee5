// "Siapa ini?": who wrote a message, by which playbook and model, from which sources, and a receipt that anyone
// can check without the server, and that no changed byte survives.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { accessible } from "./browser.mjs";
import { terang, until } from "./house.mjs";
import { setScene } from "./scene.mjs";

describe("proof", () => {
  const scene = setScene();
  const { customer, agent, waiting } = scene;

  /** The sheet's facts by their names. */
  const facts = (chat) =>
    chat.frame
      .locator("dialog.sheet")
      .evaluate((sheet) =>
        Object.fromEntries(
          [...sheet.querySelectorAll("dl > div")].map((d) => [
            d.querySelector("dt").textContent.trim(),
            d.querySelector("dd").textContent.replaceAll("\u00a0", " ").trim(),
          ]),
        ),
      );
  /** Downloads the receipt of the open sheet; the file. */
  async function receipt(chat) {
    const [download] = await Promise.all([
      chat.page.waitForEvent("download"),
      chat.frame.click("dialog.sheet button.primary"),
    ]);
    const file = join(scene.house.dir, download.suggestedFilename());
    await download.saveAs(file);
    return file;
  }

  it("tells of a machine's message: what wrote it, by what, from where, and its place in the log", async () => {
    const chat = await customer();
    const answer = await chat.ask("jam buka?", (m) => m.sources);
    await chat.openSheet(answer.seq);
    const sheet = chat.frame.locator("dialog.sheet");
    assert.match(await sheet.innerText(), /Asisten AI/);
    assert.match(await sheet.innerText(), /sebuah program komputer. Bukan manusia/);
    const said = await until(
      "the receipt's place",
      async () => /No\. \d+/.test((await facts(chat)).Bukti) && facts(chat),
    );
    assert.match(said.Model, /^ears@[0-9a-f]{8}\+[0-9a-f]{4}$/);
    assert.match(said.Panduan, /^article\/opening-hours@\d+$/);
    assert.match(said.Sumber, /Jam buka.*versi 1/);
    assert.match(said.Bukti, /Tercatat/);
    assert.equal(await chat.frame.evaluate(() => document.activeElement.closest("dialog") !== null), true);
    await accessible(chat.frame, "the sheet");

    const file = await receipt(chat);
    assert.match(file, /terang-receipt-msg_[0-9A-Z]{26}\.txt$/);
    const good = await terang("verify", "--json", file);
    assert.equal(good.code, 0, good.err);
    const report = JSON.parse(good.out);
    assert.equal(report.ok, true);
    assert.equal(report.shown.text, answer.text);
    assert.equal(report.statement.author.kind, "ai");
    assert.equal(report.statement.author.model, said.Model);
    assert.equal(report.statement.disclosure.satisfied, true);
  });

  it("names the playbook of an answer from the shop's system", async () => {
    const chat = await customer();
    const sms = await scene.house.lastSms();
    await chat.ask("cek pesanan TRG-1042", "kode 6 angka");
    const answer = await chat.ask(await scene.house.code(sms), (m) => m.card);
    await chat.openSheet(answer.seq);
    assert.match((await facts(chat)).Panduan, /^order_status@\d+$/);
  });

  it("tells of a person's message that a person wrote it; and of an announcement that the system did", async () => {
    const desk = await agent();
    const [chat, id] = await waiting("jam buka?");
    await desk.open(id);
    await desk.claim();
    await desk.reply("Halo, saya Rina.");
    const reply = await chat.heard(1, "saya Rina");
    await chat.openSheet(reply.seq);
    assert.match(
      await chat.frame.locator("dialog.sheet").innerText(),
      /Ini tulisan Rina, petugas \(manusia\) dari Toko Terang/,
    );
    assert.equal((await facts(chat)).Model, undefined);
    const report = JSON.parse((await terang("verify", "--json", await receipt(chat))).out);
    assert.equal(report.ok, true);
    assert.equal(report.statement.author.kind, "human");
    assert.equal(report.shown.text, "Halo, saya Rina.");
    await chat.page.keyboard.press("Escape");
    const takeover = (await chat.messages()).find((m) => m.kind === "system");
    await chat.openSheet(takeover.seq);
    assert.match(await chat.frame.locator("dialog.sheet").innerText(), /pemberitahuan dari sistem chat/);
    // The agent sees the same, and the same file.
    await desk.page.click(`.messages [data-seq="${reply.seq}"] .msg-who`);
    const [download] = await Promise.all([
      desk.page.waitForEvent("download"),
      desk.page.click("dialog[open] a[download]"),
    ]);
    const file = join(scene.house.dir, `console-${download.suggestedFilename()}`);
    await download.saveAs(file);
    assert.equal((await terang("verify", file)).code, 0);
  });

  it("no changed byte of a receipt is accepted, at any place of it", async () => {
    const chat = await customer();
    const answer = await chat.ask("jam buka?", (m) => m.sources);
    await chat.openSheet(answer.seq);
    const file = await receipt(chat);
    const good = await readFile(file);
    assert.equal((await terang("verify", file)).code, 0);
    const changed = join(scene.house.dir, "changed.txt");
    const places = Array.from({ length: 24 }, (_, i) => Math.floor((i * good.length) / 24));
    for (const at of places) {
      const bad = Buffer.from(good);
      bad[at] ^= 1;
      await writeFile(changed, bad);
      const { code, out } = await terang("verify", changed);
      assert.notEqual(
        code,
        0,
        `byte ${at} of ${good.length} (${JSON.stringify(String.fromCharCode(good[at]))}): ${out}`,
      );
    }
    // Nor a part of it, nor another file.
    await writeFile(changed, good.subarray(0, good.length - 20));
    assert.notEqual((await terang("verify", changed)).code, 0);
    await writeFile(changed, "halo");
    const { code, err } = await terang("verify", changed);
    assert.notEqual(code, 0);
    assert.match(err, /next:/i, "it says what to do");
  });

  it("is nobody else's to download", async () => {
    const chat = await customer();
    const answer = await chat.ask("jam buka?", (m) => m.sources);
    const id = await chat.conversation(scene.house.key);
    const { messages } = await scene.house.as("agent", "GET", `/conversations/${id}/messages`);
    const { id: message } = messages.find((m) => m.seq === answer.seq);
    const other = await customer();
    const status = await other.frame.evaluate(
      async ([key, m]) => {
        const token = JSON.parse(localStorage.getItem(`terang:${key}:token`));
        return (await fetch(`/api/v1/chat/receipts/${m}`, { headers: { Authorization: `Bearer ${token}` } }))
          .status;
      },
      [scene.house.key, message],
    );
    assert.equal(status, 404);
  });
});
