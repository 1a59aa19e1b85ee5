// Care of those who answer: abusive words stay folded until opened, a supervisor whispers and takes over, who reads outside their
// queue says why, and every role walks through its rooms without being refused anything. SHOTS names a folder for pictures.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { accessible, fits, openBrowser, visit } from "./browser.mjs";
import { Desk } from "./desk.mjs";
import { demo, until } from "./house.mjs";

const ABUSE = "dasar goblok kalian semua";
const ROLES = {
  owner: "Bima",
  admin: "Adi",
  supervisor: "Sari",
  agent: "Rina",
  analyst: "Ana",
  privacy: "Putri",
};
const PASSWORD = "kata-sandi-panjang";

describe("care", () => {
  let house;
  let browser;
  const present = [];

  before(async () => {
    [house, browser] = await Promise.all([demo(), openBrowser()]);
    for (const role of ["admin", "supervisor", "analyst", "privacy"]) {
      const email = `${role}@toko.example`;
      const { link } = await house.as("owner", "POST", "/agents", { name: ROLES[role], email, role });
      await house.setUp(link, { role, name: ROLES[role], email, password: PASSWORD });
    }
  });
  after(async () => {
    for (const one of present) await one.close();
    await browser?.close();
    await house?.close();
  });

  /** A person at the console. What is refused on the way is remembered in `desk.refused`. */
  const at = async (role, hash, options = {}) => {
    const visitor = await visit(browser, house.url, options);
    present.push(visitor);
    const { name, value } = await house.session(role);
    await visitor.context.addCookies([{ name, value, url: house.url, httpOnly: true, sameSite: "Lax" }]);
    const refused = [];
    visitor.context.on(
      "response",
      (r) => r.status() === 403 && refused.push(`${r.request().method()} ${r.url()}`),
    );
    const page = await visitor.page(`/console/${hash}`);
    await page.waitForSelector(".shell");
    const desk = new Desk(visitor, page);
    desk.refused = refused;
    return desk;
  };

  /** A customer who opens a conversation and writes. */
  const customer = async (...texts) => {
    const post = async (path, body, token) => {
      const answer = await fetch(`${house.url}/api/v1${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
        body: JSON.stringify(body),
      });
      assert.equal(answer.status, 201, path);
      return answer.json();
    };
    const { token, conversation_id: id } = await post("/chat/sessions", { key: house.key, language: "id" });
    let n = 0;
    const says = (text) => post("/chat/messages", { client_id: `${id}-${++n}`, text }, token);
    for (const text of texts) await says(text);
    const hears = async () =>
      (
        await fetch(`${house.url}/api/v1/chat/messages?since=0`, {
          headers: { Authorization: `Bearer ${token}` },
        })
      ).text();
    /** Until the assistant has answered all that was said, and so has measured the trust. */
    const settled = () =>
      until("the assistant has answered", async () => {
        const { handled, messages } = JSON.parse(await hears());
        return messages.every((m) => m.direction === "out" || m.seq <= handled);
      });
    return { id, says, hears, settled };
  };
  const claimed = async (role, ...texts) => {
    const talk = await customer(...texts);
    await talk.settled();
    await until("it is claimed", () =>
      house.as(role, "POST", `/conversations/${talk.id}/claim`).then(
        () => true,
        () => false,
      ),
    );
    return talk;
  };
  const shot = async (page, name) => {
    if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
  };

  it("folds abusive words until they are opened, and remembers which", async () => {
    const talk = await claimed("agent", "pesanan saya belum sampai");
    await talk.says(ABUSE);
    const desk = await at("agent", `#/mine/${talk.id}`);
    const { page } = desk;
    const folded = page.locator(".folded");
    await folded.waitFor();
    await page.locator(`[data-row="${talk.id}"] .row-text`, { hasText: "Kata-kata kasar" }).waitFor();
    assert.ok(!(await page.locator(".shell").innerText()).includes("goblok"), "the words stand somewhere");
    await accessible(page, "folded words");
    await shot(page, "folded-1440-light");
    await folded.focus();
    await page.keyboard.press("Enter");
    await desk.heard(ABUSE);
    await page.reload();
    await desk.heard(ABUSE);
    await page.getByRole("button", { name: "Lipat lagi" }).click();
    await folded.waitFor();
    // Who would rather read everything does.
    await desk.go("#/settings/preferences");
    await page.getByRole("switch", { name: "Lipat kata-kata kasar" }).click();
    await desk.go(`#/mine/${talk.id}`);
    await desk.heard(ABUSE);
    await desk.go("#/settings/preferences");
    await page.getByRole("switch", { name: "Lipat kata-kata kasar" }).click();

    for (const [theme, size] of [
      ["dark", undefined],
      ["light", "phone"],
      ["dark", "phone"],
    ]) {
      const other = await at("agent", `#/mine/${talk.id}`, { theme, size });
      await other.page.locator(".folded").waitFor();
      await accessible(other.page, `folded words, ${theme}, ${size ?? "wide"}`);
      await fits(other.page, `folded words, ${theme}, ${size ?? "wide"}`);
      await shot(other.page, `folded-${size ? 360 : 1440}-${theme}`);
    }
  });

  it("reminds politely, and leaves with last words", async () => {
    const talk = await claimed("agent", "halo", ABUSE);
    const desk = await at("agent", `#/mine/${talk.id}`);
    const { page } = desk;
    await page.getByRole("button", { name: "Ingatkan dengan sopan" }).waitFor();
    await page.locator(".course .reason-quote, .course-said").first().waitFor();
    assert.ok(
      !(await page.locator(".shell").innerText()).includes("goblok"),
      "the hand-over quotes the words",
    );
    await page.getByRole("button", { name: "Ingatkan dengan sopan" }).click();
    assert.match(await page.locator(".composer-text").inputValue(), /tanpa kata-kata kasar/);
    await page.getByRole("button", { name: "Akhiri atau serahkan…" }).click();
    await page.locator("dialog[open] textarea").waitFor();
    await accessible(page, "the way out");
    await shot(page, "part-1440-light");
    await page.getByLabel("Rekan lain melanjutkan").check();
    assert.match(await page.locator("dialog[open] textarea").inputValue(), /Rekan saya/);
    await page.getByLabel("Percakapan ditutup, tanpa survei").check();
    await page.getByRole("button", { name: "Kirim dan tinggalkan" }).click();
    await page.locator(".head-holder", { hasText: "Selesai" }).waitFor();
    const heard = await talk.hears();
    assert.match(heard, /saya menutupnya di sini/);
    assert.doesNotMatch(heard, /"kind":"survey"/);
  });

  it("lets a supervisor whisper and take over; the customer hears only that another person speaks", async () => {
    const talk = await claimed("agent", "mau bicara dengan petugas");
    const rina = await at("agent", `#/mine/${talk.id}`);
    const sari = await at("supervisor", `#/all/${talk.id}`);
    await sari.page.waitForSelector(".composer");
    await sari.act("Bisikkan ke petugas…");
    await sari.page.fill("dialog[open] textarea", "Tawarkan gratis ongkir.");
    await accessible(sari.page, "whispering");
    await shot(sari.page, "whisper-dialog-1440-light");
    await sari.page.getByRole("button", { name: "Bisikkan", exact: true }).click();
    const whisper = rina.page.locator(".whisper[data-you]");
    await whisper.waitFor();
    assert.match(await whisper.innerText(), /Bisikan untuk Anda[\s\S]*gratis ongkir/);
    await rina.page.getByText("Sari membisiki Anda").waitFor();
    await accessible(rina.page, "a whisper");
    await shot(rina.page, "whisper-1440-light");

    await sari.act("Ambil alih…");
    await sari.page.fill("dialog[open] textarea", "Rina waktunya istirahat.");
    await shot(sari.page, "take-over-dialog-1440-light");
    await sari.page.getByRole("button", { name: "Ambil alih", exact: true }).click();
    await sari.page.waitForSelector(".composer-text");
    await rina.page.getByText("Sari mengambil alih percakapan ini").waitFor();
    await rina.page.locator(".whisper", { hasText: "Rina waktunya istirahat." }).waitFor();
    await sari.reply("Halo, saya Sari.");
    const heard = await talk.hears();
    assert.match(heard, /Sari/);
    assert.doesNotMatch(heard, /ongkir|istirahat|whisper/);
    const dark = await at("agent", `#/all/${talk.id}`, { theme: "dark", size: "phone" });
    await dark.page.locator(".whisper").first().waitFor();
    await accessible(dark.page, "whispers on a phone, dark");
    await fits(dark.page, "whispers on a phone, dark");
    await shot(dark.page, "whisper-360-dark");
  });

  it("asks whoever reads outside their queue why, and shows it to whoever works on it", async () => {
    const talk = await claimed("agent", "nomor pesanan RAHASIA99");
    const ana = await at("analyst", `#/all/${talk.id}`);
    const { page } = ana;
    await page.getByRole("heading", { name: "Percakapan ini di luar antrean Anda" }).last().waitFor();
    assert.ok(
      !(await page.locator(".shell").innerText()).includes("RAHASIA99"),
      "it can be read without a reason",
    );
    await accessible(page, "a reason is asked for");
    await shot(page, "reason-1440-light");
    await page.getByRole("button", { name: "Baca dengan alasan ini" }).click();
    await page.getByText("Isi dahulu.").waitFor();
    await page.getByLabel("Keluhan pelanggan").check();
    await page.getByLabel("Dengan kata Anda sendiri").fill("Keluhan no. 17");
    await page.getByRole("button", { name: "Baca dengan alasan ini" }).click();
    await ana.heard("RAHASIA99");
    assert.equal(await page.locator(".composer").count(), 0, "an analyst is offered to answer");
    await talk.says("RAHASIA100");
    await ana.heard("RAHASIA100");
    await shot(page, "reading-1440-light");

    const rina = await at("agent", `#/mine/${talk.id}`);
    await rina.page.locator(".readers summary").click();
    await rina.page.getByText("Keluhan no. 17").waitFor();
    await accessible(rina.page, "who read it");
    await shot(rina.page, "readers-1440-light");
    const { items } = await house.as("privacy", "GET", "/audit?action=read-conversation");
    assert.ok(items[0].leaf !== null && items[0].target.includes(talk.id), "it is not in the audit trail");

    for (const theme of ["light", "dark"]) {
      const other = await at("privacy", `#/all/${talk.id}`, { theme, size: "phone" });
      await other.page.getByRole("button", { name: "Baca dengan alasan ini" }).waitFor();
      await accessible(other.page, `a reason on a phone, ${theme}`);
      await fits(other.page, `a reason on a phone, ${theme}`);
      await shot(other.page, `reason-360-${theme}`);
    }
  });

  it("is set by who manages", async () => {
    const desk = await at("owner", "#/settings/people");
    const { page } = desk;
    await page.getByLabel(/^Di luar antrean sendiri/).check();
    await until(
      "it is kept",
      async () => (await house.as("owner", "GET", "/care")).reading_reason === "outside_queue",
    );
    await page.locator(".card", { hasText: "Membaca di luar antrean" }).scrollIntoViewIfNeeded();
    await accessible(page, "when a reason is asked for");
    await shot(page, "setting-1440-light");
    await page.getByLabel(/^Di luar tim/).check();
    await until(
      "it is kept",
      async () => (await house.as("owner", "GET", "/care")).reading_reason === "outside_team",
    );
  });

  it("lets every role walk through all rooms, and refuses nothing that it shows", async () => {
    const talk = await customer("halo, toko buka jam berapa?");
    const rooms = [
      "#/queue",
      "#/mine",
      "#/promises",
      "#/assistant",
      "#/all",
      "#/resolved",
      "#/understanding",
      "#/understanding/examples",
      "#/understanding/missed",
      "#/understanding/confusions",
      "#/understanding/draft",
      "#/understanding/try",
      "#/playbooks",
      "#/playbooks/order_status",
      "#/playbooks/order_status/text",
      "#/playbooks/order_status/try",
      "#/playbooks/order_status/versions",
      "#/trust",
      "#/trust/measures",
      "#/settings/preferences",
      "#/settings/sign-in",
      "#/settings/sessions",
      "#/settings/people",
      "#/settings/tokens",
      "#/settings/webhooks",
      "#/settings/connections",
      "#/settings/widget",
      "#/settings/audit",
      "#/settings/macros",
      "#/settings/routing",
      "#/settings/notifications",
      "#/snoozed",
      "#/search?q=halo",
      "#/contacts",
      "#/live",
    ];
    const sees = { owner: 7, admin: 7, supervisor: 7, agent: 3, analyst: 6, privacy: 3 };
    for (const role of Object.keys(ROLES)) {
      const desk = await at(role, "#/all");
      const { page } = desk;
      await page.waitForSelector(`[data-row="${talk.id}"]`);
      assert.equal(await page.locator(".rail a.rail-item").count(), sees[role], `${role}: rooms in the rail`);
      await page.click(`[data-row="${talk.id}"]`);
      await page.locator(".messages, .reason-form").first().waitFor();
      for (const hash of rooms) {
        await desk.go(hash);
        await page.waitForLoadState("networkidle");
      }
      for (const key of ["c", "e", "r", "n"]) await page.keyboard.press(key);
      await page.waitForLoadState("networkidle");
      assert.deepEqual(desk.refused, [], `${role} is refused`);
      await desk.go("#/understanding/examples");
      if (sees[role] > 3) {
        await page.locator(".example").first().waitFor();
        const changes = await page.locator(".example-acts").count();
        assert.equal(changes > 0, ["owner", "admin"].includes(role), `${role} is offered to change examples`);
        await shot(page, `examples-${role}`);
      }
      await present.pop().close();
    }
  });
});
