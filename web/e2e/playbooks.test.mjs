// The room in which a brand's people decide what the assistant does: a playbook is written, mended, tried out, published
// and answers in the widget; it is taken back; nothing that was written is lost; the picture can be walked by keys.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessible, fits } from "./browser.mjs";
import { atDesk } from "./desk.mjs";
import { until } from "./house.mjs";
import { setScene } from "./scene.mjs";

const ROOM = "/playbooks";
/** A new intent is taught before it is heard; that takes some seconds where there are few cores. */
const TAUGHT_MS = 60_000;
/** What publishing and rolling back are held to. */
const LIVE_MS = 10_000;

/** Two slots and one action, with a mistake: the last sentence promises something without a time. */
const stock = (promise) => `id: cek_warna
version: 1
title: {id: "Cek warna", en: "Check a colour"}
triggers:
  - intent: cek_warna
    examples:
      id: [stok warna biru masih ada ga, warna merah ready kak, cek stok warna dong, apakah warna hitam tersedia, ada stok warna hijau tidak, mau cek ketersediaan warna, warna apa saja yang ready]
      en: [is the blue colour in stock, check colour stock, do you have it in red, which colours are available, colour availability please]
slots:
  thing: {type: text, label: {id: Barang, en: Product}}
  color: {type: text, label: {id: Warna, en: Colour}}
steps:
  - ask: {slot: thing, text: {id: "Barang apa?", en: "Which product?"}}
  - ask: {slot: color, text: {id: "Warna apa?", en: "Which colour?"}}
  - call:
      action: products_search
      inputs: {q: slot.thing}
      save: found
      on_error:
        default:
          - hand_over:
              reason: error
              text: {id: "Sistem stok tidak menjawab. Saya teruskan ke petugas.", en: "The stock system does not answer. I am passing this to an agent."}
  - say:
      text:
        id: "${promise}"
        en: "{{ slot.thing }} in {{ slot.color }} is in the shop."
  - end: {solved: true}
`;
const GOOD = "{{ slot.thing }} warna {{ slot.color }} ada di toko.";

/** A playbook of about two hundred steps: every fifth parts into three ways. */
function long() {
  const say = (n, pad) => `${pad}- say: {text: {id: "Kalimat ${n}.", en: "Sentence ${n}."}}`;
  const lines = [];
  let n = 0;
  while (n < 195) {
    if (n % 5 !== 4) {
      lines.push(say(n++, "  "));
      continue;
    }
    lines.push("  - branch:", "      on: slot.size", "      cases:");
    n++;
    for (const size of ["kecil", "sedang"]) {
      lines.push(`        ${size}:`);
      for (let i = 0; i < 4; i++) lines.push(say(n++, "          "));
    }
  }
  return `id: panjang
version: 1
title: {id: "Panjang sekali", en: "Very long"}
triggers: [{manual: true}]
slots:
  size: {type: text, label: {id: Ukuran, en: Size}}
steps:
  - ask: {slot: size, text: {id: "Ukuran apa?", en: "Which size?"}}
${lines.join("\n")}
  - end: {solved: true}
`;
}

