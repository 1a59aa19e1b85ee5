// Accounts: an authenticator app is set up by its QR code and asked for at the next sign-in, a session is ended, roles are
// changed, and the audit trail tells of all of it.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { accessible, fits, openBrowser, visit } from "./browser.mjs";
import { atDesk } from "./desk.mjs";
import { demo } from "./house.mjs";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What an app shows now (RFC 6238). */
function codeOf(secret, at = Date.now()) {
  const bits = [...secret].map((c) => ALPHABET.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => Number.parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const sum = createHmac("sha1", key).update(counter).digest();
  const n = sum.readUInt32BE(sum[19] & 15) & 0x7fffffff;
  return String(n % 1_000_000).padStart(6, "0");
}

describe("accounts", () => {
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
  const at = async (hash, options = {}) => {
    const visitor = await visit(browser, house.url, options);
    present.push(visitor);
    const desk = await atDesk(visitor, house, "owner", hash);
    return desk.page;
  };
  const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
  const go = (page, hash) =>
    page.evaluate((h) => {
      location.hash = h;
    }, hash);

  it("changes a role, ends a session, and the audit trail tells of it", async () => {
    const elsewhere = await fetch(`${house.url}/api/v1/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "User-Agent": "Peramban lama" },
      body: JSON.stringify(house.login("owner")),
    });
    assert.equal(elsewhere.status, 200);
    const page = await at("#/settings/sessions");
    await page.getByText("Sesi ini").waitFor();
    await page.getByText("Peramban lama").waitFor();
    await accessible(page, "the sessions");
    await press(page, "Keluar di semua tempat lain");
    await page.getByRole("button", { name: "Keluar di semua tempat lain" }).waitFor({ state: "detached" });
    await go(page, "#/settings/people");
    const role = page.getByLabel("Peran Rina");
    await role.waitFor();
    await accessible(page, "the people");
    await role.selectOption("supervisor");
    await page.locator("dialog[open]", { hasText: "Jadikan Rina Penyelia?" }).waitFor();
    await accessible(page, "another role");
    await press(page, "Ubah peran");
    await page.locator(".thing-side", { hasText: "Penyelia" }).waitFor();
    await go(page, "#/settings/audit");
    await page.locator(".thing-name", { hasText: "change-agent" }).waitFor();
    await page.locator(".thing-name", { hasText: "end-my-sessions" }).waitFor();
    await page.locator("details summary").first().click();
    await accessible(page, "the audit trail");
    assert.match(await page.locator(".audit-part").first().innerText(), /"role": "agent"/);
  });

  it("sets up an authenticator app", async () => {
    const page = await at("#/settings/sign-in", { size: "phone" });
    await press(page, "Pasang aplikasi kode");
    await page.locator("img.qr").waitFor();
    assert.ok(await page.locator("img.qr").evaluate((i) => i.complete && i.naturalWidth > 0), "no QR code");
    await accessible(page, "the QR code");
    await fits(page, "the QR code");
    const secret = await page.getByLabel("Atau ketik kunci ini").inputValue();
    await page.getByLabel("Kode dari aplikasi").fill(codeOf(secret));
    await press(page, "Nyalakan");
    await page.getByText("10 kode pemulihan tersisa", { exact: false }).waitFor();
    const codes = (await page.getByLabel("Kode pemulihan", { exact: true }).inputValue()).split(" ");
    assert.equal(codes.length, 10);
    await accessible(page, "the recovery codes");

    const visitor = await visit(browser, house.url, { size: "phone" });
    present.push(visitor);
    const { email, password } = house.login("owner");
    const door = await visitor.page("/console/");
    await door.getByLabel("Email").fill(email);
    await door.getByLabel("Kata sandi", { exact: true }).fill(password);
    await press(door, "Masuk");
    const code = door.getByLabel("Kode aplikasi atau kode pemulihan");
    await code.waitFor();
    await accessible(door, "the sign-in that asks for a code");
    await code.fill(codes[0]);
    await press(door, "Masuk");
    await door.waitForSelector(".shell");
  });
});
