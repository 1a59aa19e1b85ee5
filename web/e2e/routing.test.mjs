// Who gets what, as the people at the desk meet it: what rings, clocks, presence, the settings and the view of the whole desk.
// Each agent has a browser of their own.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { accessible, fits, openBrowser, visit } from "./browser.mjs";
import { atDesk } from "./desk.mjs";
import { demo, until } from "./house.mjs";

/** An agent who vanishes loses what they have within half a minute. */
const VANISHED_MS = 30_000;
const WIDE = { width: 1280, height: 800 };

describe("routing", () => {
  let house;
  let browser;
  const present = [];
  before(async () => {
    [house, browser] = await Promise.all([demo(), openBrowser()]);
    for (const [role, name, at] of [
      ["sari", "Sari", "agent"],
      ["yuni", "Yuni", "supervisor"],
    ]) {
      const email = `${role}@toko.example`;
      const { link } = await house.as("owner", "POST", "/agents", { name, email, role: at });
      await house.setUp(link, { role, name, email, password: "kata-sandi-panjang" });
    }
  });
  after(async () => {
    for (const one of present) await one.close();
    await browser?.close();
    await house?.close();
  });

  /** A person of the brand at the console, in a browser of their own. */
  const at = async (role, hash = "#/queue", options = {}) => {
    const visitor = await visit(browser, house.url, options);
    present.push(visitor);
    return atDesk(visitor, house, role, hash);
  };
  const leaves = async (desk) => {
    present.splice(present.indexOf(desk.visitor), 1);
    await desk.visitor.close();
  };
  const call = async (path, body, token) => {
    const answer = await fetch(`${house.url}/api/v1${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return answer.json();
  };
  /** A customer without a screen who waits for a person. */
  const somebody = async () => {
    const { token, conversation_id } = await call("/chat/sessions", { key: house.key, language: "id" });
    await call("/chat/person", {}, token);
    return conversation_id;
  };
  const row = (id) => house.as("owner", "GET", `/conversations/${id}`);
  const set = async (patch) =>
    house.as("owner", "PUT", "/routing", { ...(await house.as("owner", "GET", "/routing")), ...patch });
  const resolveAll = async (...roles) => {
    for (const role of roles) {
      const { items } = await house.as(role, "GET", "/conversations?view=mine&limit=50");
      for (const one of items ?? []) await house.as(role, "POST", `/conversations/${one.id}/resolve`, {});
    }
  };
  const offer = (desk) => desk.page.locator(".offer:not(.offer-missed)");
  /** Which of them it rings at. */
  const ringsAt = (...desks) =>
    until("it rings at one of them", async () => {
      for (const desk of desks) if ((await offer(desk).count()) > 0) return desk;
      return null;
    });

  /** Holds a page to what every page is held to, narrow and wide, in light and dark. */
  async function everywhere(role, hash, selector, name) {
    for (const theme of ["light", "dark"]) {
      for (const size of ["phone", "desktop"]) {
        const desk = await at(role, hash, { theme, size });
        if (size === "desktop") await desk.page.setViewportSize(WIDE);
        await desk.page.locator(selector).first().waitFor();
        await accessible(desk.page, `${name}, ${theme}, ${size}`);
        await fits(desk.page, `${name}, ${theme}, ${size}`);
        await leaves(desk);
      }
    }
  }

  it("is set on one page that guards what was not saved, and the audit trail tells of it", async () => {
    const { page } = await at("owner", "#/settings/routing");
    await page.getByRole("radio", { name: "Ditawarkan" }).check({ force: true });
    await page.getByLabel("Berdering selama", { exact: true }).fill("25");
    await page.getByText("2 perubahan belum disimpan").waitFor();
    await page.click('.rail a[href="#/queue"]');
    const dialog = page.locator("dialog[open]");
    await dialog.getByText("2 perubahan pada pembagian hilang").waitFor();
    await accessible(page, "asking before what was not saved is left");
    await dialog.getByRole("button", { name: "Tetap di sini" }).click();
    assert.match(page.url(), /#\/settings\/routing$/);
    await page.goBack();
    await dialog.waitFor();
    await dialog.getByRole("button", { name: "Tetap di sini" }).click();
    assert.match(page.url(), /#\/settings\/routing$/);
    await page.getByRole("button", { name: "Simpan", exact: true }).click();
    await page.getByText("Pembagian disimpan dan sudah berlaku.").waitFor();
    const now = await house.as("owner", "GET", "/routing");
    assert.equal(now.mode, "push");
    assert.equal(now.ring_seconds, 25);
    assert.equal(await page.locator(".save-bar").count(), 0);

    const { items } = await house.as("owner", "GET", "/audit");
    const change = items.find((e) => e.action === "set-routing");
    assert.deepEqual([change.before.mode, change.before.ring_seconds], ["pull", 20]);
    assert.deepEqual([change.after.mode, change.after.ring_seconds], ["push", 25]);
    await page.click('.rail a[href="#/queue"]');
    await page.waitForSelector(".list");
  });

  it("that somebody else changed meanwhile shows what is new, and keeps both", async () => {
    const { page } = await at("owner", "#/settings/routing");
    await page.getByLabel("Sasaran tepat waktu").fill("85");
    await page.locator(".save-bar").waitFor();
    await set({ ring_seconds: 30 });
    await page.getByRole("button", { name: "Simpan", exact: true }).click();
    await page.getByText("Berdering selama: 0:25 → 0:30").waitFor();
    await accessible(page, "what is new");
    await page.getByRole("button", { name: "Lanjutkan dengan perubahan saya" }).click();
    await page.getByRole("button", { name: "Simpan", exact: true }).click();
    await page.getByText("Pembagian disimpan dan sudah berlaku.").waitFor();
    const now = await house.as("owner", "GET", "/routing");
    assert.deepEqual([now.ring_seconds, now.level], [30, 85]);
    await page.getByLabel("Berdering selama", { exact: true }).fill("2");
    await page.getByText("Di luar batas. Periksa angkanya.").first().waitFor();
    await page.getByRole("button", { name: "Buang perubahan" }).click();
  });

  it("has teams with members, and agents with skills", async () => {
    const { page } = await at("owner", "#/settings/routing");
    await page.getByRole("button", { name: "Tambah tim" }).click();
    const dialog = page.locator("dialog[open]");
    await dialog.getByLabel("Nama tim").fill("Keuangan");
    await dialog.getByLabel("Sari", { exact: true }).check();
    await accessible(page, "a new team");
    await dialog.getByRole("button", { name: "Simpan", exact: true }).click();
    await page.getByText("1 anggota · 0 urusan").waitFor();
    await page.getByRole("button", { name: "Ubah Keuangan" }).click();
    await dialog.getByLabel("Nama tim").fill("Uang dan tagihan");
    await dialog.getByRole("button", { name: "Simpan", exact: true }).click();
    await page.locator(".thing-name", { hasText: "Uang dan tagihan" }).waitFor();
    const [team] = (await house.as("owner", "GET", "/routing")).teams;
    assert.deepEqual([team.id, team.name], ["keuangan", "Uang dan tagihan"]);

    await page.getByRole("button", { name: "Ubah kemampuan Sari" }).click();
    await dialog.getByLabel("Keahlian lain").fill("Pajak PPN");
    await dialog.getByRole("button", { name: "Tambah", exact: true }).click();
    await dialog.getByLabel("pajak-ppn").waitFor();
    await accessible(page, "what an agent can do");
    await dialog.getByRole("button", { name: "Simpan", exact: true }).click();
    await page.locator(".thing", { hasText: "pajak-ppn" }).waitFor();
    const { items } = await house.as("owner", "GET", "/routing/agents");
    const sari = items.find((a) => a.name === "Sari");
    assert.deepEqual([sari.teams, sari.skills], [["keuangan"], ["pajak-ppn"]]);

    await page
      .locator(".thing", { hasText: "Uang dan tagihan" })
      .getByRole("button", { name: "Hapus" })
      .click();
    await dialog.getByRole("button", { name: "Hapus" }).click();
    await page.getByText("Belum ada tim", { exact: true }).waitFor();
    await page.locator(".thing", { hasText: "pajak-ppn" }).getByText("Semua tim").waitFor();
  });

  it("shows the opening hours and days off as they are, with their source", async () => {
    await everywhere("owner", "#/settings/routing", ".hours-table", "the settings of routing");
    const { page } = await at("owner", "#/settings/routing");
    await page.getByText("Dari brand.yaml", { exact: false }).waitFor();
    const days = await page.locator(".days-off li").allInnerTexts();
    const { opening } = await house.as("owner", "GET", "/routing/choices");
    assert.equal(days.length, opening.days_off.length);
    assert.ok(days.length > 0);
  });

  it("opens at the hours that are set, written by keyboard, and goes back to the file's", async () => {
    for (const theme of ["light", "dark"])
      for (const size of ["phone", "desktop"]) {
        const desk = await at("owner", "#/settings/routing", { theme, size });
        await desk.page.getByRole("button", { name: "Atur di sini" }).click();
        await desk.page.locator(".week").waitFor();
        await accessible(desk.page, `writing hours, ${theme}, ${size}`);
        await fits(desk.page, `writing hours, ${theme}, ${size}`);
        if (process.env.SHOTS) {
          await desk.page.locator(".week").scrollIntoViewIfNeeded();
          await desk.page.screenshot({ path: `${process.env.SHOTS}/hours-${theme}-${size}.png` });
        }
        await desk.page.getByRole("button", { name: "Buang perubahan" }).click();
        await leaves(desk);
      }
    const { page } = await at("owner", "#/settings/routing");
    await page.getByRole("button", { name: "Atur di sini" }).press("Enter");
    const sunday = page.getByRole("group", { name: "Minggu" });
    const focus = (selector) =>
      until(`${selector} has the keyboard`, () =>
        page.evaluate((s) => document.activeElement?.matches(s), selector),
      );
    // A second time on Sunday: the field has the keyboard, and what is not whole is said before it is saved.
    await sunday.getByRole("button", { name: "Minggu: tambah jam" }).press("Enter");
    await focus('[data-from="1"]');
    await sunday.getByText("Isi kedua jam", { exact: false }).waitFor();
    assert.equal(
      await page.getByRole("button", { name: "Simpan", exact: true }).getAttribute("aria-disabled"),
      "true",
    );
    const fields = sunday.locator("input");
    await fields.nth(2).fill("19:00");
    await fields.nth(3).fill("00:00"); // midnight at its end
    await sunday.getByText("Isi kedua jam", { exact: false }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Senin: hapus", exact: false }).press("Enter");
    // The brand's own words for its hours stand until somebody has the table's written.
    await page.getByRole("button", { name: "tulis dari tabel" }).press("Enter");
    await page.getByLabel("Tambah tanggal").fill("2031-08-17");
    await page.getByRole("button", { name: "Tambah", exact: true }).press("Enter");
    await page.getByRole("button", { name: "Simpan", exact: true }).press("Enter");
    await page.getByText("Pembagian disimpan dan sudah berlaku.").waitFor();
    const { hours } = await house.as("owner", "GET", "/routing");
    const on = (day) => hours.open.filter((o) => o.days.includes(day)).map((o) => `${o.from}-${o.to}`);
    assert.deepEqual(on("sun"), ["09:00-17:00", "19:00-24:00"]);
    assert.deepEqual(on("mon"), []);
    assert.ok(hours.off.includes("2031-08-17"));
    const { opening } = await house.as("owner", "GET", "/routing/choices");
    assert.match(opening.text, /19\.00/, "contacts are told the hours that hold");
    await page.getByRole("button", { name: "Pakai brand.yaml lagi" }).press("Enter");
    await page.getByRole("button", { name: "Simpan", exact: true }).press("Enter");
    await page.getByText("Dari brand.yaml", { exact: false }).waitFor();
    await until(
      "the file's hold",
      async () => (await house.as("owner", "GET", "/routing")).hours === undefined,
    );
  });

  it("rings at one agent, goes on when declined, and the next takes it with a key", async () => {
    await house.as("owner", "PUT", "/me/presence", { presence: "away" });
    const rina = await at("agent", "#/settings/preferences");
    const sari = await at("sari", "#/mine");
    const id = await somebody();
    const first = await ringsAt(rina, sari);
    const other = first === rina ? sari : rina;
    assert.equal(await offer(other).count(), 0);
    await accessible(first.page, "what rings");
    assert.match(await offer(first).innerText(), /menunggu/);
    await first.page.keyboard.press("u");
    await offer(first).waitFor({ state: "detached" });
    await offer(other).waitFor();
    await other.page.keyboard.press("o");
    await other.page.waitForSelector(".composer-text");
    assert.match(other.page.url(), new RegExp(`#/mine/${id}$`));
    await offer(other).waitFor({ state: "detached" });
    const taken = await row(id);
    assert.equal(taken.holder, "agent");
    assert.equal(taken.agent.name, other === sari ? "Sari" : "Rina");
    await leaves(rina);
    await leaves(sari);
    await resolveAll("agent", "sari");
  });

  it("that is let ring is told as missed, and somebody else is asked", async () => {
    await set({ ring_seconds: 5 });
    await until(
      "nobody else is there",
      async () => {
        const { agents } = await house.as("owner", "GET", "/desk/live");
        return agents.every((a) => a.presence === "away");
      },
      { within: VANISHED_MS },
    );
    const rina = await at("agent", "#/queue", { size: "phone" });
    const id = await somebody();
    await offer(rina).waitFor();
    await accessible(rina.page, "what rings, on a phone");
    await fits(rina.page, "what rings, on a phone");
    const missed = rina.page.locator(".offer-missed");
    await missed.waitFor();
    assert.match(await missed.innerText(), /Terlewat/);
    await accessible(rina.page, "what was missed");
    await missed.getByRole("button", { name: "Buka" }).click();
    await rina.page.waitForSelector(".conversation");
    assert.match(rina.page.url(), new RegExp(id));
    assert.equal(await missed.count(), 0);
    await set({ ring_seconds: 60 });
    await leaves(rina);
    const sari = await at("sari");
    await sari.page.locator(".offer .button[data-kind=main]").click();
    await sari.page.waitForSelector(".composer-text");
    await leaves(sari);
    await resolveAll("sari");
  });

  it("gives on what somebody had whose browser is gone", { timeout: 90_000 }, async () => {
    const sari = await at("sari");
    const id = await somebody();
    await offer(sari).waitFor();
    await sari.page.keyboard.press("o");
    await sari.page.waitForSelector(".composer-text");
    const rina = await at("agent");
    const gone = Date.now();
    await leaves(sari);
    await offer(rina).waitFor({ timeout: VANISHED_MS });
    assert.ok(Date.now() - gone < VANISHED_MS, `re-queued after ${Date.now() - gone} ms`);
    assert.equal((await row(id)).holder, "queue");
    await rina.page.keyboard.press("o");
    await rina.page.waitForSelector(".composer-text");
    await leaves(rina);
    await resolveAll("agent");
  });

  it("wraps up after a conversation with the time that is left, and one is ready with a press", async () => {
    await set({ mode: "pull", wrap_up_seconds: 120 });
    const rina = await at("agent");
    const id = await somebody();
    await rina.open(id);
    await rina.claim();
    await rina.resolve();
    const banner = rina.page.locator(".away-banner");
    await banner.getByText("Anda sedang merapikan", { exact: false }).waitFor();
    assert.match(await banner.innerText(), /[0-2]:\d\d/);
    await accessible(rina.page, "wrapping up");
    await banner.getByRole("button", { name: "Siap sekarang" }).click();
    await banner.waitFor({ state: "detached" });
    await until(
      "one is ready",
      async () => (await house.as("agent", "GET", "/me")).agent.presence === "online",
    );
    await leaves(rina);
  });

  it("gives a conversation to a team by keys, and says for whom it waits", async () => {
    const { items } = await house.as("owner", "GET", "/routing/agents");
    const sari = items.find((a) => a.name === "Sari");
    await set({ teams: [{ id: "keuangan", name: "Keuangan", topics: [] }] });
    await house.as("owner", "PUT", `/agents/${sari.id}/routing`, {
      teams: ["keuangan"],
      skills: [],
      languages: [],
      version: sari.version,
    });
    const rina = await at("agent");
    const id = await somebody();
    await rina.open(id);
    await rina.page.locator(".head-holder").waitFor();
    await rina.page.keyboard.press("a");
    await rina.page.waitForSelector("dialog[open] [role=combobox]:focus");
    await rina.page.keyboard.type("keu");
    await rina.page.locator("dialog[open] [role=option]", { hasText: "Keuangan" }).waitFor();
    await accessible(rina.page, "giving to a team");
    await rina.page.keyboard.press("Enter");
    await rina.page.locator(".head-holder", { hasText: "Keuangan" }).waitFor();
    const given = await row(id);
    assert.deepEqual([given.holder, given.team?.name], ["queue", "Keuangan"]);
    await leaves(rina);
    assert.equal((await house.as("sari", "POST", "/queue/next", {})).id, id);
    await resolveAll("sari");
    await set({ teams: [] });
  });

  it("shows each who waits with a clock, in the order in which they are served", async () => {
    const [calm, grave] = [await somebody(), await somebody()];
    const rina = await at("agent");
    const rows = () =>
      rina.page.locator("[data-row]").evaluateAll((all) => all.map((e) => e.getAttribute("data-row")));
    await rina.page.locator(`[data-row="${grave}"] .wait-clock`).waitFor();
    await house.as("owner", "PUT", `/conversations/${grave}/priority`, { priority: "urgent" });
    await until("who is urgent stands first", async () => (await rows())[0] === grave);
    const clock = rina.page.locator(`[data-row="${grave}"] .wait-clock`);
    assert.match(await clock.innerText(), /Mendesak/);
    await rina.page.locator(`[data-row="${grave}"]`).evaluate((element) => {
      element.dataset.kept = "yes";
    });
    const due = Date.parse((await row(grave)).clock.due_at);
    for (const [after, word, state] of [
      [-30_000, /sisa 0:30/, "soon"],
      [65_000, /telat 1:05/, "late"],
    ]) {
      await rina.page.clock.setFixedTime(due + after);
      await until(`the clock runs to ${word}`, async () => word.test(await clock.innerText()));
      assert.equal(await clock.getAttribute("data-state"), state);
    }
    assert.equal(await rina.page.locator(`[data-row="${grave}"]`).getAttribute("data-kept"), "yes");
    await rina.page.click(`[data-row="${grave}"]`);
    await rina.page.locator(".head-waits .wait-clock").waitFor();
    await accessible(rina.page, "clocks");
    const live = await house.as("owner", "GET", "/desk/live");
    assert.deepEqual(
      live.queue.map((w) => w.conversation_id).filter((id) => id === calm || id === grave),
      [grave, calm],
    );
    await leaves(rina);
  });

  it("shows the whole desk to a supervisor, and every figure opens what it counts", async () => {
    await assert.rejects(house.as("agent", "GET", "/desk/live"), /403/);
    const rina = await at("agent", "#/live");
    await rina.page.getByText("Hanya untuk pemilik, admin, dan penyelia").waitFor();
    assert.equal(await rina.page.locator('.rail a[href="#/live"]').count(), 0);

    const { page, visitor } = await at("yuni");
    await page.keyboard.press("6");
    await page.waitForSelector(".live-table");
    const waiting = page.locator(".tile", { hasText: "Menunggu" }).first();
    await waiting.locator(".tile-figure", { hasText: /^2$/ }).waitFor();
    const line = page.locator(".live-table tr", { has: page.locator("th", { hasText: "Rina" }) });
    assert.match(await line.innerText(), /Hadir/);
    assert.match(await line.innerText(), /0 dari 4/);
    await waiting.locator("a").click();
    const behind = page.locator("dialog[open] .behind li");
    await until("both are behind it", async () => (await behind.count()) === 2);
    await accessible(page, "what is behind a figure");
    await page.keyboard.press("Escape");
    await page.locator("dialog[open]").waitFor({ state: "detached" });

    await house.as("agent", "POST", "/queue/next", {});
    await page.locator(".tile-figure", { hasText: /^1$/ }).first().waitFor();
    await line.getByText("1 dari 4").waitFor();
    await line.getByRole("link").click();
    await page.locator("dialog[open] .behind li").waitFor();
    await page.locator("dialog[open] .behind a").click();
    await page.waitForSelector(".conversation");
    await page.evaluate(() => {
      location.hash = "#/live";
    });
    await page.locator(".live-share").first().waitFor();
    present.splice(present.indexOf(visitor), 1);
    await visitor.close();
    await everywhere("yuni", "#/live", ".live-table", "the desk now");
    await leaves(rina);
  });
});
