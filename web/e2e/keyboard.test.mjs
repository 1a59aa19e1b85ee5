// A shift without a pointer: twenty conversations are claimed, answered, noted, resolved or handed back with the keyboard alone.
// The page itself counts pointer events, so that a helper which clicks would be found out.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { atDesk } from "./desk.mjs";
import { demo, until } from "./house.mjs";

const COUNT = 20;
const PER_CONVERSATION_MS = 8000;

describe("the keyboard alone", () => {
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

  /** A customer who waits for a person, without a browser. */
  async function customer(n) {
    const call = async (path, body, token) => {
      const answer = await fetch(`${house.url}/api/v1/chat/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
        body: JSON.stringify(body),
      });
      assert.ok(answer.ok, `${path}: ${answer.status}`);
      return answer.json();
    };
    const { token, conversation_id } = await call("sessions", { key: house.key, language: "id" });
    await call(
      "messages",
      { client_id: `k-${n}`, text: `aku mau bicara sama petugas, ini nomor ${n}` },
      token,
    );
    await until(`customer ${n} waits`, async () => {
      const row = await house.as("agent", "GET", `/conversations/${conversation_id}`);
      return row.holder === "queue";
    });
    return conversation_id;
  }

  it(`triages ${COUNT} conversations`, async (t) => {
    const ids = [];
    for (let n = 1; n <= COUNT; n++) ids.push(await customer(n));
    visitor = await visit(browser, house.url);
    await visitor.context.addInitScript(() => {
      window.pointers = [];
      const types = [
        "pointerdown",
        "pointermove",
        "pointerup",
        "mousedown",
        "mousemove",
        "click",
        "touchstart",
        "wheel",
      ];
      // A key on a button also makes a "click"; only one with a place was made by a pointer.
      for (const type of types)
        window.addEventListener(
          type,
          (e) => (type !== "click" || e.detail > 0) && window.pointers.push(type),
          true,
        );
    });
    const { page } = await atDesk(visitor, house, "agent", "#/queue");
    for (const forbidden of ["click", "dblclick", "tap", "hover", "check", "dragAndDrop"])
      page[forbidden] = () => assert.fail(`a pointer was used: ${forbidden}`);
    await page.waitForFunction(
      (n) => document.querySelectorAll("[data-row]").length >= Math.min(n, 10),
      COUNT,
    );
    const keys = page.keyboard;
    const focused = () =>
      page.evaluate(() => document.activeElement?.closest("[data-row]")?.dataset.row ?? "");
    const holder = async (id) => (await house.as("agent", "GET", `/conversations/${id}`)).holder;
    const status = async (id) => (await house.as("agent", "GET", `/conversations/${id}`)).status;

    const began = Date.now();
    const done = [];
    for (let n = 0; n < COUNT; n++) {
      // To the queue, to its next row, and in.
      await keys.press("1");
      await page.waitForFunction(() => location.hash.startsWith("#/queue"));
      const id = await until("a row has the keyboard", async () => {
        await keys.press("j");
        const at = await focused();
        return at && !done.includes(at) ? at : "";
      });
      await keys.press("Enter");
      await page.waitForFunction((c) => location.hash.includes(c), id);
      await page.waitForSelector(".messages .msg");
      await keys.press("c");
      await page.waitForSelector(".composer-text:not([disabled])");
      // An answer.
      await keys.press("r");
      await page.waitForFunction(() => document.activeElement?.matches(".composer-text"));
      await keys.type(`Halo, saya bantu nomor ${n + 1}.`);
      await keys.press("Control+Enter");
      await page.locator(".messages .msg", { hasText: `Halo, saya bantu nomor ${n + 1}.` }).waitFor();
      await keys.press("Escape");
      if (n % 4 === 0) {
        await keys.press("n");
        await page.waitForFunction(() => document.activeElement?.matches(".composer-text"));
        await keys.type(`catatan ${n + 1}`);
        await keys.press("Control+Enter");
        await page.locator(".messages .msg", { hasText: `catatan ${n + 1}` }).waitFor();
        await keys.press("Escape");
      }
      await page.waitForFunction(() => !document.activeElement?.matches(".composer-text"));
      // Every third goes back to the assistant; every fifth is resolved by the palette; the others by their key.
      if (n % 3 === 2) {
        await keys.press("b");
        await page.waitForSelector("dialog[open] textarea:focus");
        await keys.type("sudah dibantu");
        await keys.press("Tab");
        await until("the dialog is sent", async () => {
          if (await page.evaluate(() => document.activeElement?.matches("button[type=submit]"))) return true;
          await keys.press("Tab");
          return false;
        });
        await keys.press("Enter");
        await until(`${id} is back with the assistant`, async () => (await holder(id)) === "assistant");
      } else {
        if (n % 5 === 0) {
          await keys.press("Control+k");
          await page.waitForSelector("dialog.palette[open]");
          await keys.type("selesaikan");
          await page.waitForSelector('[data-choice="resolve"][aria-selected="true"]');
          await keys.press("Enter");
        } else await keys.press("e");
        await until(`${id} is resolved`, async () => (await status(id)) === "resolved");
      }
      await page.waitForSelector("dialog[open]", { state: "detached" });
      done.push(id);
    }
    const took = Date.now() - began;
    assert.deepEqual([...done].sort(), [...ids].sort(), "each of them, once");
    assert.deepEqual(await page.evaluate(() => window.pointers), [], "no pointer was used");
    assert.ok(took < COUNT * PER_CONVERSATION_MS, `${took} ms`);
    t.diagnostic(
      `${COUNT} conversations in ${(took / 1000).toFixed(1)} s, ${Math.round(took / COUNT)} ms each, 0 pointer events`,
    );
  });

  it("a key alone does nothing where single keys are off, in a field, or while a letter is composed", async () => {
    const own = await visit(browser, house.url);
    const { page } = await atDesk(own, house, "agent", "#/all");
    await page.waitForSelector("[data-row]");
    const press = (over) =>
      page.evaluate(
        (init) =>
          document.body.dispatchEvent(
            new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }),
          ),
        over,
      );
    await press({ key: "1", isComposing: true });
    await press({ key: "Process", code: "Digit1" });
    assert.equal(await page.evaluate(() => location.hash), "#/all");
    await page.keyboard.press("/");
    await page.waitForSelector("[data-search]:focus");
    const searching = await page.evaluate(() => location.hash);
    await page.keyboard.type("1j?c");
    assert.equal(await page.inputValue("[data-search]"), "1j?c");
    assert.equal(await page.evaluate(() => location.hash.split("?")[0]), searching.split("?")[0]);
    await page.evaluate(() => {
      location.hash = "#/all";
    });
    await page.waitForSelector(".view[data-view=all][aria-current]");
    // Another layout: the key of J, which writes another letter there.
    await press({ key: "1", code: "Digit1" });
    await page.waitForFunction(() => location.hash === "#/queue");
    await press({ key: "«", code: "Digit3" });
    await page.waitForFunction(() => location.hash === "#/all");
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open] .keys-columns");
    await page.locator("dialog[open] [role=switch]").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Escape");
    await page.keyboard.press("1");
    await page.keyboard.press("Control+k");
    await page.waitForSelector("dialog.palette[open]");
    assert.equal(
      await page.evaluate(() => location.hash),
      "#/all",
      "single keys are off, the palette is not",
    );
    await own.close();
  });
});
