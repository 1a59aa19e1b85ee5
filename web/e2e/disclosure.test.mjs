// Who speaks is told before anything else, beside every message, whenever it changes, and whenever it is asked.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alone, labelled } from "./chat.mjs";
import { setScene } from "./scene.mjs";

describe("disclosure", () => {
  const scene = setScene();
  const { customer, agent, waiting } = scene;

  it("comes before one can write: a machine, not a human, whose, and the way to a person", async () => {
    const visitor = await scene.visitor();
    let let_through = () => undefined;
    const held = new Promise((resolve) => {
      let_through = resolve;
    });
    await visitor.context.route("**/chat/sessions", async (route) => {
      await held;
      await route.continue();
    });
    const page = await visitor.page(`/w/panel?key=${scene.house.key}`);
    await page.waitForSelector("#text");
    assert.ok(await page.locator("#text").isDisabled(), "closed before the disclosure stands there");
    let_through();
    await page.waitForSelector("#text:not([disabled])");
    const card = page.locator(".msg-disclosure");
    assert.match(await card.innerText(), /Ini (asisten AI|layanan otomatis) Toko Terang, bukan manusia/);
    assert.match(await card.innerText(), /bicara dengan petugas kapan saja/);
    const elements = (await card.getAttribute("data-disclosure")).split(" ");
    for (const element of ["is_ai", "not_human", "operator", "human_route"])
      assert.ok(elements.includes(element));
    // The badge in the head says the same, to the eye and to a screen reader.
    assert.match(await page.locator(".now").innerText(), /Asisten AI/);
    assert.match(await page.locator(".now").textContent(), /Yang bicara sekarang: Asisten AI/);
  });

  it("is given by the assistant itself with its first words, in the language of the customer", async () => {
    const chat = await customer();
    const answer = await chat.ask("when are you open?", (m) => m.sources);
    const told = (await chat.messages()).filter((m) => !m.mine).map((m) => m.disclosure);
    assert.ok(
      told.some((d) => /This is the AI assistant of Toko Terang, not a human/.test(d)),
      JSON.stringify(told),
    );
    assert.equal(answer.kind, "ai");
  });

  it("labels each message of a machine: a word beside it, a word for screen readers, a mark in the markup", async () => {
    const chat = await customer();
    const sms = await scene.house.lastSms();
    await chat.ask("paketku kok blm nyampe ya, no TRG-1042", "kode 6 angka");
    await chat.ask(await scene.house.code(sms), (m) => m.card);
    await chat.ask("jam buka?", (m) => m.sources);
    await chat.ask("xyzzy blorp qwfpg");
    const messages = await chat.messages();
    labelled(messages);
    for (const m of messages.filter((one) => !one.mine))
      assert.ok(
        await chat.frame.locator(`[data-seq="${m.seq}"] .msg-who`).isVisible(),
        `label of ${m.seq} is seen`,
      );
    // The button that opens "Siapa ini?" carries both in its accessible name.
    const names = await chat.frame
      .getByRole("button", { name: /^(Asisten AI|Pesan otomatis)\W+Siapa ini\?$/ })
      .count();
    assert.equal(names, messages.filter((m) => m.ai).length);
    // The label is part of what is copied.
    const copied = await chat.frame.evaluate(() => {
      getSelection().selectAllChildren(document.querySelector(".log-list"));
      return getSelection().toString();
    });
    assert.equal(
      copied.match(/Asisten AI|Pesan otomatis/g).length >= messages.filter((m) => m.ai).length,
      true,
    );
  });

  it("announces the person who takes over before their first words, and the machine that comes back", async () => {
    const desk = await agent();
    const [chat, id] = await waiting("jam buka?");
    await desk.open(id);
    const from = await chat.last();
    await desk.claim();
    await desk.reply("Selamat siang.");
    const words = await chat.heard(from, "Selamat siang.");
    const takeover = (await chat.messages()).find(
      (m) =>
        m.seq > from && m.seq <= words.seq && /petugas kami, Rina \(manusia\)/.test(m.text + m.disclosure),
    );
    assert.ok(takeover, JSON.stringify((await chat.messages()).slice(-3)));
    assert.match(await chat.frame.locator(".now").textContent(), /Yang bicara sekarang: Petugas · Rina/);
    // A screen reader hears it: it stands in the live log.
    assert.ok(await chat.frame.locator(`[role=log] [data-seq="${takeover.seq}"]`).isVisible());

    await desk.handBack();
    const returned = await chat.heard(words.seq, (m) =>
      /Anda kembali dilayani asisten AI, bukan manusia/.test(m.text + m.disclosure),
    );
    const next = await chat.ask("jam buka?", (m) => m.sources);
    assert.ok(returned.seq < next.seq);
    assert.match(await chat.frame.locator(".now").textContent(), /Yang bicara sekarang: Asisten AI/);
    labelled(await chat.messages());
  });

  it("labels the survey as automatic", async () => {
    const desk = await agent();
    const [chat, id] = await waiting();
    await desk.open(id);
    await desk.claim();
    await desk.reply("Beres.");
    await desk.resolve();
    const survey = await chat.heard(1, (m) => m.type === "survey");
    assert.equal(survey.kind, "automation");
    assert.equal(survey.label, "Pesan otomatis");
  });

  const asked = [
    "ini robot ya?",
    "kamu manusia atau bot?",
    "saya lagi ngobrol sama orang beneran gak?",
    "jujur, kamu AI bukan?",
    "are you a human?",
  ];
  const first = (text) => text.split(/(?<=[.!?])\s/)[0];

  it("is true when asked, while the assistant speaks", async () => {
    const chat = await customer();
    for (const words of asked) {
      const answer = await chat.ask(words);
      const all = [answer.disclosure, answer.text].filter(Boolean).join(" ");
      assert.match(first(all), /asisten AI.*bukan manusia|AI assistant.*not a human/, words);
      assert.doesNotMatch(all, /saya manusia|saya orang|I am a (real )?(person|human)/i, words);
      assert.equal(answer.kind, "ai");
    }
  });

  it("is true when asked in the queue, and does not pass for a person", async () => {
    const [chat] = await waiting("jam buka?");
    const answer = await chat.ask("ini robot ya?", (m) => /bukan manusia/.test(m.text + m.disclosure));
    assert.match(answer.text, /[Bb]elum ada petugas yang menangani/);
    assert.equal(answer.kind, "ai");
    assert.match(await chat.personButton(), /Menunggu petugas/, "the wait goes on");
  });

  it("is true when asked while a person speaks: a person, and this line is not theirs", async () => {
    const desk = await agent();
    const [chat, id] = await waiting("jam buka?");
    await desk.open(id);
    await desk.claim();
    await desk.reply("Halo.");
    await chat.heard(1, "Halo.");
    const answer = await chat.ask("ini robot ya?", (m) => /Rina/.test(m.text) && m.kind !== "human");
    assert.match(answer.text, /Rina, petugas kami yang sedang melayani Anda, adalah manusia/);
    assert.match(answer.text, /pesan otomatis dari sistem/);
    assert.equal(answer.kind, "system");
    assert.equal(answer.said, "Pemberitahuan:");
  });

  it("survives a reload without a network", async () => {
    const chat = await alone(await scene.visitor(), scene.house.key);
    await chat.ask("jam buka?", (m) => m.sources);
    await chat.seen("kept on the device", () =>
      chat.frame.evaluate(() =>
        Object.entries(localStorage).some(
          ([k, v]) => k.endsWith(":glimpse") && v.includes("article/opening-hours"),
        ),
      ),
    );
    await chat.page.route("**/api/**", (route) => route.abort());
    await chat.reload();
    await chat.heard(1, (m) => m.sources);
    assert.match((await chat.messages())[0].disclosure, /bukan manusia/);
    labelled(await chat.messages());
  });
});
