// Contacts: a customer writes in two sessions, an agent finds both, sees what a merge would do, merges them, reads one
// timeline, and takes it back; the page is reached from a conversation and walked by keys.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { describe, it } from "node:test";
import { accessible, fits } from "./browser.mjs";
import { atDesk } from "./desk.mjs";
import { setScene } from "./scene.mjs";

const SHOTS = process.env.TERANG_SHOTS ?? "";

describe("contacts", () => {
  const scene = setScene();
  const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
  const contactOf = async (chat) => {
    const id = await chat.conversation(scene.house.key);
    return (await scene.house.as("agent", "GET", `/conversations/${id}`)).contact.id;
  };
  async function shoot(page, name) {
    if (!SHOTS) return;
    await mkdir(SHOTS, { recursive: true });
    await page.screenshot({ path: `${SHOTS}/${name}.png` });
  }
  async function onPage(id, options = {}) {
    const visitor = await scene.visitor(options);
    const desk = await atDesk(visitor, scene.house, "agent", `#/contacts${id ? `/${id}` : ""}`);
    await desk.page.waitForSelector(id ? ".talk-group" : ".person");
    return desk.page;
  }

  it("merges two sessions into one person, shows one timeline, and takes it back", async () => {
    const one = await scene.customer();
    await one.ask("jam berapa toko buka?");
    const other = await scene.customer();
    await other.ask("pesanan saya belum sampai juga");
    const [a, b] = [await contactOf(one), await contactOf(other)];
    assert.notEqual(a, b);

    const page = await onPage(a);
    const said = page.locator(".said-text");
    await said.filter({ hasText: "jam berapa toko buka?" }).waitFor();
    assert.equal(await said.filter({ hasText: "pesanan saya belum sampai juga" }).count(), 0);
    // A square for the machine, a circle for the customer.
    assert.ok((await page.locator('.said .mark[data-shape="square"]').count()) > 0);
    assert.ok((await page.locator('.said .mark[data-shape="circle"]').count()) > 0);

    await press(page, "Gabungkan…");
    await page.click(`[data-pick="${b}"]`);
    await page.getByText("Yang akan terjadi").waitFor();
    await page.getByText("2 percakapan dalam satu riwayat").waitFor();
    await accessible(page, "what a merge would do");
    await shoot(page, "merge-1440-light");
    await page.getByLabel("Dari mana diketahui (tidak wajib)").fill("menelepon dari nomor yang sama");
    await press(page, "Gabungkan");
    await page.getByText("Digabung menjadi satu orang").waitFor();

    await said.filter({ hasText: "pesanan saya belum sampai juga" }).waitFor();
    await said.filter({ hasText: "jam berapa toko buka?" }).waitFor();
    await page.locator(".happened", { hasText: "menggabungkan dua kontak" }).waitFor();
    await page.locator(".part", { hasText: "Digabung petugas" }).waitFor();
    await accessible(page, "a merged person");
    await shoot(page, "contact-1440-light");

    // What the customers see of themselves is what it was.
    assert.ok(!(await one.messages()).some((m) => m.text.includes("pesanan saya belum sampai")));

    await page.locator(".segmented label", { hasText: "Peristiwa" }).click();
    await said.first().waitFor({ state: "detached" });
    await page.locator(".happened", { hasText: "menggabungkan dua kontak" }).waitFor();
    await page.locator(".segmented label", { hasText: "Semua" }).click();
    await said.first().waitFor();

    await press(page, "Pisahkan");
    await page.getByText("Pisahkan kembali?").waitFor();
    await page.locator("dialog[open] .button[data-kind=main]").click();
    await page.getByText("Sudah dipisahkan").waitFor();
    await said.filter({ hasText: "pesanan saya belum sampai juga" }).waitFor({ state: "detached" });
    await said.filter({ hasText: "jam berapa toko buka?" }).waitFor();

    const { items } = await scene.house.as("owner", "GET", "/audit?limit=50");
    const names = items.map((c) => c.action);
    assert.ok(names.includes("merge-contacts") && names.includes("unmerge-contacts"), names.join());
  });

  it("is found in the list and reached from a conversation by keys", async () => {
    const [, conversation] = await scene.waiting("halo");
    const desk = await scene.agent();
    await desk.open(conversation);
    await desk.page.getByRole("link", { name: "Semua tentang kontak ini" }).click();
    await desk.page.waitForSelector(".talk-group");
    const { page } = desk;
    await page.keyboard.press("Escape");
    await page.waitForSelector(".person");
    await page.keyboard.press("/");
    await page.keyboard.type("tidak ada yang bernama begini");
    await page.getByText("Tidak ada kontak yang cocok").waitFor();
    await accessible(page, "a search that finds nothing");
    await page.getByRole("button", { name: "Hapus pencarian" }).click();
    await page.waitForSelector(".person");
    await page.locator(".person").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".talk-group, .happened, .timeline .state");
    await page.locator(".talk-group").first().focus();
    await page.keyboard.press("ArrowDown");
    assert.ok(await page.evaluate(() => document.activeElement?.hasAttribute("data-moment")));
  });

  it("is led to by the palette and by keys of the one table, and found in it by name", async () => {
    const [, conversation] = await scene.waiting("halo");
    const other = await scene.customer();
    await other.ask("jam berapa toko buka?");
    const to = await contactOf(other);
    const desk = await scene.agent();
    await desk.open(conversation);
    const { page } = desk;
    const { keyboard } = page;
    const at = (hash) => page.waitForFunction((h) => location.hash.startsWith(h), hash);
    await keyboard.press("y");
    await page.waitForSelector(".talk-group");
    await keyboard.press("j");
    await page.waitForFunction(() => document.activeElement?.hasAttribute("data-moment"));
    await keyboard.press("?");
    for (const words of ["Kontak", "Gabungkan dengan kontak lain…"])
      await page.locator(".keys-columns dt").getByText(words, { exact: true }).waitFor();
    await keyboard.press("Escape");
    await keyboard.press("g");
    await page.waitForSelector(`dialog[open] [data-pick="${to}"]`);
    await keyboard.press("Escape");
    await page.waitForSelector("dialog[open]", { state: "detached" });
    await keyboard.press("7");
    await page.waitForSelector(".person");
    await keyboard.press("j");
    await page.waitForFunction(() => document.activeElement?.matches(".person"));
    await keyboard.press("Enter");
    await page.waitForSelector(".contact-title");

    // The demo's contacts have no names yet: the one who is asked for by name gets one on the way.
    const name = "Sari Wulandari";
    await page.route(/\/contacts\?q=Sari/, async (route) => {
      const { items } = await scene.house.as("agent", "GET", "/contacts?limit=50");
      const row = items.find((c) => c.id === to);
      await route.fulfill({ json: { items: [{ ...row, name }], next: null } });
    });
    await keyboard.press("Control+k");
    await page.waitForSelector("dialog.palette[open]");
    await keyboard.type(name);
    const found = page.locator('[data-choice^="contact-"]', { hasText: name }).first();
    await found.waitFor();
    await accessible(page, "a contact in the palette");
    while ((await found.getAttribute("aria-selected")) !== "true") await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await at(`#/contacts/${to}`);
    await page.waitForSelector(".contact-title h1");
    await keyboard.press("Control+k");
    await page.waitForSelector("dialog.palette[open]");
    await keyboard.type("kontak");
    await page.waitForSelector('[data-choice="contacts"]');
    await page.click('[data-choice="contacts"]');
    await page.waitForSelector(".person");
  });

  for (const theme of ["light", "dark"])
    for (const size of ["phone", "desk"])
      it(`is readable by all, ${size}, ${theme}`, async () => {
        const chat = await scene.customer();
        await chat.ask("bagaimana cara mengembalikan barang?");
        const id = await contactOf(chat);
        const options = { theme, ...(size === "phone" && { size }) };
        const page = await onPage(id, options);
        if (size === "desk") await page.setViewportSize({ width: 1280, height: 800 });
        await page.getByText("Boleh dihubungi").waitFor();
        await fits(page, `a contact, ${size}`);
        await accessible(page, `a contact, ${size}, ${theme}`);
        await shoot(page, `contact-${size}-${theme}`);
        await page.evaluate(() => {
          location.hash = "#/contacts";
        });
        await page.waitForSelector(".person");
        await fits(page, `the list, ${size}`);
        await accessible(page, `the list, ${size}, ${theme}`);
        await shoot(page, `list-${size}-${theme}`);
      });
});
