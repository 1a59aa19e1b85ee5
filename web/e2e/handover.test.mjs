// The hand-over as both sides see it: what a waiting customer is told and may choose, what was promised and what became
// of it, and what the agent reads first.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { accessible, fits } from "./browser.mjs";
import { until } from "./house.mjs";
import { setScene } from "./scene.mjs";

/** The shortest time that can be promised, and what a test waits beyond it. */
const SHORTEST_MS = 61_000;
const OVERDUE_MS = SHORTEST_MS + 30_000;
/** Claims out of the queue from which the desk can tell a wait. */
const CLAIMS = 7;

describe("a hand-over", () => {
  const scene = setScene();
  const { customer, agent, waiting } = scene;

  const call = async (path, body, token) => {
    const answer = await fetch(`${scene.house.url}/api/v1${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return answer.json();
  };
  /** A customer without a screen who waits for a person. */
  const somebody = async () => {
    const { token, conversation_id } = await call("/chat/sessions", { key: scene.house.key, language: "id" });
    await call("/chat/person", {}, token);
    const say = (text) => call("/chat/messages", { client_id: crypto.randomUUID(), text }, token);
    return { id: conversation_id, say };
  };
  const row = (id) => scene.house.as("agent", "GET", `/conversations/${id}`);
  const panel = (desk) => desk.page.locator(".panel");
  const words = (text) => text.split(/\s+/).filter(Boolean).length;

  /** What was promised for a time that will pass while the other tests run. */
  let overdue;
  before(async () => {
    const { id, say } = await somebody();
    const due = new Date(Date.now() + SHORTEST_MS).toISOString();
    await scene.house.as("agent", "POST", `/conversations/${id}/claim`, {});
    await scene.house.as("agent", "POST", `/conversations/${id}/promises`, {
      client_id: "overdue-1",
      kind: "task",
      words: "Dana Anda kami kembalikan.",
      due_at: due,
      tell: true,
    });
    await say("baik, saya tunggu"); // whoever is awake hears bad news at any hour
    overdue = { id, due };
  });

  it("is told with the place and the wait as a range, told anew, and never as one number", async () => {
    const desk = await agent();
    const ids = [];
    for (let i = 0; i < CLAIMS; i++) ids.push((await somebody()).id);
    for (const id of ids) {
      await new Promise((done) => setTimeout(done, 150));
      await scene.house.as("agent", "POST", `/conversations/${id}/claim`, {});
    }
    const { id: first } = await somebody();
    const [chat] = await waiting();
    const bar = chat.frame.locator(".bar-person", { hasText: "antrean" });
    assert.match(
      await bar.innerText(),
      /Anda nomor 2 dalam antrean.*Perkiraan (< \d+|\d+–\d+) menit, diperbarui \d\d\.\d\d\./s,
    );
    // A screen reader hears the place, not the clock.
    const heard = chat.frame.locator(".bars > [role=status]");
    assert.match(await heard.textContent(), /nomor 2/);
    assert.doesNotMatch(await heard.textContent(), /diperbarui|Perkiraan/);
    await scene.house.as("agent", "POST", `/conversations/${first}/claim`, {});
    await chat.seen("the place moves up", async () => /Anda berikutnya/.test(await heard.textContent()));
    await accessible(chat.frame, "the bar of a waiting customer");
    await desk.go("#/queue");
  });

  it("to be called: asked for in the bar, promised in both places, kept by the agent", async () => {
    const desk = await agent();
    const chat = await customer({ size: "phone" });
    await chat.ask("nomor saya 0812 3456 7890, tolong dicatat");
    await chat.callPerson();
    const call = chat.frame.locator(".bar-action", { hasText: "Telepon saya" });
    await call.waitFor();
    assert.equal(await chat.frame.locator(".msg-chip").count(), 0, "each choice stands in one place");
    await call.click();
    const number = chat.frame.locator(".reach input[type=tel]");
    await number.waitFor();
    assert.equal(await number.inputValue(), "0812 3456 7890", "what was written already is filled in");
    await accessible(chat.frame, "the form");
    await fits(chat.frame, "the form");
    await number.fill("12");
    await chat.frame.locator(".reach .primary").click();
    assert.match(await chat.frame.locator(".reach [role=alert]").innerText(), /Tulis nomor telepon/);
    assert.equal(await number.getAttribute("aria-invalid"), "true");
    await number.fill("0812 3456 7890");
    await chat.frame.locator(".reach .primary").click();
    await chat.seen("the promise stands in the bar, with its time", async () =>
      /Janji paling lambat .*\d\d\.\d\d WIB: .*menelepon/s.test(await chat.bars()),
    );
    assert.equal(await call.count(), 0);
    assert.deepEqual(
      await chat.frame.locator(".msg-chip").allInnerTexts(),
      ["Batalkan, saya tunggu di sini"],
      "what the bar does not offer stays under the message",
    );
    assert.equal(await chat.frame.locator(".reach").count(), 0);
    await fits(chat.frame, "the bar with a promise");

    const id = await chat.conversation(scene.house.key);
    await desk.open(id, "promises");
    const item = panel(desk).locator(".promise", { hasText: "Menelepon" });
    await item.waitFor();
    assert.match(await item.innerText(), /\+62\s?812\s?3456\s?7890|\+6281234567890/);
    assert.match(await item.innerText(), /oleh meja/);
    await desk.page.locator(".handover .brief-promise", { hasText: "Menelepon" }).waitFor();
    await desk.claim();
    await panel(desk).locator(".promise", { hasText: "oleh Anda" }).first().waitFor();
    await item.locator("button", { hasText: "Ditepati" }).click();
    await panel(desk).locator(".promise[data-state=kept]", { hasText: "Menelepon" }).waitFor();
    await chat.seen("nothing is waited for", async () => !/menelepon/.test(await chat.bars()));
    const { promises } = await row(id);
    assert.equal(promises.find((p) => p.kind === "call").state, "kept");
  });

  it("of the agent's own making: said to the customer, listed, moved, and in the way of resolving", async () => {
    const desk = await agent();
    const [chat, id] = await waiting("lampu saya pecah waktu dibuka");
    await desk.open(id);
    await desk.claim();
    await panel(desk).locator("button", { hasText: "Buat janji" }).click();
    const dialog = desk.page.locator("dialog[open]");
    await dialog.locator("label", { hasText: "Lainnya" }).click();
    await dialog.locator("label", { hasText: "dalam 1 jam" }).click();
    await accessible(desk.page, "the dialog of a new promise");
    const said = await dialog.locator("textarea").inputValue();
    assert.match(said, /Saya selesaikan ini paling lambat .* WIB\./);
    await dialog.locator("button[type=submit]").click();
    await dialog.waitFor({ state: "detached" });
    await chat.heard(1, (m) => m.kind === "human" && m.text === said);
    await chat.seen("the customer keeps it in sight", async () =>
      (await chat.bars()).includes("mengurus yang dijanjikannya"),
    );

    await desk.act("Selesaikan");
    const owed = desk.page.locator("dialog[open]", { hasText: "Masih ada janji" });
    await owed.waitFor();
    assert.match(await owed.innerText(), /Tepati, pindahkan, atau batalkan/);
    await owed.locator("[aria-haspopup=menu]").first().click();
    await owed.locator("[role=menuitem]", { hasText: "Pindahkan" }).click();
    const move = desk.page.locator("dialog[open]", { hasText: "Pindahkan janji" }).last();
    await move.locator("label", { hasText: "besok 10.00" }).click();
    await move.locator("button[type=submit]").click();
    await until("it has another time", async () => {
      const p = (await row(id)).promises.find((one) => one.state === "open" && one.kind === "task");
      return p && new Date(p.due_at).toISOString().endsWith("T03:00:00.000Z");
    });
    for (let left = 5; left > 0 && (await owed.locator(".promise").count()) > 0; left--) {
      const count = await owed.locator(".promise").count();
      await owed.locator("button", { hasText: "Ditepati" }).first().click();
      await until("one less", async () => (await owed.locator(".promise").count()) < count);
    }
    await owed.locator("button", { hasText: "Selesaikan percakapan" }).click();
    await desk.page.locator(".head-holder", { hasText: "Selesai" }).waitFor();
    // One tap says whether a person was needed.
    await desk.page.locator(".needless button", { hasText: "Ya, bisa" }).click();
    await desk.page.locator(".needless", { hasText: "Dicatat" }).waitFor();
    // And one tap says how smooth it was.
    await chat.frame.locator(".msg-score:not(.msg-smooth) input").nth(3).check({ force: true });
    await chat.frame.locator(".msg-smooth", { hasText: "Mulus" }).click();
    await chat.frame.locator(".msg-submit").click();
    await chat.frame.locator(".msg-survey", { hasText: "Terima kasih" }).waitFor();
  });

  it("is read in five seconds: a brief of at most sixty words, what is known, and all else behind it", async () => {
    const chat = await customer();
    const sms = await scene.house.lastSms();
    await chat.ask("paketku kok blm nyampe ya, no TRG-1042", "kode 6 angka");
    await chat.ask(await scene.house.code(sms), (m) => /TRG-1042/.test(m.text));
    await chat.ask("itu bukan jawaban, saya tanya KAPAN sampainya");
    await chat.callPerson();
    await chat.seesPersonButton("Menunggu petugas");
    const id = await chat.conversation(scene.house.key);
    const desk = await agent();
    await desk.open(id);
    const brief = desk.page.locator(".handover .brief");
    await brief.waitFor();
    const { hand_over } = await row(id);
    const parts = await brief.locator("dd").allInnerTexts();
    assert.ok(words(parts.join(" ")) <= 60, parts.join(" | "));
    assert.ok(parts.join(" ").includes(hand_over.brief.wants));
    assert.match(parts.join(" "), /TRG-1042/);
    await accessible(desk.page, "the card");
    assert.equal(await desk.page.locator(".handover-all[open]").count(), 0);
    await desk.page.locator(".handover-all summary").click();
    for (const step of hand_over.tried)
      await desk.page.locator(".handover .tried", { hasText: step }).waitFor();

    // In an English console all of it is English, but for the customer's own words, which say their language.
    const english = hand_over.translations.en;
    const speak = async (language) => {
      await desk.page.evaluate((to) => {
        const key = "terang.console.prefs";
        const prefs = JSON.parse(localStorage.getItem(key) ?? "{}");
        localStorage.setItem(key, JSON.stringify({ ...prefs, language: to }));
      }, language);
      await desk.page.reload();
      await brief.waitFor();
    };
    await speak("en");
    assert.ok((await brief.innerText()).includes(english.brief.who), await brief.innerText());
    assert.match(await brief.locator("[data-name=mood] [lang=id]").innerText(), /jawaban|KAPAN/);
    await desk.page.locator(".handover-all summary").click();
    assert.deepEqual(await desk.page.locator(".handover .tried li").allInnerTexts(), english.tried);
    assert.deepEqual(
      await desk.page.locator(".handover .facts dt").allInnerTexts(),
      english.facts.map((fact) => fact.label),
    );
    await fits(desk.page, "the card in English");
    await speak("id");

    // A known fact is inserted where the cursor is, by hand and by key.
    await desk.claim();
    await desk.page.fill(".composer-text", "Saya cek .");
    await desk.page.evaluate(() => document.querySelector(".composer-text").setSelectionRange(9, 9));
    await desk.page.locator(".brief-fact", { hasText: "TRG-1042" }).first().click();
    await until("the fact stands in the text", async () =>
      /Saya cek .*TRG-1042.*\./.test(await desk.page.inputValue(".composer-text")),
    );
    await desk.page.fill(".composer-text", "");
    await desk.page.focus(".conversation");
    await desk.page.keyboard.press("f");
    await desk.page.locator(".fact-menu [role=menu] :focus").waitFor();
    await desk.page.keyboard.press("Enter");
    await until("the first fact", async () => (await desk.page.inputValue(".composer-text")) !== "");

    // Asking again for what is known is held once, and then goes.
    const question = "Boleh minta nomor pesanan Anda?";
    await desk.page.fill(".composer-text", question);
    const hint = desk.page.locator(".known", { hasText: "Sudah diketahui" });
    await hint.waitFor();
    assert.match(await hint.innerText(), /TRG-1042/);
    await accessible(desk.page, "the hint");
    await desk.page.press(".composer-text", "Control+Enter");
    await desk.page.locator(".known-held").waitFor();
    assert.equal(await desk.page.inputValue(".composer-text"), question);
    await hint.locator("button", { hasText: "Tanyakan saja" }).click();
    await desk.heard(question);

    // How trust went, in a picture, in words and in a table; a quote leads to its message.
    const course = panel(desk).locator(".course");
    await course.locator("svg").waitFor();
    assert.match(await course.locator(".course-said").innerText(), /Dari 100 menjadi \d+ dalam \d+ giliran/);
    const quote = course.locator("button.reason-quote").first();
    await quote.click();
    await desk.page.locator(".messages .glow").waitFor();
    await course.locator("summary").click();
    assert.ok((await course.locator("tbody tr").count()) > 0);
    await accessible(desk.page, "the panel");
  });

  it("sends at once where nobody can tell whether it is known", async () => {
    const chat = await customer();
    const sms = await scene.house.lastSms();
    await chat.ask("cek pesanan TRG-1042", "kode 6 angka");
    await chat.ask(await scene.house.code(sms), (m) => /TRG-1042/.test(m.text));
    await chat.callPerson();
    await chat.seesPersonButton("Menunggu petugas");
    const id = await chat.conversation(scene.house.key);
    const desk = await agent();
    await desk.page.route("**/check", () => {}); // never answers
    await desk.open(id);
    await desk.claim();
    await desk.reply("Boleh minta nomor pesanan Anda?");
  });

  it("without JavaScript: the same facts, and a plain form to be written to", async () => {
    const page = await (await scene.visitor({ script: false, size: "phone" })).page(`/c/${scene.house.key}`);
    await page.click("form[action$='/begin'] button");
    await page.locator("button", { hasText: "Bicara dengan petugas" }).click();
    await page.locator("summary", { hasText: "Ditelepon atau ditulisi" }).click();
    await page.fill("#to", "bukan alamat");
    await page.locator("button", { hasText: "Tulis ke saya" }).click();
    await page.locator(".problem").waitFor();
    assert.equal(await page.inputValue("#to"), "bukan alamat", "what was written is still there");
    await page.fill("#to", "sari@example.com");
    await page.locator("button", { hasText: "Tulis ke saya" }).click();
    const promise = page.locator(".promise", { hasText: "menulis kepada Anda" });
    await promise.waitFor();
    assert.match(
      await promise.innerText(),
      /Janji paling lambat .*\d\d\.\d\d WIB: .*s.*@example\.com.*Bila lewat/s,
    );
    assert.equal(await page.locator(".reach").count(), 0);
    await fits(page, "the plain page with a promise");
  });

  it("broken: said so to the customer, first in the list, and heard at the desk", {
    timeout: OVERDUE_MS * 2,
  }, async () => {
    const desk = await agent();
    await desk.go(`#/promises/${overdue.id}`);
    const within = Math.max(10_000, Date.parse(overdue.due) - Date.now() + 20_000);
    await until(
      "it is broken",
      async () => (await row(overdue.id)).promises.some((p) => p.state === "broken"),
      { within },
    );
    const first = desk.page.locator(".promise-row").first();
    await until("it stands first", async () => /lewat|sekarang/.test(await first.innerText()), { within });
    await desk.heard("Janji itu tidak kami tepati");
    await panel(desk).locator(".promise[data-state=broken]").waitFor();
    await desk.go("#/mine");
    await desk.page.locator(`[data-row="${overdue.id}"] .chip[data-tone=bad]`).waitFor();
    await accessible(desk.page, "the list with a broken promise");
    const { promises } = await row(overdue.id);
    const broken = promises.find((p) => p.state === "broken");
    await scene.house.as("agent", "POST", `/promises/${broken.id}/keep`, {});
    await until("kept, late", async () =>
      (await row(overdue.id)).promises.every((p) => p.id !== broken.id || p.state === "kept"),
    );
  });
});
