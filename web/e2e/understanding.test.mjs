// The room in which a brand's people make the assistant understand better: what was not understood becomes an example,
// a draft is tried before customers notice, published, and taken back; and only managers may.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessible, fits } from "./browser.mjs";
import { atDesk } from "./desk.mjs";
import { until } from "./house.mjs";
import { setScene } from "./scene.mjs";

const TABS = ["overview", "examples", "missed", "confusions", "draft", "try"];
const ROOM = "/understanding";
/** The careful reading learns for some minutes where there are many examples and few cores. */
const TRIAL_MS = 300_000;

describe("the room for what the assistant understands", () => {
  const scene = setScene();
  const owner = (method, path, body) => scene.house.as("owner", method, ROOM + path, body);
  const changes = async () => (await owner("GET", "/changes")).items;

  /** A manager in one of the room's views. */
  async function inRoom(tab = "overview", options = {}) {
    const desk = await atDesk(await scene.visitor(options), scene.house, "owner", `#/understanding/${tab}`);
    await desk.page.waitForSelector(".room-view .card, .room-view .state");
    return desk.page;
  }

  const goTo = (page, tab) => page.click(`.room-tab[href="#/understanding/${tab}"]`);

  /** Chooses in a field that is searched by typing. */
  async function pick(scope, words) {
    await scope.locator("[role=combobox]").click();
    await scope.locator("[role=combobox]").fill(words);
    await scope.locator("[role=option]").first().click();
  }

  /** Calls are counted, so this one looks but once a second. */
  async function measured() {
    await new Promise((r) => setTimeout(r, 1000));
    return (await owner("GET", "")).measured;
  }

  async function emptyDraft() {
    for (const change of await changes()) await owner("DELETE", `/changes/${change.id}`);
  }

  it("is for managers: an agent sees no way in, is told why at the door, and is refused by the API", async () => {
    const desk = await atDesk(await scene.visitor(), scene.house, "agent", "#/understanding");
    await desk.page.locator(".state", { hasText: "Hanya untuk pemilik dan admin" }).waitFor();
    assert.equal(await desk.page.locator('.rail a[href="#/understanding/overview"]').count(), 0);
    await accessible(desk.page, "the door, for an agent");
    await assert.rejects(scene.house.as("agent", "GET", ROOM), /403/);
  });

  it("costs nobody anything who never opens it", async () => {
    const visitor = await scene.visitor();
    const asked = [];
    visitor.context.on("request", (request) => asked.push(request.url()));
    const desk = await atDesk(visitor, scene.house, "owner");
    await desk.page.waitForSelector(".views");
    assert.ok(!asked.some((url) => /\/Room-/.test(url)), asked.join("\n"));
    await desk.page.click('.rail a[href="#/understanding/overview"]');
    await desk.page.waitForSelector(".room-view .card");
    assert.ok(asked.some((url) => /\/Room-.*\.js$/.test(url)));
  });

  for (const [size, theme, language] of [
    ["desktop", "light", "id"],
    ["phone", "dark", "en"],
  ])
    it(`every view can be used on a ${size}, ${theme}, ${language}`, async () => {
      const page = await inRoom("overview", { size, theme, language });
      for (const tab of TABS) {
        await goTo(page, tab);
        await page.waitForSelector(`.room-tab[href$="/${tab}"][aria-current=page]`);
        await page.waitForSelector(".room-view .card, .room-view .state");
        await page.waitForSelector(".waiting", { state: "detached" });
        await accessible(page, `${tab}, ${size}`);
        await fits(page, `${tab}, ${size}`);
      }
    });

  it("what was not understood once is understood by the next customer within seconds", async () => {
    await emptyDraft();
    const words = "ada layanan ukir nama di botol minum ga";
    const answer = async () => (await (await scene.customer()).ask(words)).text;
    const helpless = await answer();
    const page = await inRoom("missed");
    const group = page.locator(".group", { hasText: words });
    await group.waitFor();
    await pick(group, "product_question");
    await group.locator(".button[data-kind=main]").click();
    await goTo(page, "draft");
    await page.locator(".example", { hasText: words }).waitFor();
    // Taken back, it waits among what was not understood again.
    await page.locator(".example", { hasText: words }).locator("button").first().click();
    await page.locator(".example", { hasText: words }).waitFor({ state: "detached" });
    await goTo(page, "missed");
    await group.waitFor();
    await pick(group, "product_question");
    await group.locator(".button[data-kind=main]").click();
    await goTo(page, "draft");
    await page.click(".try-card .button[data-kind=main]");
    await page.waitForSelector(".compare", { timeout: TRIAL_MS });
    await page.locator(".compare-acts .button", { hasText: "Terbitkan" }).click();
    await page.click("dialog[open] .button[data-kind=main]");
    await page.locator(".toast", { hasText: "Terbit" }).waitFor();
    const { known, intents } = await owner("POST", "/listen", { text: words });
    assert.deepEqual([known, intents[0].intent], [true, "product_question"]);
    const before = (await owner("GET", "")).missed;
    assert.notEqual(await answer(), helpless);
    assert.equal((await owner("GET", "")).missed, before, "the same words are not missed again");
  });

  it("tells how well the assistant understands, and what a promise costs", async () => {
    await until("the model is measured", measured, { within: TRIAL_MS });
    const told = await owner("GET", "");
    const page = await inRoom();
    await page
      .locator(".hero h2", { hasText: `${Math.round(told.figures.accuracy * 100)} dari 100` })
      .waitFor();
    assert.equal(await page.locator(".intents tbody tr").count(), told.intents.length);
    // Sorted so that what needs help comes first; a click sorts by that column.
    await page.click(".intents thead button >> nth=2");
    await page.waitForSelector(".intents th[aria-sort=descending]");
    await page.fill(".intents input[type=search]", "order_status");
    await until("one is left", async () => (await page.locator(".intents tbody tr").count()) === 1);

    const slider = page.locator(".answer-promise [type=range]");
    await slider.focus();
    await page.keyboard.press("ArrowLeft");
    const chosen = Number(await slider.inputValue());
    assert.notEqual(chosen, told.promise.precision);
    await page.click(".answer-promise .button[data-kind=main]");
    await page.locator(".toast[data-tone=good]").waitFor();
    const kept = (await owner("GET", "")).promise;
    assert.ok(Math.abs(kept.precision - chosen) < 1e-6, JSON.stringify(kept));
    await accessible(page, "a promise that was saved");
  });

  it("makes examples of what was not understood: reworded, taken back once, then for good", async () => {
    await emptyDraft();
    const chat = await scene.customer();
    await chat.ask("blorp zxqv wuvuzela krempel");
    const conversation = await chat.conversation(scene.house.key);
    await until("it is among what was missed", async () =>
      (await owner("GET", "/missed")).groups.some((g) => g.messages.some((m) => m.text.includes("wuvuzela"))),
    );
    const page = await inRoom("missed");
    const group = page.locator(".group", { hasText: "wuvuzela" });
    await group.waitFor();
    assert.equal(
      await group.locator("a.icon-button").first().getAttribute("href"),
      `#/all/${conversation}`,
      "the way to the conversation",
    );
    await group.locator(".missed button.icon-button").click();
    const edited = page.locator(".group", { has: page.locator("textarea") });
    await edited.locator("textarea").fill("jual terompet vuvuzela ga kak");
    await page.keyboard.press("Enter");
    const reworded = page.locator(".group", { hasText: "vuvuzela" });
    await pick(reworded, "stock_question");
    await accessible(page, "a group with its intent");
    await reworded.locator(".button[data-kind=main]").click();
    await page.locator(".undo-bar").waitFor();
    await accessible(page, "what can be taken back");
    assert.equal(await page.locator(".group", { hasText: "vuvuzela" }).count(), 0, "gone at once");
    await page.click(".undo-button");
    await group.waitFor();
    assert.deepEqual(await changes(), [], "taken back before anybody heard of it");

    await group.locator(".missed button.icon-button").click();
    await edited.locator("textarea").fill("jual terompet vuvuzela ga kak");
    await page.keyboard.press("Enter");
    await pick(reworded, "stock_question");
    await reworded.locator(".button[data-kind=main]").click();
    await goTo(page, "draft"); // whoever goes on lets it happen
    await page.locator(".example", { hasText: "jual terompet vuvuzela ga kak" }).waitFor();
    const [change] = await changes();
    assert.deepEqual([change.kind, change.intent], ["add", "stock_question"]);
    const left = (await owner("GET", "/missed")).groups.flatMap((g) => g.messages);
    assert.ok(!left.some((m) => m.conversation_id === conversation && m.text.includes("wuvuzela")));
  });

  it("dismisses what teaches nothing", async () => {
    const chat = await scene.customer();
    await chat.ask("qwrtz plmkn fjgh");
    await until("it is among what was missed", async () =>
      (await owner("GET", "/missed")).groups.some((g) => g.messages.some((m) => m.text.includes("plmkn"))),
    );
    const page = await inRoom("missed");
    const group = page.locator(".group", { hasText: "plmkn" });
    await group.locator(".group-acts > .button:not([data-kind])").click();
    await group.waitFor({ state: "detached" });
    await goTo(page, "overview");
    await until(
      "the server knows",
      async () =>
        !(await owner("GET", "/missed")).groups.some((g) => g.messages.some((m) => m.text.includes("plmkn"))),
    );
  });

  it("adds pasted lines, leaves out what is known, makes a new intent, and marks what goes", async () => {
    await emptyDraft();
    const page = await inRoom("examples");
    const known = await page.locator(".example-text").first().innerText();
    await page.click(".view-head .button");
    const form = page.locator("form");
    await form
      .locator("textarea")
      .fill(`- kak bisa bungkus kado ga\n2. kak bisa bungkus kado ga\n${known}\ntolong dibungkus kado ya`);
    await form.locator("[role=combobox]").fill("Bungkus kado");
    await form.locator("[role=option]", { hasText: "Maksud baru: bungkus_kado" }).click();
    await accessible(page, "new examples");
    await form.locator("button[type=submit]").click();
    await page.locator(".toast", { hasText: "2 contoh masuk ke perubahan" }).waitFor();
    await page.locator(".example[data-added]", { hasText: "tolong dibungkus kado ya" }).waitFor();
    assert.deepEqual(
      (await changes()).map((c) => [c.kind, c.intent, c.text]),
      [
        ["add", "bungkus_kado", "kak bisa bungkus kado ga"],
        ["add", "bungkus_kado", "tolong dibungkus kado ya"],
      ],
    );

    const row = page.locator(".example:not([data-added])").first();
    await row.locator("button.icon-button").click();
    await page.locator(".example[data-removed]", { hasText: known }).waitFor();
    await accessible(page, "an example that goes");
    await page.locator(".example[data-removed] .button").click();
    await page.locator(".example[data-removed]").waitFor({ state: "detached" });
    assert.equal((await changes()).length, 2);
    // The address keeps what is looked at.
    await pick(page.locator(".filters"), "order_status");
    await until("the address says so", () => page.url().endsWith("#/understanding/examples/order_status"));
  });

  it("tries a draft, publishes it, refuses one that has moved on, and goes back", async () => {
    await emptyDraft();
    await owner("POST", "/changes", {
      add: [
        "bisa donasi kembalian ga kak",
        "mau sumbang uang kembaliannya",
        "can i donate my change",
        "tolong donasikan kembaliannya",
      ].map((text) => ({ intent: "donate_change", language: "", text })),
      new_intent: true,
    });
    const was = (await owner("GET", "")).version.number;
    const page = await inRoom("draft");
    await page.click(".try-card .button[data-kind=main]");
    // Whoever reloads meanwhile finds it again.
    await page.waitForSelector(".progress, .compare");
    await page.reload();
    await page.waitForSelector(".compare", { timeout: TRIAL_MS });
    await accessible(page, "before and after");

    // Somebody else adds something: these figures do not hold any more, and the server says so too.
    await owner("POST", "/changes", {
      add: [{ intent: "donate_change", language: "", text: "donasi kembalian lewat kasir bisa?" }],
    });
    await page.click(".compare-acts .button[data-kind=main]");
    await page.click("dialog[open] .button[data-kind=main]");
    await page.locator("dialog[open] .banner[data-tone=bad]").waitFor();
    await accessible(page, "a draft that has moved on");
    await page.locator("dialog[open] .dialog-actions .button").click();
    await page.locator(".compare .banner[data-tone=caution]", { hasText: "Coba sekali lagi" }).waitFor();
    assert.equal((await owner("GET", "")).version.number, was);

    await page.click(".compare-acts .button");
    await page.locator(".compare .banner[data-tone=caution]").waitFor({ state: "detached" });
    await page.locator(".compare").waitFor({ timeout: TRIAL_MS });
    await page.locator(".compare-acts .button", { hasText: "Terbitkan" }).click();
    await accessible(page, "the question before publishing");
    await page.click("dialog[open] .button[data-kind=main]");
    await page.locator(".toast", { hasText: "Terbit" }).waitFor();
    const live = (await owner("GET", "")).version;
    assert.deepEqual([live.number, live.added, live.live], [was + 1, 5, true]);
    assert.deepEqual(await changes(), []);
    await page
      .locator(".versions .thing", { hasText: `Versi ${live.number}` })
      .getByText("Sedang dipakai")
      .waitFor();

    const { intents } = await owner("POST", "/listen", { text: "bisa donasi kembalian ga kak?" });
    assert.equal(intents[0].intent, "donate_change", "the assistant understands it from now on");

    await page.locator(".versions .thing", { hasText: "Paket bawaan" }).locator(".button").click();
    await page.click("dialog[open] .button[data-kind=main]");
    await page.locator(".toast[data-tone=good]", { hasText: "dipakai lagi" }).waitFor({ timeout: TRIAL_MS });
    const back = await owner("GET", "");
    assert.equal(back.version.number, was + 2);
    assert.ok(!back.intents.some((i) => i.name === "donate_change"));
  });

  it("moves what stands in the wrong place, both intents side by side", async () => {
    await emptyDraft();
    const page = await inRoom("confusions/order_status/order_late");
    const first = page.locator(".side").first();
    const text = await first.locator(".example-text").first().innerText();
    await accessible(page, "two intents side by side");
    await first.locator(".example .link-button").first().click();
    await first.locator(".example[data-removed]", { hasText: text }).waitFor();
    await page.locator(".side").nth(1).locator(".example[data-added]", { hasText: text }).waitFor();
    assert.deepEqual(
      (await changes()).map((c) => [c.kind, c.intent, c.text]),
      [
        ["remove", "order_status", text],
        ["add", "order_late", text],
      ],
    );
    await emptyDraft();
  });

  it("reads a sentence as the assistant would, by keyboard alone, and shows it as it was written", async () => {
    const page = await inRoom("try");
    await page.locator("textarea").focus();
    await page.keyboard.type("kak paketku blm nyampe, no TRG-1042. mau bicara sama petugas");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".reading-main");
    const shown = await page.locator(".listen-result").innerText();
    assert.match(shown, /yakin\s+\d+%/);
    assert.match(shown, /TRG-1042/);
    assert.match(shown, /Minta petugas/);
    assert.doesNotMatch(shown, /belum sampai/, "no standard form of what was written");
    await accessible(page, "what is heard in a sentence");
  });
});
