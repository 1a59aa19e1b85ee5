// The room for trust: lines are tried on imported talks by keys alone, published, met by somebody else's, taken back; the
// figures of the measures open the conversations that they count.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessible, fits } from "./browser.mjs";
import { atDesk } from "./desk.mjs";
import { until } from "./house.mjs";
import { setScene } from "./scene.mjs";

/** An import is heard turn by turn; that takes some seconds where there are few cores. */
const HEARD_MS = 60_000;

const turn = (role, text, label) => ({ role, text, ...(label !== undefined && { label }) });
/** Talks that go well, that break and are handed over, and that break slowly with nobody coming. */
function talks(many) {
  const lines = [];
  for (let i = 0; i < many; i++) {
    const order = `TR-10${i}`;
    const kinds = [
      [
        turn("contact", `halo, pesanan ${order} sudah sampai mana ya`, 0),
        turn("assistant", `Pesanan ${order} sedang diantar dan tiba hari ini.`),
        turn("contact", "oke makasih banyak ya", 0),
      ],
      [
        turn("contact", `paket ${order} saya mana`, 0),
        turn("assistant", "Boleh minta nomor pesanannya?"),
        turn("contact", `kan tadi udah saya kasih, ${order}!!`, 1),
        turn("assistant", "Boleh minta nomor pesanannya?"),
        turn("contact", "ga membantu sama sekali, jawabannya itu-itu terus", 1),
        turn("assistant", "Maaf, boleh minta nomor pesanannya?"),
        turn("contact", "mau ngomong sama orang aja", 1),
      ],
      [
        turn("contact", `refund ${order} kok belum masuk`, 0),
        turn("assistant", "Pengembalian dana diproses 3 hari kerja."),
        turn("contact", "itu salah, sudah seminggu lebih", 1),
        turn("assistant", "Pengembalian dana diproses 3 hari kerja."),
        turn("contact", "ya sudahlah percuma", 1),
      ],
    ];
    lines.push(JSON.stringify({ id: `talk-${i}`, language: "id", turns: kinds[i % kinds.length] }));
  }
  return lines;
}

