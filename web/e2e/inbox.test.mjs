// The inbox with many conversations: search, filters, saved views, tags, priority, snooze, assigning, many at once; and
// a list of ten thousand that scrolls and is told rightly to a screen reader.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { accessible, fits } from "./browser.mjs";
import { atDesk } from "./desk.mjs";
import { until } from "./house.mjs";
import { setScene } from "./scene.mjs";
import { idOf, nameOf, orderOf, seed } from "./seed.mjs";

const SOME = 300;
const MANY = 10_000;
const WAITING = 20;

describe("the inbox", () => {
  const scene = setScene();
  const api = (method, path, body) => scene.house.as("agent", method, path, body);
  const row = (id) => `[data-row="${id}"]`;
  const open = async (hash, options) =>
    (await atDesk(await scene.visitor(options), scene.house, "agent", hash)).page;
  const dialog = async (page) => {
    await page.waitForSelector("dialog[open]");
    return page.locator("dialog[open]");
  };
  const closed = (page) => page.waitForSelector("dialog[open]", { state: "detached" });
  const conversation = (i) => api("GET", `/conversations/${idOf(i)}`);

  before(async () => {
    await seed(scene.house, 0, SOME, { waiting: (i) => i < WAITING });
    await until("what was brought along can be found", async () => {
      const found = await api("GET", `/search?q=${orderOf(SOME - 1)}`);
      return found.items.length === 1 && found.index.ready;
    });
  });

  it("finds words, names and parts of order numbers, and opens the conversation at the message", async () => {
    const page = await open("#/all");
    await page.waitForSelector(row(idOf(0)));
    await page.keyboard.press("/");
    await page.waitForSelector("[data-search]");
    await page.locator(".state-title", { hasText: "Cari apa saja" }).waitFor();
    await page.keyboard.type(orderOf(123).slice(-6));
    await page.waitForSelector(`.hit ${row(idOf(123))}`);
    assert.equal(await page.locator(".hit").count(), 1);
    assert.match(await page.locator(".hit mark").first().innerText(), /TRG|8\d+/);
    await page.keyboard.press("Enter");
    await page.waitForSelector(`${row(idOf(123))}:focus`);
    await page.keyboard.press("Enter");
    await page.waitForSelector('.messages [data-seq="1"].glow');
    assert.match(page.url(), /#\/search\/cnv_seed_00123\?q=\d+&at=1/);
    await page.goBack();
    await page.waitForSelector(".hit");
    await page.goBack();
    await page.waitForSelector(`.find-open`);
    assert.match(page.url(), /#\/all/);

    await page.goto(
      `${scene.house.url}/console/#/search?q=${encodeURIComponent(`name:${nameOf(42).split(" ")[0]}`)}`,
    );
    await page.reload();
    await page.waitForSelector(".hit");
    assert.equal(await page.inputValue("[data-search]"), `name:${nameOf(42).split(" ")[0]}`);
    await page.fill("[data-search]", "tidakadayangbegini");
    await page.locator(".state-title", { hasText: "Tidak ada yang cocok" }).waitFor();
  });

  it("ends the question before, and shows what was asked last", async () => {
    const page = await open("#/search");
    await page.waitForSelector("[data-search]");
    let held;
    const holding = new Promise((resolve) => {
      held = resolve;
    });
    await page.route("**/api/v1/search?q=ongkir&**", async (route) => {
      held();
      await new Promise((r) => setTimeout(r, 1200));
      await route.continue().catch(() => {});
    });
    const ended = page.waitForEvent("requestfailed", (request) => request.url().includes("q=ongkir&"));
    await page.fill("[data-search]", "ongkir");
    await holding;
    await page.fill("[data-search]", "kupon");
    await ended;
    await page.waitForSelector(`.hit ${row(idOf(4))}`);
    await page.waitForTimeout(1300);
    assert.match(await page.locator(".hit").first().innerText(), /kupon/);
    // A failure says so, and the words stay.
    await page.route("**/api/v1/search?**", (route) => route.fulfill({ status: 503, body: "" }));
    await page.fill("[data-search]", "refund");
    await page.locator("[role=alert] .state-title", { hasText: "Pencarian belum berhasil" }).waitFor();
    assert.equal(await page.inputValue("[data-search]"), "refund");
    await page.unroute("**/api/v1/search?**");
    await page.click("[role=alert] .button");
    await page.waitForSelector(`.hit ${row(idOf(2))}`);
  });

  it("narrows the list by what the address says, through reload and back, and keeps it under a name", async () => {
    for (const i of [30, 31]) await api("POST", `/conversations/${idOf(i)}/tags`, { add: ["refund"] });
    await api("PUT", `/conversations/${idOf(31)}/priority`, { priority: "urgent" });
    const page = await open("#/all");
    await page.waitForSelector(row(idOf(0)));
    await page.keyboard.press(",");
    const box = await dialog(page);
    await box.locator(".filter-choice", { hasText: "refund" }).click();
    await box.locator(".filter-choice", { hasText: "Tinggi ke atas" }).click();
    await until("the filter counts what it has", async () => /tag=refund/.test(page.url()));
    await accessible(page, "the filter");
    await box
      .locator("button", { hasText: /^Selesai$/ })
      .last()
      .click();
    await closed(page);
    await until("one is left", async () => (await page.locator("[data-row]").count()) === 1);
    assert.match(page.url(), /priority=high/);
    await page.reload();
    await page.waitForSelector(row(idOf(31)));
    assert.equal(await page.locator("[data-row]").count(), 1);
    await page.click(row(idOf(31)));
    await page.waitForSelector(".messages");
    assert.match(page.url(), /#\/all\/cnv_seed_00031\?priority=high&tag=refund/);

    // The live stream keeps the narrowed list right.
    await api("PUT", `/conversations/${idOf(30)}/priority`, { priority: "high" });
    await page.waitForSelector(row(idOf(30)));
    await api("PUT", `/conversations/${idOf(30)}/priority`, { priority: "normal" });
    await page.waitForSelector(row(idOf(30)), { state: "detached" });

    await page.locator(".chip-way", { hasText: "Simpan tampilan" }).click();
    await (await dialog(page)).locator("button", { hasText: "Simpan yang sedang tampil" }).click();
    await page.fill("dialog[open] input[type=text]", "Refund mendesak");
    await page.locator("dialog[open] .switch input").click();
    await accessible(page, "saving a view");
    await page.keyboard.press("Enter");
    await page.click("dialog[open] button[type=submit]").catch(() => {});
    await closed(page);
    await page.locator(".chips-name", { hasText: "Refund mendesak" }).waitFor();
    const { items } = await api("GET", "/views");
    assert.deepEqual(
      items.map((v) => [v.name, v.shared, v.count]),
      [["Refund mendesak", true, 1]],
    );
    await page.goBack();
    await page.goto(`${scene.house.url}/console/#/queue`);
    await page.keyboard.press("v");
    await (await dialog(page)).locator(".views-go", { hasText: "Refund mendesak" }).click();
    await closed(page);
    await page.waitForSelector(row(idOf(31)));
    // Deleted, and made again by undoing.
    await page.keyboard.press("v");
    await (await dialog(page)).locator("[aria-label='Hapus Refund mendesak']").click();
    await page.keyboard.press("Escape");
    await page.locator(".toast-action", { hasText: "Urungkan" }).click();
    await until("it is there again", async () => (await api("GET", "/views")).items.length === 1);
  });

  it("stands in the order that is chosen: for a view on this device, for a saved one wherever it is opened", async () => {
    const page = await open("#/all");
    const order = async (word) => {
      await page.keyboard.press(",");
      const box = await dialog(page);
      await box.locator(".filter-choice", { hasText: word }).click();
      await accessible(page, "the filter with its orders");
      await page.keyboard.press("Escape");
      await closed(page);
    };
    /** The list is as the server has it, as far as it is drawn. */
    const stands = (query) =>
      until(`the list stands by ${query}`, async () => {
        const { items } = await api("GET", `/conversations?limit=5&${query}`);
        const drawn = await page.evaluate(() =>
          [...document.querySelectorAll("[data-row]")].slice(0, 5).map((r) => r.dataset.row),
        );
        return items.length === 5 && items.every((c, i) => c.id === drawn[i]);
      });
    const chip = (word) => page.locator(".chip-off", { hasText: word });
    await stands("view=all");
    await order("Terlama dulu");
    await page.waitForSelector(row(idOf(SOME - 1)));
    await stands("view=all&order=oldest");
    assert.ok(page.url().endsWith("#/all"), "a view's order is no part of the address");
    await page.reload();
    await chip("Urutan: Terlama dulu").waitFor();
    await stands("view=all&order=oldest");
    // What is said now belongs to the end, which is not loaded.
    await api("POST", `/conversations/${idOf(SOME - 2)}/claim`, {});
    await page.waitForSelector(row(idOf(SOME - 2)), { state: "detached" });
    await stands("view=all&order=oldest");

    await order("Paling mendesak");
    await stands("view=all&order=priority");
    await api("PUT", `/conversations/${idOf(200)}/priority`, { priority: "urgent" });
    await page.waitForSelector(row(idOf(200)));
    await stands("view=all&order=priority");
    await page.keyboard.press("v");
    await (await dialog(page)).locator("button", { hasText: "Simpan yang sedang tampil" }).click();
    await page.fill("dialog[open] input[type=text]", "Mendesak dulu");
    await page.locator("dialog[open] .switch input").click();
    await page.click("dialog[open] button[type=submit]");
    await closed(page);
    const kept = (await api("GET", "/views")).items.find((v) => v.name === "Mendesak dulu");
    assert.deepEqual([kept.shared, kept.filter], [true, { view: "all", order: "priority" }]);
    await page.goto(`${scene.house.url}/console/#/all`);
    await chip("Paling mendesak").click();
    await chip("Paling mendesak").waitFor({ state: "detached" });
    await stands("view=all");
    // On another device, where nothing was chosen.
    const other = await open("#/queue");
    await other.keyboard.press("v");
    await (await dialog(other)).locator(".views-go", { hasText: "Mendesak dulu" }).click();
    await other.waitForSelector(row(idOf(200)));
    assert.match(other.url(), /#\/all\?saved=view_\w+&order=priority/);
    await other.locator(".chip-off", { hasText: "Urutan: Paling mendesak" }).waitFor();
    await api("DELETE", `/views/${kept.id}`);
  });

  it("is worked through by keyboard alone: search, tag, snooze, resolve", async () => {
    const page = await open("#/queue");
    await page.waitForSelector(row(idOf(WAITING - 1)));
    await page.keyboard.press("/");
    await page.waitForSelector("[data-search]:focus");
    await page.keyboard.type(orderOf(7).slice(-5));
    await page.waitForSelector(`.hit ${row(idOf(7))}`);
    await page.keyboard.press("Enter");
    await page.waitForSelector(`${row(idOf(7))}:focus`);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".messages .msg");

    await page.keyboard.press("l");
    await page.waitForSelector("dialog[open] [role=combobox]:focus");
    await page.keyboard.type("Ukuran  Salah");
    await page.keyboard.press("Enter");
    await until("it is tagged", async () => (await conversation(7)).tags.includes("ukuran salah"));
    await page.keyboard.press("Escape");
    await closed(page);
    await page.locator(".toast", { hasText: "Urungkan" }).waitFor();
    await page.keyboard.press("z");
    await until("it is undone", async () => !(await conversation(7)).tags.includes("ukuran salah"));
    await page.keyboard.press("p");
    await page.waitForSelector("dialog[open] [role=listbox]:focus");
    await page.keyboard.press("2");
    await until("it is urgent by one digit", async () => (await conversation(7)).priority === "high");

    await page.keyboard.press("s");
    await page.waitForSelector("dialog[open] [role=listbox]:focus");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    const snoozed = await until("it is put off and one's own", async () => {
      const now = await conversation(7);
      return now.snoozed_until && now.agent?.name === "Rina" && now;
    });
    const until_ = new Date(snoozed.snoozed_until);
    // In Jakarta, where the reader is, 08.00 is 01.00 UTC.
    assert.equal(until_.getUTCHours(), 1);
    assert.equal(until_.getUTCDay(), 1, "a Monday");
    await page.keyboard.press("5");
    await page.waitForSelector(`.view[data-view=snoozed][aria-current]`);
    await page.waitForSelector(row(idOf(7)));
    await page.keyboard.press("z");
    await until("it is back", async () => (await conversation(7)).snoozed_until === null);
    await page.keyboard.press("e");
    await until("it is resolved", async () => (await conversation(7)).status === "resolved");
    // All of it stands in the list of keys.
    await page.keyboard.press("?");
    const keys = await (await dialog(page)).innerText();
    for (const words of [
      "Pilih untuk tindakan bersama",
      "Tag",
      "Prioritas",
      "Tunda",
      "Serahkan",
      "Batalkan balasan",
    ])
      assert.ok(keys.includes(words), words);
  });

  it("one's own list names what is put off, and leads to it", async () => {
    await api("POST", `/conversations/${idOf(8)}/claim`, {});
    await api("PUT", `/conversations/${idOf(8)}/snooze`, {
      until: new Date(Date.now() + 3600_000).toISOString(),
    });
    const page = await open("#/mine");
    const line = page.locator(".put-off", { hasText: "1 ditunda" });
    await line.waitFor();
    await accessible(page, "mine, with one put off");
    await fits(page, "mine, with one put off");
    await line.click();
    await page.waitForSelector(`.view[data-view=snoozed][aria-current]`);
    await page.waitForSelector(row(idOf(8)));
    assert.equal(await page.locator(".put-off").count(), 0);
    await api("PUT", `/conversations/${idOf(8)}/snooze`, { until: null });
  });

  it("what is put off comes back by itself, and says so", async () => {
    await api("POST", `/conversations/${idOf(8)}/claim`, {});
    const page = await open("#/mine");
    await page.waitForSelector(row(idOf(8)));
    await api("PUT", `/conversations/${idOf(8)}/snooze`, {
      until: new Date(Date.now() + 2500).toISOString(),
    });
    await page.waitForSelector(row(idOf(8)), { state: "detached" });
    await page.waitForSelector(row(idOf(8)));
    await page.locator(".toast", { hasText: "kembali dari tunda" }).waitFor();
  });

  it("is given to somebody, who then has it", async () => {
    const page = await open(`#/queue/${idOf(9)}`);
    await page.waitForSelector(".messages .msg");
    await page.click(".head-actions .menu > button");
    await page.locator("[role=menuitem]", { hasText: "Serahkan" }).click();
    await page.waitForSelector("dialog[open] [role=combobox]:focus");
    await page.keyboard.type("bima");
    await page.locator("dialog[open] [role=option]", { hasText: "Bima" }).waitFor();
    await accessible(page, "assigning");
    await page.keyboard.press("Enter");
    await until("Bima has it", async () => (await conversation(9)).agent?.name === "Bima");
    await page.locator(".head-holder", { hasText: "Bima yang menjawab" }).waitFor();
    // Nobody takes it out of another's hands, and the dialog says so before it is tried.
    await page.keyboard.press("s");
    await (await dialog(page)).locator(".pick-hint", { hasText: "Bima yang memegang" }).waitFor();
  });

  it("does one thing to many and is honest about those that it could not be done to", async () => {
    await scene.house.as("owner", "POST", `/conversations/${idOf(12)}/claim`, {});
    const page = await open("#/all");
    await page.waitForSelector(row(idOf(10)));
    await page.focus(row(idOf(10)));
    await page.keyboard.press("x");
    await page.waitForSelector(".bulk");
    await page.click(row(idOf(14)), { modifiers: ["Shift"] });
    const picked = await page.locator(".row-pick input:checked").count();
    assert.ok(picked >= 4, `${picked} picked`);
    await page.keyboard.press("l");
    await page.waitForSelector("dialog[open] [role=combobox]:focus");
    await page.keyboard.type("borongan");
    await page.keyboard.press("Enter");
    await closed(page);
    const tagged = async () =>
      (await api("GET", "/conversations?view=all&tag=borongan&limit=50")).items.length;
    await until("all are tagged", async () => (await tagged()) === picked);
    await page.waitForSelector(".bulk", { state: "detached" });
    await page.keyboard.press("z");
    await until("and untagged by undoing", async () => (await tagged()) === 0);

    await page.focus(row(idOf(10)));
    await page.keyboard.press("x");
    await page.click(row(idOf(14)), { modifiers: ["Shift"] });
    // One that somebody else has.
    await page.focus(row(idOf(12)));
    await page.keyboard.press("x");
    await page.keyboard.press("e");
    await (await dialog(page)).locator("button", { hasText: "Selesaikan" }).click();
    const told = page.locator("dialog[open] h2", { hasText: `${picked} dari ${picked + 1} berhasil` });
    await told.waitFor();
    assert.match(await page.locator("dialog[open] .refusals").innerText(), new RegExp(nameOf(12)));
    await accessible(page, "what became of many");
    await page.keyboard.press("Escape");
    await closed(page);
    assert.equal(
      await page
        .locator(".bulk-count")
        .innerText()
        .then((s) => /1 dipilih/.test(s)),
      true,
    );
    await page.keyboard.press("Escape");
  });

  for (const theme of ["light", "dark"])
    for (const size of [undefined, "phone"])
      it(`is for everybody: ${theme}, ${size ?? "desktop"}`, async () => {
        const page = await open("#/all?language=id", { theme, size });
        await page.waitForSelector("[data-row]");
        await page.waitForSelector(".chip-off");
        await fits(page, "a narrowed list");
        await accessible(page, "a narrowed list");
        if (size) await page.click(".find-bar [aria-pressed]");
        else await page.keyboard.press("v");
        if (size) {
          await page.locator("[data-row]").first().click();
          await page.waitForSelector(".bulk");
          await fits(page, "picking");
          await accessible(page, "picking");
          await page.locator(".bulk-do", { hasText: "Tunda" }).click();
        }
        await dialog(page);
        await fits(page, "a dialog");
        await accessible(page, "a dialog");
        await page.keyboard.press("Escape");
        await closed(page);
        await page.goto(`${scene.house.url}/console/#/search?q=paket&language=id`);
        await page.waitForSelector(".hit");
        await fits(page, "the search");
        await accessible(page, "the search");
      });

  it("ten thousand scroll: a few are drawn, each knows its place, and one's own place is kept", async (t) => {
    await seed(scene.house, SOME, MANY);
    const page = await open("#/all");
    await page.waitForSelector("[data-row]");
    // To the end, as fast as pages come.
    const frames = await page.evaluate(async () => {
      const box = document.querySelector(".list-scroll");
      const gaps = [];
      let last = performance.now();
      let still = 0;
      while (still < 40) {
        const before = box.scrollTop;
        box.scrollTop += 700;
        await new Promise((r) => requestAnimationFrame(r));
        const now = performance.now();
        gaps.push(now - last);
        last = now;
        if (box.scrollTop !== before || document.querySelector(".list-more")) still = 0;
        else still++;
      }
      gaps.sort((a, b) => a - b);
      return {
        drawn: document.querySelectorAll(".slot").length,
        median: gaps[gaps.length >> 1],
        p95: gaps[Math.floor(gaps.length * 0.95)],
        size: Number(document.querySelector(".slot:last-child").getAttribute("aria-setsize")),
        place: Number(document.querySelector(".slot:last-child").getAttribute("aria-posinset")),
      };
    });
    t.diagnostic(
      `${frames.size} rows: frame ${frames.median.toFixed(1)} ms in the middle, ${frames.p95.toFixed(1)} ms for 95 of 100`,
    );
    assert.ok(frames.size > MANY - 100, `${frames.size} rows`);
    assert.equal(frames.place, frames.size, "the last row knows that it is the last");
    assert.ok(frames.drawn < 60, `${frames.drawn} rows are drawn`);

    // A conversation far up moves; what the reader sees does not.
    const seen = () =>
      page.evaluate(() => {
        const box = document.querySelector(".list-scroll").getBoundingClientRect();
        const slot = [...document.querySelectorAll(".slot")].find(
          (s) => s.getBoundingClientRect().top > box.top + 80,
        );
        return { id: slot.dataset.slot, top: Math.round(slot.getBoundingClientRect().top) };
      });
    await page.evaluate(() => {
      document.querySelector(".list-scroll").scrollTop = 200_000;
    });
    await page.waitForTimeout(400);
    const before = await seen();
    const [, fresh] = await scene.waiting();
    assert.ok(fresh);
    await api("POST", `/conversations/${idOf(9000)}/claim`, {});
    await page.waitForTimeout(1200);
    const after = await page.evaluate(
      (id) => Math.round(document.querySelector(`[data-slot="${id}"]`).getBoundingClientRect().top),
      before.id,
    );
    assert.ok(Math.abs(after - before.top) <= 1, `${before.top} became ${after}`);

    // The keyboard goes on from there, row by row.
    await page.focus(row(before.id));
    for (let i = 0; i < 12; i++) await page.keyboard.press("j");
    const place = await page.evaluate(() => {
      const slot = document.activeElement.closest(".slot");
      const box = slot.closest(".list-scroll").getBoundingClientRect();
      const { top, bottom } = slot.getBoundingClientRect();
      return { id: slot.dataset.slot, inSight: top >= box.top - 4 && bottom <= box.bottom + 4 };
    });
    assert.notEqual(place.id, before.id);
    assert.ok(place.inSight, "the row that has the keyboard is in sight");
    await accessible(page, "ten thousand");

    // Opening one that was made ready by the keyboard, beside opening one that was not.
    const shown = (id) =>
      page.evaluate(async (sought) => {
        const began = performance.now();
        document.querySelector(`[data-row="${sought}"]`).click();
        const name = document.querySelector(`[data-slot="${sought}"] .row-name`).innerText;
        const there = () =>
          document.querySelector(".head-name")?.innerText === name &&
          document.querySelector('.messages [data-seq="3"]');
        while (!there()) await new Promise((r) => requestAnimationFrame(r));
        await new Promise((r) => requestAnimationFrame(r));
        return performance.now() - began;
      }, id);
    const ready = [];
    for (let i = 0; i < 7; i++) {
      await page.focus(row(place.id));
      await page.keyboard.press("j");
      const id = await page.evaluate(() => document.activeElement.dataset.row);
      place.id = id;
      await page.waitForTimeout(350);
      ready.push(await shown(id));
    }
    ready.sort((a, b) => a - b);
    t.diagnostic(
      `a conversation that was made ready shows after ${ready[3].toFixed(0)} ms (of 7, the middle one)`,
    );
    const cold = [];
    const drawn = await page.evaluate(() =>
      [...document.querySelectorAll(".slot")].map((s) => s.dataset.slot),
    );
    const far = (_, i) => i < drawn.length - 2 && Math.abs(i - drawn.indexOf(place.id)) > 2;
    for (const id of drawn.filter(far).slice(0, 5)) cold.push(await shown(id));
    cold.sort((a, b) => a - b);
    t.diagnostic(`one that was not shows after ${cold[2].toFixed(0)} ms (of ${cold.length}, the middle one)`);
    await page.route("**/messages?**", async (route) => {
      await new Promise((r) => setTimeout(r, 600));
      await route.continue();
    });
    const away = await page.evaluate(
      (id) =>
        [...document.querySelectorAll(".slot")].map((s) => s.dataset.slot).findLast((other) => other !== id),
      place.id,
    );
    const slow = await shown(away);
    assert.ok(ready[3] < slow / 2, `made ready: ${ready[3]} ms, not: ${slow} ms`);
  });
});
