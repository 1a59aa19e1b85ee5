// The agents' inbox: sign in, claim, read, reply, note, hand back, resolve. Two agents never hold one
// conversation, and after a claim the assistant says nothing more.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessible } from "./browser.mjs";
import { until } from "./house.mjs";
import { setScene } from "./scene.mjs";

describe("the console", () => {
  const scene = setScene();
  const { customer, agent, waiting } = scene;

  it("lets nobody in without a password, says when it is wrong, and lets the right one in", async () => {
    const visitor = await scene.visitor();
    const page = await visitor.page("/console/#/queue");
    await page.waitForSelector("input[type=email]");
    assert.equal(await page.locator(".row").count(), 0);
    const refused = await visitor.context.request.get(`${scene.house.url}/api/v1/conversations?view=all`);
    assert.equal(refused.status(), 401);
    const { email, password } = scene.house.login("owner");
    await page.fill("input[type=email]", email);
    await page.fill("input[autocomplete=current-password]", "bukan-kata-sandinya");
    await page.keyboard.press("Enter");
    await page.locator("[role=alert] .banner", { hasText: "Email atau kata sandi tidak cocok" }).waitFor();
    await accessible(page, "sign-in, refused");
    await page.fill("input[autocomplete=current-password]", password);
    await page.click("form button[type=submit]");
    await page.waitForSelector(".shell");
    const cookies = await visitor.context.cookies();
    assert.deepEqual(cookies.map((c) => c.name).sort(), ["terang_known", "terang_session"]);
    for (const c of cookies) assert.deepEqual([c.httpOnly, c.sameSite], [true, "Lax"]);
    const cookie = cookies.find((c) => c.name === "terang_session");
    await page.reload();
    await page.waitForSelector(".shell");
    // Signing out ends the session on the server, not only in this browser.
    await page.click(".me > .rail-item");
    await page.click(".me-out");
    await page.waitForSelector("input[type=email]");
    const gone = await fetch(`${scene.house.url}/api/v1/me`, {
      headers: { Cookie: `${cookie.name}=${cookie.value}` },
    });
    assert.equal(gone.status, 401);
  });

  it("counts wrong passwords and makes whoever guesses wait", async () => {
    const visitor = await scene.visitor();
    const page = await visitor.page("/console/");
    await page.fill("input[type=email]", "tidak-ada@toko-terang.example");
    const said = page.locator("[role=alert] .banner");
    for (let i = 0; i < 8; i++) {
      await page.fill("input[autocomplete=current-password]", `tebakan ${i}`);
      const answer = page.waitForResponse((r) => r.url().endsWith("/login"));
      await page.keyboard.press("Enter");
      if ((await answer).status() === 429) break;
      await said.waitFor();
    }
    await page.locator("[role=alert] .banner", { hasText: /Coba lagi dalam \d+ detik/ }).waitFor();
  });

  it("shows who waits at once, with the whole conversation and the hand-over card", async () => {
    const desk = await agent();
    const chat = await customer();
    const sms = await scene.house.lastSms();
    await chat.ask("paketku kok blm nyampe ya, no TRG-1042", "kode 6 angka");
    await chat.ask(await scene.house.code(sms), (m) => m.card);
    const id = await chat.conversation(scene.house.key);
    await desk.page.waitForSelector(".views");
    assert.equal(await desk.page.locator(`[data-row="${id}"]`).count(), 0, "not in the queue yet");
    await chat.ask("aku mau bicara sama petugas", (m) => /petugas/.test(m.text));
    await desk.open(id);
    const row = await desk.page.locator(`[data-row="${id}"]`).innerText();
    assert.match(row, /Sari Wulandari/, "the customer's name, once proved");
    assert.match(row, /menunggu/);

    await desk.page.locator(".handover-all summary").click();
    const card = await desk.page.locator(".handover").innerText();
    assert.match(card, /Pelanggan meminta petugas/, "why");
    assert.match(
      card,
      /Sudah dicoba[\s\S]*Status pesanan|SUDAH DICOBA[\s\S]*Status pesanan/,
      "what was tried",
    );
    assert.match(card, /TRG-1042/, "known facts");
    assert.match(card, /Sari Wulandari/);
    const now = await desk.messages();
    assert.deepEqual(
      now.map((m) => m.kind),
      (await chat.messages()).map((m) => m.kind),
      "who wrote what, as the customer sees it",
    );
    assert.ok(
      now.every((m) => m.label || m.type === "notice"),
      "each message has its author's label",
    );
    assert.match(now.find((m) => m.card).card, /TRG-1042/);
    await accessible(desk.page, "a conversation with its hand-over card");
  });

  it("shows at once who called a person without a word", async () => {
    const desk = await agent();
    const [, id] = await waiting();
    await desk.open(id);
    await desk.claim();
  });

  it("two agents cannot claim the same: one gets it, the other hears who has it", async () => {
    const [, id] = await waiting("jam buka?");
    const [rina, bima] = [await agent("agent"), await agent("owner")];
    await Promise.all([rina.open(id), bima.open(id)]);
    const claim = ".locked .button[data-kind=main]";
    await Promise.all([rina.page.waitForSelector(claim), bima.page.waitForSelector(claim)]);
    const answers = [];
    for (const { page } of [rina, bima])
      page.on("response", (r) => r.url().endsWith("/claim") && answers.push(r.status()));
    // In the same moment, by the hand of each.
    await Promise.all(
      [rina, bima].map(({ page }) => page.evaluate((s) => document.querySelector(s)?.click(), claim)),
    );
    await until("both have an answer", () => answers.length === 2 || answers.includes(200));
    const holder = await until(
      "one holds it",
      async () => (await scene.house.as("agent", "GET", `/conversations/${id}`)).agent,
    );
    const [winner, other] = holder.name === "Rina" ? [rina, bima] : [bima, rina];
    await winner.page.waitForSelector(".composer-text");
    await other.page.locator(".locked", { hasText: `${holder.name} yang memegang percakapan ini` }).waitFor();
    assert.equal(answers.filter((s) => s === 200).length, 1, `answers: ${answers}`);
    await accessible(other.page, "claimed by somebody else");
    // Nor by the API, nor may the other write as if.
    const role = holder.name === "Rina" ? "owner" : "agent";
    await assert.rejects(
      scene.house.as(role, "POST", `/conversations/${id}/claim`, {}),
      /409.*already_claimed/s,
    );
    await assert.rejects(
      scene.house.as(role, "POST", `/conversations/${id}/messages`, {
        client_id: "c-other",
        text: "saya juga",
      }),
      /409.*not_holder/s,
    );
  });

  it("a reply reaches the customer with the person's name, a note does not, and typing shows both ways", async () => {
    const [chat, id] = await waiting();
    const desk = await agent();
    await desk.open(id);
    await desk.claim();
    const takeover = await chat.heard(1, (m) => /Rina/.test(m.text) || /Rina/.test(m.disclosure));
    await chat.frame.locator(".now", { hasText: "Petugas · Rina" }).waitFor();
    await chat.frame.press("#text", "h");
    await desk.page.locator(".typing").waitFor();
    await chat.frame.fill("#text", "");
    await desk.page.click(".composer-tab[data-kind=reply]");
    await desk.page.locator(".composer-text").pressSequentially("Sel");
    await chat.frame.locator(".typing", { hasText: "Rina" }).waitFor();

    const note = await desk.note("pelanggan lama, hati-hati <b>tebal</b>");
    assert.equal(note.type, "note");
    await desk.reply("Selamat siang, saya Rina. Ada yang bisa dibantu?");
    const reply = await chat.heard(takeover.seq, "saya Rina");
    assert.equal(reply.kind, "human");
    assert.equal(reply.label, "Petugas · Rina");
    assert.equal(reply.said, "Petugas · Rina:");
    const page = await chat.frame.evaluate(() => document.body.innerText);
    assert.doesNotMatch(page, /pelanggan lama/, "a note is for agents");
    assert.ok(!(await chat.messages()).some((m) => m.type === "note"));
    await chat.reload();
    await chat.heard(0, "saya Rina");
    assert.doesNotMatch(await chat.frame.evaluate(() => document.body.innerText), /pelanggan lama/);
    await desk.page.locator(".seen").waitFor();
  });

  it("after a claim the assistant says nothing more, also not to what it could answer", async () => {
    const [chat, id] = await waiting();
    const desk = await agent();
    await desk.open(id);
    await desk.claim();
    await chat.seesPersonButton("Petugas sudah di sini");
    const from = await chat.last();
    for (const words of ["jam buka?", "lupa sandi", "paketku TRG-1042 di mana", "123456"])
      await chat.say(words);
    await desk.heard("123456");
    await desk.reply("Saya cek dulu ya.");
    await chat.heard(from, "Saya cek dulu ya.");
    const since = (await chat.messages()).filter((m) => m.seq > from && !m.mine);
    assert.deepEqual(
      since.map((m) => m.kind),
      ["human"],
    );
  });

  it("a claim while the assistant prepares an answer: the answer is dropped", async () => {
    const desk = await agent();
    const chat = await customer();
    await chat.ask("jam buka?", (m) => m.sources);
    const id = await chat.conversation(scene.house.key);
    await desk.open(id, "assistant");
    await desk.page.waitForSelector(".locked .button[data-kind=main]");
    // Twenty questions and one claim in the middle of them, over and over as fast as they go.
    const [, claimed] = await Promise.all([
      (async () => {
        for (let i = 0; i < 20; i++) await chat.write(`jam buka? (${i})`);
      })(),
      (async () => {
        await chat.heard(2, (m) => m.seq > 6);
        return scene.house.as("agent", "POST", `/conversations/${id}/claim`, {});
      })(),
    ]);
    assert.equal(claimed.holder, "agent");
    const all = async () =>
      (await scene.house.as("agent", "GET", `/conversations/${id}/messages?limit=100`)).messages;
    await until(
      "all questions are there",
      async () => (await all()).filter((m) => m.direction === "in").length === 21,
    );
    const messages = await all();
    const takeover = messages.find((m) => m.author.kind === "system");
    assert.ok(takeover, "the takeover is announced");
    const later = messages.filter((m) => m.seq > takeover.seq && m.direction === "out");
    assert.deepEqual(
      later.map((m) => m.author.kind),
      [],
      "nothing by the machine after the takeover",
    );
    assert.deepEqual(
      messages.map((m) => m.seq),
      messages.map((_, i) => i + 1),
      "no hole in the positions",
    );
  });

  it("hands back to the assistant, which goes on; a note goes along for colleagues only", async () => {
    const [chat, id] = await waiting();
    const desk = await agent();
    await desk.open(id);
    await desk.claim();
    await desk.reply("Sudah saya kirimkan.");
    const from = await chat.last();
    await desk.handBack("tinggal tanya jam buka");
    await chat.seesPersonButton("Bicara dengan petugas");
    await chat.heard(from, (m) => /asisten AI, bukan manusia/.test(m.text + m.disclosure));
    const answer = await chat.ask("jam buka?", (m) => m.sources);
    assert.equal(answer.kind, "ai");
    assert.doesNotMatch(await chat.frame.evaluate(() => document.body.innerText), /tinggal tanya/);
    await desk.open(id, "assistant");
    await desk.heard("tinggal tanya jam buka");
  });

  it("releases to the queue: the next agent takes it", async () => {
    const [chat, id] = await waiting();
    const desk = await agent();
    await desk.open(id);
    await desk.claim();
    await chat.seesPersonButton("Petugas sudah di sini");
    await desk.act("Lepas ke antrean");
    await chat.seesPersonButton("Menunggu petugas");
    const owner = await agent("owner");
    await owner.open(id);
    await owner.claim();
    await chat.frame.locator(".now", { hasText: "Petugas · Bima" }).waitFor();
  });

  it("resolves with one question; the customer's score and words come back to the console", async () => {
    const [chat, id] = await waiting("jam buka?");
    const desk = await agent();
    await desk.open(id);
    await desk.claim();
    await desk.reply("Sudah beres ya.");
    await desk.resolve();
    await chat.frame.waitForSelector(".msg-survey legend");
    await accessible(chat.frame, "the survey");
    await chat.frame.check(".msg-score >> nth=3 >> input", { force: true });
    await chat.frame.fill(".msg-comment textarea", "cepat sekali");
    await accessible(chat.frame, "the survey with a score");
    await chat.frame.click(".msg-submit");
    await chat.frame.locator(".msg-survey", { hasText: "Nilai Anda: 4 dari 5" }).waitFor();
    await desk.page.locator(".head-holder", { hasText: "4 dari 5" }).waitFor();
    await desk.open(id, "resolved");
    await desk.page.locator(".panel-body", { hasText: "cepat sekali" }).waitFor();
    await chat.reload();
    await chat.frame.locator(".msg-survey", { hasText: "Nilai Anda: 4 dari 5" }).waitFor();
    // Writing again opens the matter again.
    await chat.ask("satu lagi: jam buka?", (m) => m.sources || /petugas/.test(m.text));
    await until(
      "open again",
      async () => (await scene.house.as("agent", "GET", `/conversations/${id}`)).status === "open",
    );
  });

  it("hides what the server does not have, and shows what is written as it was written", async () => {
    const [chat, id] = await waiting();
    const hostile = '<img src=x onerror="document.title=1"> <script>alert(1)</script> javascript:alert(1)';
    await chat.say(hostile);
    const desk = await agent();
    await desk.open(id);
    assert.equal((await desk.heard("<img src=x")).text, hostile);
    assert.equal(await desk.page.locator(".messages img, .messages a[href^=javascript]").count(), 0);
    assert.equal(await chat.frame.locator(".msg img, .msg a[href^=javascript]").count(), 0);
    await desk.go("#/queue/cnv_TIDAKADA");
    await desk.page.locator(".state", { hasText: "Percakapan ini tidak ada" }).first().waitFor();
  });

  it("has no axe-core violation in any view, light and dark, wide and at 360 px", async () => {
    const [, id] = await waiting("jam buka?");
    const places = [
      "#/queue",
      `#/queue/${id}`,
      `#/queue/${id}/panel`,
      "#/mine",
      "#/all",
      "#/resolved",
      "#/settings",
    ];
    places.push(...["preferences", "people", "tokens", "webhooks", "widget"].map((s) => `#/settings/${s}`));
    for (const [size, theme] of [
      ["phone", "dark"],
      ["desk", "light"],
    ]) {
      const desk = await agent("owner", { size, theme });
      for (const hash of places) {
        await desk.go(hash);
        await until("it has been loaded", () => desk.page.evaluate(() => !document.querySelector(".bone")));
        await accessible(desk.page, `${hash} ${size} ${theme}`);
        const wide = await desk.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${hash} ${size}: wider than the screen by ${wide}`);
      }
    }
  });
});