describe("the room for trust", () => {
  const scene = setScene();
  const owner = (method, path, body) => scene.house.as("owner", method, `/trust${path}`, body);

  /** A manager somewhere in the room. */
  async function inRoom(path = "", options = {}) {
    const desk = await atDesk(await scene.visitor(options), scene.house, "owner", `#/trust${path}`);
    await desk.page.waitForSelector(".room-view .card, .room-view .state");
    return desk.page;
  }

  const file = (lines) => ({
    name: "minggu lalu.jsonl",
    mimeType: "application/x-ndjson",
    buffer: Buffer.from(lines.join("\n")),
  });

  async function send(page, lines) {
    await page.setInputFiles("dialog[open] input[type=file]", file(lines));
    await page.click("dialog[open] .button[data-kind=main]");
  }

  const figure = async (page, name, column) =>
    Number(
      (
        await page
          .locator(".figures tr", { hasText: name })
          .locator("td")
          .nth({ now: 0, next: 1 }[column])
          .innerText()
      ).replace(/\D/g, ""),
    );
  const counted = (page) => page.locator('.effect[aria-busy="false"] .figures').waitFor();

  it("is for managers: an agent sees no way in, is told why at the door, and is refused by the API", async () => {
    const desk = await atDesk(await scene.visitor(), scene.house, "agent", "#/trust");
    await desk.page.locator(".state", { hasText: "Hanya untuk pemilik dan admin" }).waitFor();
    assert.equal(await desk.page.locator('.rail a[href="#/trust"]').count(), 0);
    await desk.page.keyboard.press("?");
    await desk.page.locator("dialog[open]").waitFor();
    assert.equal(await desk.page.locator("dialog[open] .keys-line", { hasText: "Kepercayaan" }).count(), 0);
    await assert.rejects(scene.house.as("agent", "GET", "/trust/setting"), /403/);
    await assert.rejects(scene.house.as("agent", "GET", "/reports/trust"), /403/);
  });

  it("costs nobody anything who never opens it", async () => {
    const visitor = await scene.visitor();
    const asked = [];
    visitor.context.on("request", (request) => asked.push(request.url()));
    const { page } = await atDesk(visitor, scene.house, "owner");
    await page.locator('.rail a[href="#/trust"]').waitFor();
    const room = () => asked.filter((url) => /\/Room-.*\.js$|\/api\/v1\/(trust|reports)\//.test(url));
    assert.deepEqual(room(), []);
    await page.click('.rail a[href="#/trust"]');
    await page.waitForSelector(".trust-room");
    assert.ok(room().length > 0);
  });

  it("with nothing to play again it says what to do, and one key leads there", async () => {
    const desk = await atDesk(await scene.visitor(), scene.house, "owner");
    const { page } = desk;
    await page.keyboard.press("?");
    await page.locator("dialog[open] .keys-line", { hasText: "Kepercayaan" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("t");
    await page.locator(".no-talks .state", { hasText: "Belum ada percakapan" }).waitFor();
    await accessible(page, "no talks");
    await page.click('.room-tab[href="#/trust/measures"]');
    await page.locator(".measures .state", { hasText: "Belum ada yang diukur" }).waitFor();
    await accessible(page, "nothing measured");
  });

  it("a file that is wrong is refused with its line, and nothing of it stays", async () => {
    const page = await inRoom();
    await page.click(".no-talks .button");
    await send(page, [...talks(2), '{"id":"x","turns":[{"role":"customer","text":"halo"}]}']);
    const banner = page.locator("dialog[open] .import-faults");
    await banner.waitFor();
    assert.match(await banner.innerText(), /Baris 3: .*role/s);
    await accessible(page, "a wrong file");
    assert.deepEqual((await owner("GET", "/imports")).items, []);
  });

  it("imported talks are played again under lines that keys move; published, they hold; they are taken back", async () => {
    const page = await inRoom();
    await page.click(".source-new");
    await send(page, talks(30));
    await page.locator(".toast", { hasText: "30 percakapan diimpor" }).waitFor({ timeout: HEARD_MS });
    await page.locator(".source-size", { hasText: "30 percakapan" }).waitFor();
    await counted(page);
    await accessible(page, "an import");
    assert.equal(await figure(page, "Terlewat", "now"), await figure(page, "Terlewat", "next"));
    const before = await figure(page, "Diserahkan ke petugas", "now");
    assert.ok(before > 0, "some of the talks are handed over as things are");

    // A person takes over later: by keys alone, by ten, step by step, as far as it goes.
    const pack = (await owner("GET", "/setting")).setting;
    const { offer: high, take_over: low } = pack.default;
    const handle = page.locator('.axis [data-handle="take_over"]').first();
    await handle.focus();
    for (const [key, value] of [
      ["PageDown", low - 10],
      ["ArrowRight", low - 9],
      ["ArrowUp", low - 8],
      ["ArrowLeft", low - 9],
      ["End", high],
      ["Home", 1],
    ]) {
      await page.keyboard.press(key);
      assert.equal(
        await handle.getAttribute("aria-valuetext"),
        `Di bawah ${value} petugas mengambil alih`,
        key,
      );
    }
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("PageDown");
    const offer = page.locator('.axis [data-handle="offer"]').first();
    assert.equal(await offer.getAttribute("aria-valuenow"), String(high - 10));
    await until(
      "fewer are handed over",
      async () => (await figure(page, "Diserahkan ke petugas", "next")) < before,
    );
    await counted(page);
    assert.ok((await figure(page, "Terlewat", "next")) > (await figure(page, "Terlewat", "now")));
    assert.match(
      await page.locator(".price-sentence").innerText(),
      /jam kerja lebih sedikit, tetapi \d+ pelanggan lebih banyak/,
    );

    // Minutes are somebody's own figure, and counted at once.
    const hours = () => page.locator(".figures-hours td").nth(1).innerText();
    const at = await hours();
    await page.locator(".minutes input").fill("60");
    await until("the hours follow the minutes", async () => (await hours()) !== at);
    await page.locator(".minutes p", { hasText: "Angka Anda sendiri" }).waitFor();

    // The talks that change, each with its curve and the words that moved it.
    const first = page.locator(".talk").first();
    await first.locator(".talk-box").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    assert.match(
      await first.locator(".talk-box").getAttribute("aria-valuetext"),
      /^Giliran 1 dari \d: \d+\. “.+”/,
    );
    await page.locator(".trust-chip", { hasText: "Tidak lagi" }).click();
    await counted(page);
    await until("only those are listed", async () => {
      const classes = await page.locator(".talk-class").allInnerTexts();
      return classes.length > 0 && classes.every((c) => c === "Tidak lagi diserahkan");
    });
    // Talks from elsewhere cannot be opened here.
    assert.equal(await page.locator(".talk-open").count(), 0);

    // Lines for a risk, that begin as those which it inherits.
    const row = page.locator(".line-row", { hasText: "Mengubah data" });
    await row.locator("button").click();
    await row.locator('[data-handle="offer"]').focus();
    await page.keyboard.press("ArrowRight");
    await accessible(page, "lines are moved");
    await fits(page, "lines are moved");

    await page.locator(".change-bar .button[data-kind=main]").click();
    await page.locator(".line-diff", { hasText: "Mengubah data" }).waitFor();
    await accessible(page, "publishing");
    await page.locator("dialog[open] input").fill("Keluhan naik");
    await page.click("dialog[open] .button[data-kind=main]");
    await page.locator(".toast", { hasText: "versi 1 berlaku" }).waitFor();
    const live = await owner("GET", "/setting");
    assert.equal(live.version, 1);
    const mine = { ...pack.default, offer: high - 10, take_over: 1 };
    assert.deepEqual(live.setting.default, mine);
    assert.deepEqual(live.setting.risk, { ...pack.risk, change: { ...mine, offer: high - 9 } });
    await page.locator(".version-row", { hasText: "Keluhan naik" }).getByText("berlaku").waitFor();
    assert.equal(await page.locator(".change-bar-inside").count(), 0);

    await page.locator(".version-row", { hasText: "Bawaan paket" }).locator(".button").click();
    await accessible(page, "taking back");
    await page.click("dialog[open] .button[data-kind=main]");
    await page.locator(".toast", { hasText: "Bawaan paket berlaku lagi" }).waitFor();
    const back = await owner("GET", "/setting");
    assert.equal(back.version, 2);
    assert.equal(back.origin, "pack");
    await until(
      "the handle stands where it stood",
      async () => (await handle.getAttribute("aria-valuenow")) !== "80",
    );
  });

  it("is drawn by a mouse as well, kept over a reload, and writes over nobody", async () => {
    const page = await inRoom();
    const handle = page.locator('.axis [data-handle="take_over"]').first();
    await handle.waitFor();
    const from = Number(await handle.getAttribute("aria-valuenow"));
    const box = await page.locator(".axis-box").first().boundingBox();
    const grip = await handle.boundingBox();
    await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
    await page.mouse.down();
    await page.mouse.move(grip.x + grip.width / 2 - box.width * 0.2, grip.y + grip.height / 2, { steps: 5 });
    await page.mouse.up();
    assert.equal(Number(await handle.getAttribute("aria-valuenow")), from - 20);
    await page.reload();
    await handle.waitFor();
    assert.equal(Number(await handle.getAttribute("aria-valuenow")), from - 20);

    const { version, setting } = await owner("GET", "/setting");
    setting.default.offer = 90;
    await owner("PUT", "/setting", { setting, note: "dari rekan", version });
    await page.locator(".change-bar .button[data-kind=main]").click();
    await page.click("dialog[open] .button[data-kind=main]");
    const met = page.locator("dialog[open] .banner", { hasText: "Bima menerbitkan versi" });
    await met.waitFor();
    await page.locator("dialog[open] del", { hasText: "tawarkan 90" }).waitFor();
    await accessible(page, "somebody published first");
    await page.click("dialog[open] .button[data-kind=main]");
    await page.locator(".toast", { hasText: `versi ${version + 2} berlaku` }).waitFor();
    assert.equal((await owner("GET", "/setting")).setting.default.take_over, from - 20);
  });

  it("figures open the conversations that they count, and these open", async () => {
    const [, id] = await scene.waiting("pesanan saya belum sampai juga");
    const helper = await scene.agent();
    await helper.open(id);
    await helper.claim();
    await helper.reply("Saya bantu cek, ya.");
    await until("the hand-over is measured", async () => {
      const { hand_overs } = await scene.house.as("owner", "GET", "/reports/trust");
      return hand_overs.n > 0 && hand_overs.first_word.p50_s !== null;
    });
    const page = await inRoom("/measures");
    const tile = page.locator(".measure-tile", { hasText: "Serah terima" }).first();
    await tile.waitFor();
    assert.equal(await tile.locator(".tile-value").innerText(), "1");
    await page.locator(".reason-bars li", { hasText: "Pelanggan meminta petugas" }).waitFor();
    await accessible(page, "measures");
    await tile.locator("a.figure-link").click();
    await page.locator(".behind-row").first().waitFor();
    assert.match(await page.evaluate(() => location.hash), /^#\/trust\/measures\/hand_overs$/);
    await accessible(page, "behind a figure");
    await page.locator(".behind-row").first().press("Enter");
    await page.locator(".messages", { hasText: "Saya bantu cek, ya." }).waitFor();
    assert.match(await page.evaluate(() => location.hash), new RegExp(id));
    await page.goBack();
    await page.locator(".behind-row").first().waitFor();
    await page.keyboard.press("Escape");
    await page.waitForSelector(".measure-tiles");
    // A reason opens the hand-overs that it counts.
    await page.locator(".reason-bars a", { hasText: "Pelanggan meminta petugas" }).press("Enter");
    await page.locator("h2", { hasText: "Serah terima: Pelanggan meminta petugas" }).waitFor();
    await page.locator(".behind-row").first().waitFor();
    await page.keyboard.press("Escape");
    // The days can be walked, and each is a period of its own.
    await page.locator(".trend-box").focus();
    await page.keyboard.press("End");
    assert.match(
      await page.locator(".trend-box").getAttribute("aria-valuetext"),
      /: 1 serah terima, 0 terlewat/,
    );
    await page.locator(".trend-said button").click();
    await page.locator(".period-days").waitFor();
    assert.equal(await tile.locator(".tile-value").innerText(), "1");
    // What a matter's end means stands one press away.
    const what = page.locator(".end-what").first();
    if ((await what.count()) > 0) {
      await what.click();
      assert.equal(await what.getAttribute("aria-expanded"), "true");
    }
  });

  for (const [size, theme, language] of [
    ["desktop", "dark", "en"],
    ["phone", "light", "id"],
    ["phone", "dark", "en"],
  ])
    it(`every view can be used on a ${size}, ${theme}, ${language}`, async () => {
      const page = await inRoom("", { size, theme, language });
      await page.locator(".segment input").nth(3).check({ force: true });
      await page.locator(".talk, .talks .state").first().waitFor();
      await accessible(page, `lab, ${size}`);
      await fits(page, `lab, ${size}`);
      await page.locator('[data-handle="offer"]').first().focus();
      await page.keyboard.press("ArrowLeft");
      await page.locator(".change-bar-inside").waitFor();
      await fits(page, `changed, ${size}`);
      await page.locator(".change-bar .button").last().click();
      await page.locator("dialog[open]").waitFor();
      await accessible(page, `publish, ${size}`);
      await fits(page, `publish, ${size}`);
      await page.keyboard.press("Escape");
      await page.locator(".change-bar .button").first().click();
      await page.click(".source-new");
      await accessible(page, `import, ${size}`);
      await fits(page, `import, ${size}`);
      await page.keyboard.press("Escape");
      await page.locator(".segment input").nth(2).check({ force: true });
      await page.locator('.period-days input[type="date"]').first().fill("2020-01-01");
      await page.locator(".period-days .field-error").waitFor();
      await accessible(page, `a wrong range, ${size}`);
      await page.click('.room-tab[href="#/trust/measures"]');
      await page.waitForSelector(".measure-tiles");
      await accessible(page, `measures, ${size}`);
      await fits(page, `measures, ${size}`);
      await page.goto(`${scene.house.url}/console/#/trust/measures/missed`);
      await page.locator(".figure-behind, .measures .state").first().waitFor();
      await accessible(page, `behind a figure, ${size}`);
      await fits(page, `behind a figure, ${size}`);
    });
});
