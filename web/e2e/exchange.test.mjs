// Import and export: an owner tries a file, sees row by row what would become of it, imports it for good and finds the contact;
// whoever is no owner does not see the page; everything is downloaded as one file.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { accessible, fits, openBrowser, visit } from "./browser.mjs";
import { atDesk } from "./desk.mjs";
import { demo } from "./house.mjs";

const SHOTS = process.env.SHOTS;
const ROOM = "#/settings/exchange";
const KONTAK = {
  name: "kontak.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(
    "id;nama;no_hp;kota\n1;Wulan Pratiwi;0812-1111-2222;Bogor\n2;Budi;0812 1111 3333\n3;Citra Dewi;bukan nomor;Depok\n",
  ),
};

describe("import and export", () => {
  let house;
  let browser;
  const present = [];
  before(async () => {
    [house, browser] = await Promise.all([demo(), openBrowser()]);
  });
  after(async () => {
    for (const one of present) await one.close();
    await browser?.close();
    await house?.close();
  });
  const at = async (hash, options = {}, role = "owner") => {
    const visitor = await visit(browser, house.url, options);
    present.push(visitor);
    return (await atDesk(visitor, house, role, hash)).page;
  };
  const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
  const shot = (page, name) => SHOTS && page.screenshot({ path: `${SHOTS}/${name}.png` });
  const names = async () => (await house.as("owner", "GET", "/contacts?limit=100")).items.map((c) => c.name);

  /** A file is chosen and tried. */
  const tried = async (page, words) => {
    await page.getByLabel(words.from, { exact: true }).selectOption("csv-contacts");
    await page.locator("input[type=file]").setInputFiles(KONTAK);
    await press(page, words.go);
    await page.getByRole("heading", { name: words.result }).waitFor();
  };
  const ID = { from: "Dari mana", go: "Coba dulu", result: "Hasil percobaan" };
  const EN = { from: "Where from", go: "Try first", result: "What would happen" };

  it("tries a file, tells what is wrong row by row, and imports it for good", async () => {
    const page = await at(ROOM);
    await page.getByRole("heading", { name: "Impor & ekspor", level: 1 }).waitFor();
    await tried(page, ID);
    const result = page.getByRole("region", { name: "Hasil percobaan" });
    assert.equal(
      await result.evaluate((box) => box === document.activeElement),
      true,
      "whoever reads by ear is taken to the result",
    );
    assert.deepEqual(
      (await result.locator("tbody tr, tfoot tr").allInnerTexts()).map((r) => r.split(/\s+/)),
      [
        ["Kontak", "2", "0", "0", "0"],
        ["Tidak", "terbaca", "0", "0", "0", "1"],
        ["Semua", "2", "0", "0", "1"],
      ],
    );
    const rows = await result.locator("li").allInnerTexts();
    assert.match(rows[0], /kontak\.csv, baris 3[\s\S]*jumlah kolom[\s\S]*Lalu:/i);
    assert.match(rows[1], /kontak\.csv, baris 4[\s\S]*nomor telepon tidak dikenali/i);
    assert.ok(!(await names()).includes("Wulan Pratiwi"), "a try stores nothing");
    await accessible(page, "the result of a try");

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      press(page, "Unduh daftarnya (CSV)"),
    ]);
    const sheet = await readFile(await download.path(), "utf8");
    assert.equal(sheet.trim().split("\r\n").length, 3, sheet);

    await press(page, "Impor sekarang");
    await page.getByRole("heading", { name: "Impor selesai" }).waitFor();
    await page.getByText("3 baris dibaca, 2 di antaranya disimpan. Tidak ada yang dikirim.").waitFor();
    await accessible(page, "the result of an import");
    await page.getByRole("link", { name: "Lihat kontak" }).click();
    await page.getByText("Wulan Pratiwi").first().waitFor();

    const { items } = await house.as("owner", "GET", "/audit?action=import");
    assert.equal(items.length, 1, "a try is no change");
    assert.deepEqual(items[0].asked, { files: ["kontak.csv"], format: "csv-contacts" });
    assert.equal(items[0].outcome, "done");
  });

  it("finds what is there already, and keeps the order of files", async () => {
    const page = await at(ROOM, { language: "en" });
    await tried(page, EN);
    await page.getByText("There is nothing to import").first().waitFor();
    await page.locator("input[type=file]").setInputFiles({ ...KONTAK, name: "other.csv" });
    await page.getByRole("heading", { name: EN.result }).waitFor({ state: "detached" });
    await press(page, "Move other.csv up");
    const files = page.getByRole("list", { name: "Files, read in this order" }).getByRole("listitem");
    assert.match(await files.first().innerText(), /^other\.csv/);
    await press(page, "Take kontak.csv out");
    assert.equal(await files.count(), 1);
    await page.locator("input[type=file]").setInputFiles({ ...KONTAK, buffer: Buffer.alloc(0) });
    await page.getByText("kontak.csv is empty and was left out.").waitFor();
    await accessible(page, "chosen files");
  });

  it("says what is safe when the connection breaks on the way", async () => {
    const page = await at(ROOM);
    await page.route("**/api/v1/imports?*", (route) =>
      route.fulfill({
        contentType: "application/x-ndjson",
        body: `{"file":"kontak.csv","line":2,"offset":0,"kind":"contact","id":"1","action":"create"}\n{"file":`,
      }),
    );
    await page.getByLabel("Dari mana", { exact: true }).selectOption("csv-contacts");
    await page.locator("input[type=file]").setInputFiles(KONTAK);
    await press(page, "Coba dulu");
    await page.getByText("Sambungan ke server terputus di tengah jalan.").waitFor();
    await page.getByText("tidak ada yang digandakan").first().waitFor();
  });

  it("asks before somebody leaves an import that runs, and can be stopped", async () => {
    const page = await at(ROOM);
    await page.route("**/api/v1/imports?*", (route) => {
      if (!route.request().url().includes("dry_run=true")) return; // it takes its time
      const row = (line) => ({
        file: "kontak.csv",
        line,
        offset: 0,
        kind: "contact",
        id: `${line}`,
        action: "create",
      });
      const end = { summary: { rows: 2, counts: {}, duplicates: 0, dry_run: true } };
      return route.fulfill({
        contentType: "application/x-ndjson",
        body: [row(2), row(3), end].map((one) => `${JSON.stringify(one)}\n`).join(""),
      });
    });
    await tried(page, ID);
    await press(page, "Impor sekarang");
    await page.getByRole("progressbar", { name: "Mengimpor" }).waitFor();
    await page
      .getByRole("status")
      .filter({ hasText: "Mengimpor. Mengirim berkas…" })
      .waitFor({ state: "attached" });
    await accessible(page, "an import that runs");
    await shot(page, "exchange-running");
    await page.evaluate(() => {
      location.hash = "#/settings/sessions";
    });
    await page.getByRole("dialog").getByText("Impor masih berjalan").waitFor();
    await press(page, "Tetap di sini");
    await press(page, "Hentikan");
    await page.getByRole("heading", { name: "Impor dihentikan" }).waitFor();
    await page.getByText("tetap tersimpan").first().waitFor();
  });

  it("asks for the password before a file is sent, where somebody signed in long ago", async () => {
    const page = await at(ROOM);
    await page.route("**/api/v1/me/sign-in", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), confirmed: false } });
    });
    let sent = 0;
    page.on("request", (request) => {
      sent += request.url().includes("/imports") ? 1 : 0;
    });
    await page.getByLabel("Dari mana", { exact: true }).selectOption("csv-contacts");
    await page.locator("input[type=file]").setInputFiles(KONTAK);
    await press(page, "Coba dulu");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    assert.equal(sent, 0);
    await dialog.getByLabel("Kata sandi", { exact: true }).fill(house.login("owner").password);
    await dialog.locator("button[type=submit]").click();
    await page.getByRole("heading", { name: ID.result }).waitFor();
    assert.equal(sent, 1);
  });

  it("downloads everything as one file", async () => {
    const page = await at(ROOM);
    const [download] = await Promise.all([page.waitForEvent("download"), press(page, "Ekspor semua")]);
    assert.match(download.suggestedFilename(), /\.terang\.jsonl$/);
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
    assert.deepEqual(JSON.parse(lines[0]), { record: "header", format: "terang", version: 1 });
    assert.deepEqual(JSON.parse(lines.at(-1)), { record: "end", rows: lines.length - 2 });
    await page.getByText("Unduhan dimulai.").waitFor();
  });

  it("is the owner's alone", async () => {
    const page = await at("#/settings", {}, "agent");
    await page.getByRole("link", { name: /Preferensi/ }).waitFor();
    assert.equal(await page.getByRole("link", { name: /Impor & ekspor/ }).count(), 0);
    await page.evaluate((h) => {
      location.hash = h;
    }, ROOM);
    await page.getByRole("heading", { name: "Preferensi", level: 1 }).waitFor();
    assert.equal(await page.getByRole("heading", { name: "Impor & ekspor" }).count(), 0);
    for (const path of ["/imports?format=csv-contacts", "/export"])
      await assert.rejects(house.as("agent", path === "/export" ? "GET" : "POST", path), /403/);
  });

  for (const size of ["phone", "desktop"])
    for (const theme of ["light", "dark"])
      it(`fits a ${size} in the ${theme}`, async () => {
        const page = await at(ROOM, { size, theme });
        await page.getByRole("heading", { name: "Impor & ekspor", level: 1 }).waitFor();
        await fits(page, "the page");
        await accessible(page, "the page");
        await shot(page, `exchange-${size}-${theme}`);
        await tried(page, ID);
        await fits(page, "the result");
        await accessible(page, "the result");
        await shot(page, `exchange-tried-${size}-${theme}`);
        await page.locator(".exchange-totals").scrollIntoViewIfNeeded();
        await page.locator(".exchange-result").evaluate((box) => box.scrollIntoView());
        await shot(page, `exchange-result-${size}-${theme}`);
      });
});