describe("the room for playbooks", () => {
  const scene = setScene();
  const owner = (method, path, body) => scene.house.as("owner", method, ROOM + path, body);
  const rowOf = async (id) => (await owner("GET", "")).items.find((row) => row.id === id);

  /** A manager somewhere in the room. */
  async function inRoom(path = "", options = {}) {
    const desk = await atDesk(await scene.visitor(options), scene.house, "owner", `#/playbooks${path}`);
    await desk.page.waitForSelector(path ? ".panes" : ".books");
    return desk.page;
  }

  /** Puts a text into the editor in the place of what is there. */
  async function write(page, text) {
    await page.waitForSelector(".cm-content");
    await page.click(".cm-content");
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(text);
  }

  const draftOf = async (id) => (await owner("GET", `/${id}`)).draft?.source;
  const saved = (id, text) => until("the draft is on the server", async () => (await draftOf(id)) === text);

  /** Publishes by the dialog; how long it took until the page said so. */
  async function publish(page, note, version) {
    await page.locator(".book-acts .button[data-kind=main]").click();
    await page.locator("dialog[open] input").fill(note);
    const began = Date.now();
    await page.click("dialog[open] .button[data-kind=main]");
    await page.locator(".toast", { hasText: `Versi ${version} terbit` }).waitFor({ timeout: TAUGHT_MS });
    return Date.now() - began;
  }

  it("is for managers: an agent sees no way in, is told why at the door, and is refused by the API", async () => {
    const desk = await atDesk(await scene.visitor(), scene.house, "agent", "#/playbooks");
    await desk.page.locator(".state", { hasText: "Hanya untuk pemilik dan admin" }).waitFor();
    assert.equal(await desk.page.locator('.rail a[href="#/playbooks"]').count(), 0);
    await accessible(desk.page, "the door, for an agent");
    await assert.rejects(scene.house.as("agent", "GET", ROOM), /403/);
  });

  it("fetches the editor only for who looks at a text", async () => {
    const visitor = await scene.visitor();
    const asked = [];
    visitor.context.on("request", (request) => asked.push(request.url()));
    const desk = await atDesk(visitor, scene.house, "owner", "#/playbooks");
    await desk.page.waitForSelector(".books");
    assert.ok(!asked.some((url) => /\/code-.*\.js$/.test(url)), "the editor, for the list");
    await desk.page.locator(".book-title").first().click();
    await desk.page.waitForSelector(".cm-content");
    assert.ok(asked.some((url) => /\/code-.*\.js$/.test(url)));
  });

  for (const [size, theme, language] of [
    ["desktop", "light", "id"],
    ["phone", "dark", "en"],
  ])
    it(`every view can be used on a ${size}, ${theme}, ${language}`, async () => {
      const page = await inRoom("", { size, theme, language });
      await accessible(page, `list, ${size}`);
      await fits(page, `list, ${size}`);
      await page.locator("[data-search]").fill("zzz");
      await page.locator(".state").waitFor();
      await accessible(page, `nothing found, ${size}`);
      await page.locator(".state .button").click();
      await page.locator('.book-title[href="#/playbooks/order_status"]').click();
      const tabs = size === "phone" ? ["graph", "text", "try", "versions"] : ["graph", "versions"];
      for (const tab of tabs) {
        await page.click(`.room-tab[href="#/playbooks/order_status${tab === "graph" ? "" : `/${tab}`}"]`);
        const there = { graph: ".node", text: ".cm-content", try: ".try-input", versions: ".version-line" };
        await page.locator(there[tab]).first().waitFor();
        await page.waitForSelector(".waiting", { state: "detached" });
        await accessible(page, `${tab}, ${size}`);
        await fits(page, `${tab}, ${size}`);
      }
    });

  it("a playbook is written, mended, tried out, published, answers in the widget, and is taken back", async () => {
    const page = await inRoom();
    await page.click(".room-title .button");
    await accessible(page, "a new playbook");
    await page.locator("dialog[open] input").nth(0).fill("Cek warna");
    await page.locator("dialog[open] input").nth(1).fill("Check a colour");
    await page.click("dialog[open] button[type=submit]");
    await page.waitForSelector(".panes");
    assert.match(page.url(), /#\/playbooks\/cek_warna$/);

    // The linter speaks at the place; F8 leads there, and the list says what mends it.
    await write(page, stock("Pesanan Anda sedang diproses."));
    const problem = page.locator(".problem[data-tone=bad]").first();
    await problem.waitFor();
    await page.locator(".cm-lint-marker-error").first().waitFor();
    await page.keyboard.press("F8");
    await page.locator(".cm-activeLine", { hasText: "sedang diproses" }).waitFor();
    await page.locator('.node[aria-current="true"]', { hasText: "sedang diproses" }).waitFor();
    assert.match(await problem.innerText(), /Perbaiki:/);
    await accessible(page, "a problem in place");

    await write(page, stock(GOOD));
    await page.locator(".problems-mark[data-tone=good]").waitFor();
    await saved("cek_warna", stock(GOOD));
    await page.locator(".saved", { hasText: "Draf tersimpan" }).waitFor();
    await page.locator(".node", { hasText: "products_search" }).waitFor();

    // Tried out: nobody hears it, the action's answer is one's own.
    await page.fill(".try-input", "cek stok warna dong");
    await page.press(".try-input", "Enter");
    const talk = page.locator(".try-talk");
    await talk.getByText("Barang apa?").waitFor({ timeout: TAUGHT_MS });
    await page.locator('.node[data-live="true"]', { hasText: "Barang" }).waitFor();
    for (const words of ["botol minum", "biru"]) {
      await page.fill(".try-input", words);
      await page.press(".try-input", "Enter");
      await talk.locator(".msg[data-side=mine]", { hasText: words }).waitFor({ timeout: TAUGHT_MS });
      await page.locator(".try-talk[aria-busy=false]").waitFor({ timeout: TAUGHT_MS });
    }
    const card = talk.locator(".action-card");
    await card.getByText("products_search").first().waitFor();
    await accessible(page, "an action that waits for its answer");
    await card.locator("textarea").fill("{ items: ");
    await card.locator("button[type=submit]").click();
    await card.locator(".field-error").waitFor();
    await card.locator("textarea").fill('{"products":[],"total":0}');
    await card.locator("button[type=submit]").click();
    await talk.getByText("botol minum warna biru ada di toko.").waitFor();
    await page.locator('.try-bar [aria-label="Batalkan langkah terakhir"]').click();
    await card.locator(".action-ways .button", { hasText: "action_timeout" }).click();
    await talk.getByText("Sistem stok tidak menjawab").waitFor();
    // What was tried is kept as a scenario, which gates the publication.
    await page.locator(".try-bar .menu > button").click();
    await page.locator("[role=menuitem]", { hasText: "Simpan sebagai skenario" }).click();
    assert.match(
      await page.locator("dialog[open] textarea").inputValue(),
      /expect: text contains "Sistem stok/,
    );
    await accessible(page, "a scenario of what was tried");
    await page.click("dialog[open] .button[data-kind=main]");
    await page.locator(".toast", { hasText: "Skenario tersimpan" }).waitFor();
    assert.equal((await rowOf("cek_warna")).state, "draft", "nothing of this is live");

    await page.locator(".book-acts .button[data-kind=main]").click();
    await accessible(page, "the question before publishing");
    await page.locator("dialog[open] .dialog-actions .button").first().click();
    await publish(page, "Warna bisa ditanyakan", 1);
    assert.equal((await rowOf("cek_warna")).state, "live");
    const chat = await scene.customer();
    await chat.ask("cek stok warna dong", "Barang apa?");

    // A second version, and back to the first, each within seconds.
    const second = stock("{{ slot.thing }} {{ slot.color }} tersedia.").replace(
      "Barang apa?",
      "Barang yang mana?",
    );
    await write(page, second);
    await saved("cek_warna", second);
    // The scenario hears another question than before, and says so; it is brought up to date.
    await page.locator(".book-acts .button[data-kind=main]").click();
    await page.click("dialog[open] .button[data-kind=main]");
    await page.locator("dialog[open] .scenario", { hasText: "Cek warna" }).waitFor({ timeout: TAUGHT_MS });
    await page.locator("dialog[open] .dialog-actions .button").first().click();
    await page.locator(".book-acts .menu > button").click();
    await page.locator("[role=menuitem]", { hasText: "Skenario" }).click();
    const talks = page.locator("dialog[open] textarea");
    await talks.fill((await talks.inputValue()).replace("Barang apa?", "Barang yang mana?"));
    await page.click("dialog[open] .button[data-kind=main]");
    await page.waitForSelector("dialog[open]", { state: "detached" });
    const took = await publish(page, "Kalimat lebih pendek", 2);
    assert.ok(took < LIVE_MS, `published in ${took} ms`);
    await (await scene.customer()).ask("cek stok warna dong", "Barang yang mana?");

    await page.click('.room-tab[href$="/versions"]');
    await page
      .locator(".version-line", { hasText: "Warna bisa ditanyakan" })
      .locator(".version-show")
      .click();
    await page.locator(".version-line", { hasText: "Kalimat lebih pendek" }).locator(".version-show").click();
    await page.locator('.diff-line[data-kind="added"]', { hasText: "Barang yang mana?" }).waitFor();
    await accessible(page, "two versions against each other");
    await page.locator(".version-line", { hasText: "Warna bisa ditanyakan" }).locator(".button").click();
    const began = Date.now();
    await page.click("dialog[open] .button[data-kind=main]");
    await page.locator(".toast", { hasText: "dipakai lagi" }).waitFor();
    const back = Date.now() - began;
    assert.ok(back < LIVE_MS, `rolled back in ${back} ms`);
    await (await scene.customer()).ask("cek stok warna dong", "Barang apa?");
    // Who began with the second version is not disturbed by any of this; who began with the first neither.
    await chat.ask("botol minum", "Warna apa?");
  });

  it("loses nothing: without a connection it is kept here, and sent after", async () => {
    const id = "refund_status";
    const page = await inRoom(`/${id}`);
    const { source } = await owner("GET", `/${id}`);
    const mine = `${source}# ditulis tanpa sambungan\n`;
    await page.route("**/draft", (route) => route.abort());
    await write(page, mine);
    await page.locator(".saved", { hasText: "Tersimpan di peramban ini" }).waitFor();
    await accessible(page, "kept here");
    await page.unroute("**/draft");
    await page.reload();
    await saved(id, mine);
    // Only lines in sight are drawn.
    await page.click(".cm-content");
    await page.keyboard.press("Control+End");
    await page.locator(".cm-line", { hasText: "ditulis tanpa sambungan" }).waitFor();
    await page.locator(".book-acts .menu > button").click();
    await page.locator("[role=menuitem]", { hasText: "Buang draf" }).click();
    await page.click("dialog[open] .button[data-kind=main]");
    await page.locator(".toast", { hasText: "Draf dibuang" }).waitFor();
    assert.equal(await draftOf(id), undefined);
    assert.equal((await owner("GET", `/${id}`)).source, source);
  });

  it("writes over nobody: who else saved is named, both texts stand side by side, one is chosen", async () => {
    const id = "invoice_request";
    const page = await inRoom(`/${id}`);
    const { source } = await owner("GET", `/${id}`);
    await page.waitForSelector(".cm-content");
    const theirs = `${source}# punya rekan\n`;
    const mine = `${source}# punya saya\n`;
    await owner("PUT", `/${id}/draft`, { source: theirs });
    await write(page, mine);
    const bar = page.locator(".conflict");
    await bar.getByText("Bima").waitFor();
    assert.equal(await draftOf(id), theirs);
    await bar.locator(".button", { hasText: "Bandingkan" }).click();
    await page.locator('dialog[open] .diff-line[data-kind="added"]', { hasText: "punya saya" }).waitFor();
    await page.locator('dialog[open] .diff-line[data-kind="removed"]', { hasText: "punya rekan" }).waitFor();
    await accessible(page, "two drafts against each other");
    await page.locator("dialog[open] .button", { hasText: "Simpan punya saya" }).click();
    await saved(id, mine);
    await bar.waitFor({ state: "detached" });
    await owner("DELETE", `/${id}/draft`);
  });

  it("a text that breaks a scenario is refused with what went another way; one is switched off and on", async () => {
    const id = "order_problem";
    const page = await inRoom(`/${id}`);
    const { source } = await owner("GET", `/${id}`);
    const mine = `${source}# sama saja\n`;
    const wrong =
      '=== sapaan ===\nIt greets.\n-- script --\ncontact: halo\nexpect: text contains "selamat makan"\n';
    await owner("PUT", `/${id}/draft`, { source: mine, scenarios: wrong });
    await page.reload();
    await page.locator(".book-acts .button[data-kind=main]:not([aria-disabled=true])").click();
    await page.click("dialog[open] .button[data-kind=main]");
    const failed = page.locator("dialog[open] .scenario", { hasText: "sapaan" });
    await failed.waitFor({ timeout: TAUGHT_MS });
    assert.match(await failed.innerText(), /selamat makan/);
    await accessible(page, "a scenario that fails");
    assert.equal((await owner("GET", `/${id}`)).source, source, "nothing of it is live");
    await page.locator("dialog[open] .dialog-actions .button").first().click();
    await owner("DELETE", `/${id}/draft`);

    for (const [word, state] of [
      ["Matikan", "off"],
      ["Nyalakan lagi", "live"],
    ]) {
      await page.reload();
      await page.locator(".book-acts .menu > button").click();
      await page.locator("[role=menuitem]", { hasText: word }).click();
      await page.click("dialog[open] .button[data-kind=main]");
      await page.locator(".toast[data-tone=good]").waitFor({ timeout: TAUGHT_MS });
      assert.equal((await rowOf(id)).state, state);
    }
  });

  it("two hundred steps are drawn, walked by keys, searched and folded", async () => {
    await owner("POST", "", { source: long() });
    const page = await inRoom("/panjang");
    await page.locator(".node").first().waitFor();
    const steps = await page.locator(".node").count();
    assert.ok(steps >= 195, `${steps} steps`);
    await page.locator(".minimap").waitFor();
    await accessible(page, "two hundred steps");

    const here = () => page.evaluate(() => document.activeElement?.innerText.replace(/\s+/g, " ") ?? "");
    await page.locator('.node[tabindex="0"]').focus();
    assert.match(
      await here(),
      new RegExp(`^Langkah 1 dari ${steps}, .*Tanya.*Ukuran.*Menuju langkah 2, Katakan`),
    );
    for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowDown");
    assert.match(await here(), /Bercabang.*slot\.size.*kecil: langkah.*sedang: langkah/);
    await page.keyboard.press("ArrowRight");
    assert.match(await here(), /Kalimat 5\./);
    await page.keyboard.press("ArrowRight");
    assert.match(await here(), /Kalimat 9\./);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    assert.match(await here(), /Bercabang/);
    await page.keyboard.press("Space");
    assert.equal(await page.locator(".node", { hasText: "Kalimat 5." }).count(), 0);
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator(".cm-activeLine", { hasText: "Kalimat 13." }).waitFor();
    const inText = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.role ?? "");
    await until("the text has the focus", async () => (await inText()) === "textbox");
    // Esc and Tab lead out of the text again.
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    assert.equal(await inText(), "");

    await page.locator(".graph-search input").fill("Kalimat 190.");
    await page.locator(".graph-found", { hasText: "1 cocok" }).waitFor();
    await page.keyboard.press("Enter");
    const found = page.locator('.node[aria-current="true"]', { hasText: "Kalimat 190." });
    await found.waitFor();
    await until("it is in sight", async () => {
      const [node, frame] = [await found.boundingBox(), await page.locator(".graph-scroll").boundingBox()];
      return node.y >= frame.y && node.y + node.height <= frame.y + frame.height;
    });
    await page.locator('[aria-label="Lipat semua cabang"]').click();
    assert.ok((await page.locator(".node").count()) < steps / 2);
    await page.locator('[aria-label="Muat seluruhnya"]').click();
    await accessible(page, "folded");
  });

  it("completes names of the brand's own world", async () => {
    const page = await inRoom("/panjang");
    await page.waitForSelector(".cm-content");
    await write(page, "id: panjang\nsteps:\n  - call: {action: order_g");
    await page.keyboard.press("Control+Space");
    await page.locator(".cm-tooltip-autocomplete li", { hasText: "order_get" }).click();
    await page.locator(".cm-line", { hasText: "action: order_get" }).waitFor();
    await accessible(page, "completion");
  });
});
