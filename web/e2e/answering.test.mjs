// What agents have at hand: macros with their values and gaps, articles with their source, notes that name a colleague.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessible, fits } from "./browser.mjs";
import { until } from "./house.mjs";
import { setScene } from "./scene.mjs";

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };
const shots = process.env.SHOTS;

describe("answering", () => {
  const scene = setScene();
  const field = (desk) => desk.page.locator(".composer-text");
  const picker = (desk) => desk.page.locator(".picker");
  const shot = (page, name) => shots && page.screenshot({ path: `${shots}/${name}.png` });
  const inTheme = async (page, theme, run) => {
    await page.emulateMedia({ colorScheme: theme });
    await run(theme);
  };

  /**
   * Held to axe-core and to the screen's width, on a phone and a desktop, light and dark. Another layout draws the
   * composer anew; `again` opens what closed with that.
   */
  const held = async (page, name, again = async () => {}) => {
    for (const [size, layout] of [
      [DESKTOP, "desktop"],
      [PHONE, "phone"],
    ]) {
      await page.setViewportSize(size);
      await page.waitForSelector(
        layout === "phone" ? "[data-layout=pages]" : ".shell:not([data-layout=pages])",
      );
      await again();
      for (const theme of ["light", "dark"])
        await inTheme(page, theme, async () => {
          await accessible(page, `${name}, ${layout}, ${theme}`);
          await fits(page, `${name}, ${layout}`);
          await shot(page, `${name}-${layout}-${theme}`);
        });
    }
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize(DESKTOP);
    await page.waitForSelector(".shell:not([data-layout=pages])");
    await again();
  };
  /** The last letter typed anew. */
  const retyped = (desk, letter) => async () => {
    await field(desk).focus();
    await desk.page.keyboard.press("End");
    await desk.page.keyboard.press("Backspace");
    await desk.page.keyboard.type(letter);
    await picker(desk).locator("[role=option]").first().waitFor();
  };

  const taken = async (words) => {
    const [chat, id] = await scene.waiting(words);
    const desk = await scene.agent("agent");
    await desk.open(id);
    await desk.claim();
    return { chat, desk, id };
  };

  it("writes a macro, checks it while it is written, and keeps it", async () => {
    const desk = await scene.agent("owner");
    const { page } = desk;
    await desk.go("#/settings/macros");
    await page.getByRole("button", { name: "Makro baru" }).first().click();
    await page.getByLabel("Nama", { exact: true }).fill("Status pesanan");
    await page.getByLabel("Pintasan").fill("status");
    const words = page.getByLabel("Teks Indonesia", { exact: true });
    await words.fill("Halo {{ contact.nama }}");
    await page.locator(".field-error", { hasText: "Baris 1, kolom 9" }).waitFor();
    assert.match(await page.locator(".field-error").first().innerText(), /contact\.name/, "the mend is told");
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "Simpan makro" }).click();
    await page.locator("[role=alert]", { hasText: "Belum tersimpan" }).waitFor();
    await words.fill(
      "Halo, saya {{ agent.name }} dari {{ brand.name }}. Pesanan {{ slot.order_no }} sedang saya cek.",
    );
    await page.locator(".macro-preview mark").first().waitFor();
    await page.getByLabel("Label").fill("kirim");
    await page.getByLabel("Prioritas").selectOption("high");
    await held(page, "macro-form");
    await page.getByRole("button", { name: "Simpan makro" }).click();
    await page.locator(".thing", { hasText: "Status pesanan" }).waitFor();
    await scene.house.as("owner", "POST", "/macros", {
      name: "Salam penutup",
      shortcut: "tutup",
      scope: "all",
      resolves: true,
      texts: {
        id: "Terima kasih sudah menghubungi {{ brand.name }}.",
        en: "Thank you for writing to {{ brand.name }}.",
      },
    });
    await page.reload();
    await page.locator(".thing", { hasText: "Salam penutup" }).waitFor();
    await held(page, "macros");
    const { items } = await scene.house.as("owner", "GET", "/audit?action=save-macro");
    assert.ok(items.length >= 2, "who wrote them is on record");
  });

  it("puts a macro in by keyboard alone, marks what is missing, and sends no gap", async () => {
    const { chat, desk, id } = await taken("halo, saya mau tanya");
    const { page } = desk;
    await field(desk).focus();
    await page.keyboard.type(";sta");
    const entry = picker(desk).locator("[role=option]", { hasText: "Status pesanan" });
    await entry.waitFor();
    assert.equal(await entry.getAttribute("aria-selected"), "true");
    assert.equal(await field(desk).getAttribute("aria-activedescendant"), await entry.getAttribute("id"));
    await picker(desk).locator(".picker-text mark").waitFor();
    await held(page, "picker", async () => {
      await retyped(desk, "a")();
      await picker(desk).locator(".picker-text mark").waitFor();
    });
    await page.keyboard.press("Enter");
    await page.locator(".gap").waitFor();
    const text = await field(desk).inputValue();
    assert.match(text, /^Halo, saya Rina dari Toko Terang\. Pesanan ⟦.+⟧ sedang saya cek\.$/);
    const before = await chat.last();
    await field(desk).focus();
    await page.keyboard.press("Control+Enter");
    await page.locator(".gap-held", { hasText: "Belum dikirim" }).waitFor();
    await held(page, "gap");
    assert.equal(await field(desk).inputValue(), text, "it is still there");
    // The gap is selected: typing fills it.
    await field(desk).focus();
    await page.keyboard.press("Control+Enter");
    await until("the gap is selected", () =>
      page.evaluate(() => {
        const area = document.querySelector(".composer-text");
        return area.value.slice(area.selectionStart, area.selectionEnd).startsWith("⟦");
      }),
    );
    await page.keyboard.type("TRG-1042");
    assert.equal(await page.locator(".gap").count(), 0);
    assert.match(await page.locator(".macro-then").innerText(), /kirim.*prioritas tinggi/);
    await page.keyboard.press("Control+Enter");
    const heard = await chat.heard(before, "Pesanan TRG-1042 sedang saya cek");
    assert.equal(heard.kind, "human", "the words are the agent's own");
    const now = await scene.house.as("agent", "GET", `/conversations/${id}`);
    assert.deepEqual([now.tags, now.priority, now.status], [["kirim"], "high", "open"]);
    const { items } = await scene.house.as("agent", "GET", "/macros");
    assert.equal(items.find((m) => m.shortcut === "status").uses, 1);

    // The other key, a field of its own, and a macro that closes the matter once it went.
    await field(desk).focus();
    await page.keyboard.press("Control+;");
    await page.locator(".picker-search").waitFor();
    await page.keyboard.type("penutup");
    await picker(desk).locator("[role=option][aria-selected=true]", { hasText: "Salam penutup" }).waitFor();
    await page.keyboard.press("Enter");
    await until("it is in the field", async () => /Terima kasih/.test(await field(desk).inputValue()));
    await page.keyboard.press("Control+Enter");
    await until(
      "resolved once it was sent",
      async () => (await scene.house.as("agent", "GET", `/conversations/${id}`)).status === "resolved",
    );
    await page.locator(".toast", { hasText: "Selesai. Pelanggan" }).waitFor();
  });

  it("closes the matter by a macro although its tab is closed before the reply leaves", async () => {
    await scene.house.as("agent", "PUT", "/me/sending", { undo_seconds: 3 });
    const { desk, id } = await taken("sudah beres kok");
    const { page } = desk;
    await field(desk).focus();
    await page.keyboard.press("Control+;");
    await page.locator(".picker-search").waitFor();
    await page.keyboard.type("penutup");
    await picker(desk).locator("[role=option][aria-selected=true]", { hasText: "Salam penutup" }).waitFor();
    await page.keyboard.press("Enter");
    await until("it is in the field", async () => /Terima kasih/.test(await field(desk).inputValue()));
    await page.keyboard.press("Control+Enter");
    await until("the server has it", async () =>
      (await scene.house.as("agent", "GET", "/me/outgoing")).items.some((o) => o.conversation_id === id),
    );
    await page.close();
    const status = async () => (await scene.house.as("agent", "GET", `/conversations/${id}`)).status;
    assert.equal(await status(), "open");
    await until("closed once it left", async () => (await status()) === "resolved");
    await scene.house.as("agent", "PUT", "/me/sending", { undo_seconds: null });
  });

  it("leaves the sign alone where nothing fits, and Escape closes the list", async () => {
    const { desk } = await taken("halo");
    const { page } = desk;
    await field(desk).focus();
    await page.keyboard.type("/");
    await picker(desk).waitFor();
    await page.keyboard.press("Escape");
    await picker(desk).waitFor({ state: "detached" });
    assert.equal(await field(desk).inputValue(), "/");
    await page.keyboard.type("tidakada");
    assert.equal(await picker(desk).count(), 0);
    await page.keyboard.press("Control+Enter");
    await desk.heard("/tidakada");
  });

  it("puts an article in with its source, which the customer reads", async () => {
    const { chat, desk } = await taken("jam buka toko kapan ya");
    const { page } = desk;
    await field(desk).focus();
    await page.keyboard.press("Control+/");
    await picker(desk).locator("[role=option]").first().waitFor();
    assert.match(await picker(desk).innerText(), /pesan terakhir pelanggan/i);
    await page.keyboard.type("jam buka");
    await picker(desk).locator("[role=option][aria-selected=true]", { hasText: /buka/i }).waitFor();
    await until(
      "the list is of what was typed",
      async () => !/pesan terakhir/i.test(await picker(desk).innerText()),
    );
    await held(page, "article", async () => {
      if ((await picker(desk).count()) > 0) return;
      await field(desk).focus();
      await page.keyboard.press("Control+/");
      await page.locator(".picker-search").fill("jam buka");
      await picker(desk).locator("[role=option]", { hasText: /buka/i }).first().waitFor();
    });
    await page.locator(".picker-search").focus();
    await picker(desk).locator("button.picker-part", { hasText: "08.00" }).first().focus();
    await page.keyboard.press("Enter");
    await until("it is in the field", async () => /\n\nSumber: /.test(await field(desk).inputValue()));
    const text = await field(desk).inputValue();
    const before = await chat.last();
    await field(desk).press("Control+Enter");
    const heard = await chat.heard(before, (m) => m.text.includes("Sumber: "));
    assert.equal(heard.kind, "human");
    assert.match(text, /^[^\n]*08\.00[\s\S]*\n\nSumber: Jam buka$/, "the part that was chosen");
    assert.ok(text.includes(heard.text.split("\n")[0]));
  });

  it("tells the colleague whom a note names, also one who comes later, and nobody else", async () => {
    const { chat, desk, id } = await taken("halo, tolong dibantu");
    const other = await scene.agent("owner");
    const { agent: named } = await scene.house.as("owner", "GET", "/me");
    const first = named.name.split(" ")[0];
    const count = (one) => one.page.locator("[data-mentions] .rail-count");
    assert.equal(await count(other).count(), 0);
    const { page } = desk;
    await page.click(".composer-tab[data-kind=note]");
    await field(desk).focus();
    await page.keyboard.type(`Mohon dicek @${first.slice(0, 2)}`);
    await picker(desk).locator("[role=option][aria-selected=true]", { hasText: named.name }).waitFor();
    await held(page, "mention-picker", async () => {
      await page
        .click(".composer-tab[data-kind=note][aria-selected=false]", { timeout: 500 })
        .catch(() => {});
      await retyped(desk, first[1])();
    });
    await field(desk).focus();
    await page.keyboard.press("Enter");
    await until("the name is in the field", async () =>
      (await field(desk).inputValue()).includes(`@${named.name} `),
    );
    await page.keyboard.type("ya");
    await page.keyboard.press("Control+Enter");
    await page.locator(".noted-for", { hasText: `@${named.name}` }).waitFor();

    await count(other).waitFor();
    assert.equal((await count(other).innerText()).trim(), "1");
    await other.page.locator(".toast", { hasText: "menyebut Anda" }).waitFor();
    assert.equal(await count(desk).count(), 0, "not who wrote it");
    assert.ok(
      !(await chat.messages()).some((m) => m.text.includes("Mohon dicek")),
      "the customer sees no note",
    );
    // It outlives the page.
    await other.page.reload();
    await count(other).waitFor();
    await other.page.keyboard.press("m");
    const line = other.page.locator(".mention", { hasText: "Mohon dicek" });
    await line.waitFor();
    await held(other.page, "mentions");
    await line.click();
    await other.page.waitForURL((url) => url.hash.includes(id));
    await count(other).waitFor({ state: "detached" });
    await until("read on the server", async () => {
      const { unread, items } = await scene.house.as("owner", "GET", "/me/mentions");
      return unread === 0 && items[0].read;
    });
  });
});
