// A customer asks freely and the assistant answers: it proves who asks before it tells anything personal,
// calls the shop's system, names its articles, and says so where it does not know.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { until } from "./house.mjs";
import { setScene } from "./scene.mjs";

describe("asking", () => {
  const scene = setScene();
  let chat;

  const customer = async (language = "id") => {
    chat = await scene.customer({ language });
  };

  /** Proves who the customer is with the code on the make-believe phone; the answer that follows. */
  async function proveWith(sms, match) {
    return chat.ask(await scene.house.code(sms), match);
  }

  it("tells where an order is, after a one-time code: what, why, what next, when, and a time line", async () => {
    await customer();
    const sms = await scene.house.lastSms();
    const question = await chat.ask("paketku kok blm nyampe ya, no TRG-1042");
    assert.match(question.text, /kode 6 angka/);
    assert.match(
      question.text,
      /\+62 812-\*+-4321/,
      "the number is hidden from whoever has not proved to own it",
    );
    for (const secret of [/Kurir/, /Karawang/, /terlambat/]) assert.doesNotMatch(question.text, secret);

    const answer = await proveWith(sms, (m) => m.card);
    assert.match(answer.text, /TRG-1042 terlambat/, "what");
    assert.match(answer.text, /Sebabnya banjir di Karawang/, "why");
    assert.match(answer.text, /Berikutnya: diantar/, "what next");
    assert.match(answer.text, /Perkiraan baru tiba: .+ sebelum \d\d\.\d\d WIB/, "when");
    for (const step of ["Dipesan", "Dibayar", "Dikemas", "Diserahkan ke kurir", "Tiba"])
      assert.ok(answer.card.includes(step), `the card has "${step}": ${answer.card}`);
    const steps = await chat.frame.locator(".msg-step").evaluateAll((all) => all.map((s) => s.dataset.state));
    assert.deepEqual(steps, ["done", "done", "done", "now", "next"]);
    const times = await chat.frame.locator(".msg-step time").evaluateAll((all) => all.map((t) => t.dateTime));
    assert.deepEqual(times, [...times].sort(), "the time line is in order");
    assert.equal(times.length, 5);
  });

  it("takes no wrong code, says how many tries are left, and tells nothing", async () => {
    await customer();
    const sms = await scene.house.lastSms();
    await chat.ask("cek pesanan TRG-1042", "kode 6 angka");
    const code = await scene.house.code(sms);
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0");
    const refused = await chat.ask(wrong, "tidak cocok");
    assert.match(refused.text, /4 kali lagi/);
    assert.equal(
      (await chat.messages()).some((m) => m.card),
      false,
    );
    const answer = await chat.ask(code, (m) => m.card);
    assert.match(answer.card, /TRG-1042/);
  });

  it("sends another code when its chip is tapped, and the earlier one no longer opens anything", async () => {
    await customer();
    const sms = await scene.house.lastSms();
    const asked = await chat.ask("cek pesanan TRG-1042", "kode 6 angka");
    const first = await scene.house.code(sms);
    const between = await scene.house.lastSms();
    await chat.tap("Kirim kode lagi");
    await chat.heard(asked.seq, (m) => m.seq > asked.seq + 1);
    const second = await scene.house.code(between);
    if (first !== second) assert.equal((await chat.ask(first)).card, "", "the earlier code is worth nothing");
    assert.match((await chat.ask(second, (m) => m.card)).card, /TRG-1042/);
  });

  it("resets a password, without a second code for whoever gave one a moment ago", async () => {
    await customer();
    let sms = await scene.house.lastSms();
    await chat.ask("paketku kok blm nyampe ya, no TRG-1042", "kode 6 angka");
    await proveWith(sms, (m) => m.card);
    sms = await scene.house.lastSms();
    await chat.ask("lupa sandi", "buatkan tautan"); // nothing is made before a yes
    const answer = await chat.ask("ya", "Berlaku sekali");
    assert.match(answer.text, /Berlaku sekali/);
    await scene.house.sms("password_reset", sms);
    assert.equal(await scene.house.smsCount("one_time_code", sms), 0, "no second code");
    const link = chat.frame.locator(`[data-seq="${answer.seq}"] .msg-bubble a`);
    assert.match(await link.getAttribute("href"), /^http:\/\/127\.0\.0\.1:\d+\/password-resets\//);
    assert.match(await link.getAttribute("rel"), /noopener/);
  });

  it("resets nobody's password without a code", async () => {
    await customer();
    const sms = await scene.house.lastSms();
    const asked = await chat.ask("lupa sandi");
    assert.match(asked.text, /nomor pesanan|nomor HP|email/i, "it asks who the customer is");
    await chat.ask("TRG-1042", "kode 6 angka");
    await proveWith(sms, "buatkan tautan");
    await chat.ask("ya", "Berlaku sekali");
    await scene.house.sms("password_reset", sms);
  });

  it('names the article of an answer: "jam buka?"', async () => {
    await customer();
    const answer = await chat.ask("jam buka?");
    assert.match(answer.text, /08\.00–21\.00 WIB/);
    assert.match(answer.sources, /Sumber: Jam buka/);
    assert.ok(answer.chips.length > 0, "it asks whether that helped");
  });

  it('answers in the customer\'s language: "can I return this?"', async () => {
    await customer();
    const answer = await chat.ask("can I return this?");
    assert.match(answer.text, /within 7 days/);
    assert.match(answer.sources, /Returns and exchanges/);
    assert.equal(answer.language, "en");
    assert.match(answer.disclosure, /This is the AI assistant of Toko Terang, not a human/);
  });

  it("speaks English after one switch, and the panel with it", async () => {
    await customer();
    await chat.frame.click(".head button[lang=en]");
    await chat.seesPersonButton("Talk to a person");
    const answer = await chat.ask("jam buka?", (m) => m.kind === "ai");
    assert.equal(await chat.frame.evaluate(() => document.documentElement.lang), "en");
    assert.match(answer.label, /AI assistant/);
  });

  it("says that it does not know, guesses nothing, and offers a person", async () => {
    await customer();
    const answer = await chat.ask("xyzzy blorp qwfpg zxcv");
    assert.match(answer.text, /belum menangkap|did not understand/);
    assert.equal(answer.sources, "");
    assert.ok(
      answer.chips.some((c) => /petugas|agent/i.test(c)),
      `a chip leads to a person: ${answer.chips}`,
    );
    await chat.tap(/petugas|agent/i);
    await until("the conversation waits for a person", async () =>
      /Menunggu petugas|Waiting for a person/.test(await chat.personButton()),
    );
  });

  it("a quick reply can be tapped: it is said as its words, once, and goes away", async () => {
    await customer();
    const greeting = (await chat.messages()).at(-1);
    assert.ok(greeting.chips.includes("Jam buka"), `chips: ${greeting.chips}`);
    await chat.tap("Jam buka");
    const answer = await chat.heard(greeting.seq, (m) => m.sources);
    assert.match(answer.sources, /Jam buka/);
    const mine = (await chat.messages()).filter((m) => m.mine);
    assert.deepEqual(
      mine.map((m) => m.text),
      ["Jam buka"],
    );
    assert.equal(await chat.frame.locator(`[data-seq="${greeting.seq}"] .msg-chip`).count(), 0);
  });

  it("asks for what is missing and nothing else: an order without its number", async () => {
    await customer();
    const asked = await chat.ask("pesanan saya sampai mana?");
    assert.equal(asked.card, "");
    assert.match(asked.text, /nomor/i);
    const sms = await scene.house.lastSms();
    await chat.ask("TRG-1042", "kode 6 angka");
    const answer = await proveWith(sms, (m) => m.card);
    assert.match(answer.card, /TRG-1042/);
  });
});
