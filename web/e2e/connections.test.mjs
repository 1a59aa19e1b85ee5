// The room of the connections: a system is connected, tried with the truth for an answer, its description imported, and
// what was made of it can be called; only managers may, and nobody is shown a secret.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { accessible, fits, openBrowser, visit } from "./browser.mjs";
import { atDesk } from "./desk.mjs";
import { demo, serve } from "./house.mjs";

const SECRET = "kunci-rahasia-gudang";
const ROOM = "#/settings/connections";

const DESCRIPTION = `openapi: 3.1.0
info: {title: Gudang, version: "1"}
security: [{key: []}]
paths:
  /stock/{sku}:
    get:
      operationId: getStock
      summary: How many are left
      parameters: [{name: sku, in: path, required: true, schema: {type: string, maxLength: 20}}]
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {type: object, required: [left], properties: {left: {type: integer}, shelf: {type: object, properties: {name: {type: string}}}}}}}
  /holds:
    post:
      operationId: holdItem
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [sku], properties: {sku: {type: string}, note: {type: string}}}}}}
      responses: {"201": {description: ok}}
  /photo:
    get: {operationId: photo, responses: {"200": {description: ok, content: {image/png: {}}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Api-Key}
`;

/** A brand's system: it knows one key. */
async function warehouse() {
  const server = createServer((request, response) => {
    const known = request.headers["x-api-key"] === SECRET;
    response.writeHead(known ? 200 : 401, { "Content-Type": "application/json" });
    response.end(known ? '{"left":3}' : '{"code":"api_key"}');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${server.address().port}`;
  return { host, url: `http://${host}`, close: () => server.close() };
}

describe("the connections to the brand's systems", () => {
  let system;
  let house;
  let browser;
  const present = [];
  before(async () => {
    system = await warehouse();
    [house, browser] = await Promise.all([
      serve("--set", `connection.private_hosts=${system.host}`),
      openBrowser(),
    ]);
  });
  after(async () => {
    for (const one of present) await one.close();
    await browser?.close();
    await house?.close();
    system?.close();
  });

  const inRoom = async (options = {}) => {
    const visitor = await visit(browser, house.url, options);
    present.push(visitor);
    const { page } = await atDesk(visitor, house, "owner", ROOM);
    await page.waitForSelector("#console-actions");
    return page;
  };
  const fill = (page, label, value) => page.getByLabel(label, { exact: true }).fill(value);
  const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
  const own = (method, path, body) => house.as("owner", method, path, body);

  it("connects a system, and tells the truth about a wrong key and a right one", async () => {
    const page = await inRoom();
    await press(page, "Tambah koneksi");
    await press(page, "Simpan"); // nothing is sent while something is missing
    await page.getByText("Tulis alamat lengkap").waitFor();
    await fill(page, "Alamat", system.url);
    await page.getByLabel("Cara masuk").selectOption("header");
    await fill(page, "Nama tajuk", "X-Api-Key");
    await fill(page, "Rahasia", "salah");
    await accessible(page, "the form");
    await press(page, "Simpan");
    const line = page.locator('[data-connection="default"]');
    await line.waitFor();
    await line.getByRole("button", { name: "Uji" }).click();
    await line.getByText("Kredensialnya ditolak").waitFor();

    await line.getByRole("button", { name: "Ubah" }).click();
    await fill(page, "Rahasia", SECRET);
    await press(page, "Simpan");
    await page.getByText("Koneksi default disimpan.").waitFor();
    await line.getByRole("button", { name: "Uji" }).click();
    await line.getByText("default menjawab. Status 200").waitFor();
    assert.ok(!(await page.content()).includes(SECRET), "the secret stands in the page");
    assert.ok(!JSON.stringify(await own("GET", "/connections")).includes(SECRET));
  });

  it("says why a private address is refused", async () => {
    const page = await inRoom();
    await press(page, "Tambah koneksi");
    await fill(page, "Nama", "dalam");
    await fill(page, "Alamat", "https://10.0.0.1/api");
    await press(page, "Simpan");
    await page
      .getByText("connection.private_hosts", { exact: false })
      .locator("visible=true")
      .last()
      .waitFor();
    await page.locator(".banner[data-tone=bad]", { hasText: "10.0.0.1" }).waitFor();
  });

  it("makes actions of a description: picked, renamed, looked at, and saved", async () => {
    const page = await inRoom();
    await press(page, "Impor tindakan");
    await page.getByLabel("Berkas OpenAPI").setInputFiles({
      name: "gudang.yaml",
      mimeType: "application/yaml",
      buffer: Buffer.from(DESCRIPTION),
    });
    await page.getByText("Gudang: 2 operasi").waitFor();
    await page.getByText("1 operasi tidak bisa menjadi tindakan").click();
    await page.getByText("jawabannya bukan JSON").waitFor();

    await press(page, "Lanjut");
    await page.getByText("Pilih setidaknya satu operasi.").waitFor();
    const card = page.locator('[data-operation="getStock"]');
    await card.getByLabel("GET /stock/{sku}").check();
    await press(page, "Lanjut"); // risk and personal data have to be looked at
    await page.getByText("Periksa risiko dan data pribadi setiap tindakan").waitFor();
    await card.getByLabel("Nama tindakan").fill("stock_left");
    await card.getByLabel("Nama untuk left").fill("sisa");
    await card.getByRole("checkbox", { name: "shelf.name" }).uncheck();
    await card.getByLabel("Risiko dan data pribadi sudah saya periksa").check();
    await accessible(page, "picking");
    await press(page, "Lanjut");
    const text = page.getByLabel("actions.yaml");
    await text.waitFor();
    const source = await text.inputValue();
    assert.match(source, /name: stock_left/);
    assert.match(source, /sisa: \{path: left, required: true\}/);
    assert.doesNotMatch(source, /shelf|holdItem/);

    await text.fill(source.replace("risk: read", "risk: low")); // what is wrong is said in place, and nothing is kept
    await press(page, "Simpan tindakan");
    await page.getByText('risk "low" is not one of', { exact: false }).waitFor();
    assert.equal((await own("GET", "/actions/source")).version, 0);
    await text.fill(source);
    await press(page, "Simpan tindakan");
    await page.locator("#console-actions").waitFor();
    assert.equal((await own("GET", "/actions/source")).source, source);
    await page.locator('[data-connection="default"]', { hasText: /[1-9]\d* tindakan/ }).waitFor();
  });

  it("removes a connection after one question", async () => {
    await own("PUT", "/connections/lama", {
      kind: "http",
      url: "https://lama.example",
      auth: { kind: "none" },
      version: 0,
    });
    const page = await inRoom();
    const line = page.locator('[data-connection="lama"]');
    await line.getByRole("button", { name: "Hapus koneksi lama?" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Hapus", exact: true }).click();
    await line.waitFor({ state: "detached" });
    assert.equal(
      (await own("GET", "/connections")).items.some((c) => c.name === "lama"),
      false,
    );
  });

  for (const [size, theme, language, word] of [
    ["desktop", "light", "id", "Impor tindakan"],
    ["phone", "dark", "en", "Import actions"],
  ])
    it(`can be used on a ${size}, ${theme}, ${language}`, async () => {
      const page = await inRoom({ size, theme, language });
      await accessible(page, `the list, ${size}`);
      await fits(page, `the list, ${size}`);
      await press(page, word);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.locator(".source-text").fill(DESCRIPTION);
      await page.locator(".dialog-actions .button[data-kind=main]").click();
      await page.locator('[data-operation="holdItem"] input[type=checkbox]').first().check();
      await accessible(page, `picking, ${size}`);
      await fits(page, `picking, ${size}`);
    });
});

describe("the connections, for those who do not manage", () => {
  let house;
  let browser;
  let visitor;
  before(async () => {
    [house, browser] = await Promise.all([demo(), openBrowser()]);
  });
  after(async () => {
    await visitor?.close();
    await browser?.close();
    await house?.close();
  });

  it("shows an agent no way in, and refuses one who goes there anyway", async () => {
    visitor = await visit(browser, house.url);
    const { page } = await atDesk(visitor, house, "agent", ROOM);
    // What one may not open leads to what one may.
    await page.locator('.section-link[aria-current="page"][href$="/preferences"]').waitFor();
    assert.equal(await page.locator(".connections").count(), 0);
    assert.equal(await page.locator(`a[href="${ROOM}"]`).count(), 0);
    await assert.rejects(house.as("agent", "GET", "/connections"), /403/);
  });

  it("shows the operator's own connection to managers, and lets nobody change it here", async () => {
    const { items } = await house.as("owner", "GET", "/connections");
    assert.equal(items.length, 1);
    assert.equal(items[0].fixed, true);
    assert.ok(items[0].actions > 5);
    const report = await house.as("owner", "POST", "/connections/default/test", {});
    assert.equal(report.ok, true);
  });
});
