// The first page that anyone opens: its story plays to the end on the real widget, console and log.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { accessible, fits } from "./browser.mjs";
import { until } from "./house.mjs";
import { setScene } from "./scene.mjs";

const STORY_MS = 120_000;

describe("the demo", () => {
  const scene = setScene();

  const phase = (page) => page.locator(".page").getAttribute("data-phase");
  const caption = (page) => page.locator(".caption-text").innerText();

  /** Presses Play and waits for the end of the story. */
  async function play(page) {
    const before = (await scene.house.as("agent", "GET", "/conversations?view=resolved")).items.length;
    const button = page.locator("[data-test=play]");
    await button.waitFor();
    assert.equal(await phase(page), "idle");
    await button.click();
    await until(
      "the story is over",
      async () => {
        const now = await phase(page);
        assert.notEqual(now, "failed", await caption(page));
        return now === "done";
      },
      { within: STORY_MS, tell: () => caption(page) },
    );
    const { items } = await scene.house.as("agent", "GET", "/conversations?view=resolved");
    assert.equal(items.length, before + 1, "a real conversation was resolved");
    return items[0];
  }

  it("plays from the first question to a receipt that was checked, with one press", async () => {
    const visitor = await scene.visitor();
    const page = await visitor.page("/demo?pace=quick");
    await page.locator(".bar").waitFor();
    await accessible(page, "the demo, before");
    const done = await play(page);
    assert.equal(done.contact.name, "Sari Wulandari");
    assert.equal(done.survey.score, 5);
    const { messages } = await scene.house.as("agent", "GET", `/conversations/${done.id}/messages?limit=100`);
    const kinds = new Set(messages.map((m) => m.author.kind));
    for (const kind of ["contact", "ai", "human", "system", "automation"])
      assert.ok(kinds.has(kind), `${kind} spoke`);
    assert.ok(
      messages.some((m) => m.card?.title.includes("TRG-1042")),
      "the order's status",
    );
    assert.ok(
      messages.some((m) => m.author.playbook?.startsWith("password_reset@")),
      "the password's reset",
    );
    assert.equal(
      await page.locator("[data-test=checked]").getAttribute("data-ok"),
      "true",
      "the receipt holds",
    );
    await accessible(page, "the demo, after");
  });

  it("plays in English on a dark screen of 360 px, part by part", async () => {
    const visitor = await scene.visitor({ size: "phone", theme: "dark", language: "en" });
    const page = await visitor.page("/demo?pace=quick&lang=en");
    await page.locator(".bar").waitFor();
    await fits(page, "the demo");
    const done = await play(page);
    assert.equal(done.language, "en");
    await accessible(page, "the demo, after");
    await fits(page, "the demo, after");
  });

  it("plays another brand's story with that brand's customer and agent", async () => {
    const visitor = await scene.visitor();
    const page = await visitor.page("/demo?pace=quick&brand=public");
    await page.locator("iframe[title*='Dinas Terang']").waitFor();
    await page.locator("[data-test=play]").click();
    await until(
      "the story is over",
      async () => {
        const now = await phase(page);
        assert.notEqual(now, "failed", await caption(page));
        return now === "done";
      },
      { within: STORY_MS, tell: () => caption(page) },
    );
    assert.equal(await page.locator("[data-test=checked]").getAttribute("data-ok"), "true");
    assert.match(await page.locator("iframe[title*='Wati']").getAttribute("title"), /Wati/);
  });

  it("turns to another brand, lets something happen in its world and remembers the brand", async () => {
    const visitor = await scene.visitor({ size: "phone" });
    const page = await visitor.page("/demo?pace=quick");
    const chosen = page.locator("[data-test=brands] input:checked");
    await page.locator(".bar").waitFor();
    assert.equal(await chosen.inputValue(), "retail");
    await chosen.press("ArrowRight");
    await page.locator("iframe[title*='Bank Terang']").waitFor();
    assert.equal(await chosen.inputValue(), "finance");
    await fits(page, "the bank");

    await page.locator("[data-test=world]").click();
    await page.locator("[data-test=happen-suspicious_transaction]").click();
    await page.locator("[data-test=happened]", { hasText: "4821" }).waitFor();
    await page.locator("[data-test=fault-error]").check();
    await accessible(page, "the brand's world");
    await until("the bank's system fails", async () => {
      const faults = await page.evaluate(async () =>
        (await fetch("/api/v1/demo/faults?brand=finance")).json(),
      );
      return faults.fail_rate === 1 && faults.fail_with === 500;
    });
    await page.locator("[data-test=fault-none]").check();
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".world-panel").count(), 0);

    await page.reload();
    await page.locator("iframe[title*='Bank Terang']").waitFor();
    assert.equal(await chosen.inputValue(), "finance");
    const shop = await visitor.page("/demo/shop?brand=public");
    assert.match(await shop.title(), /Dinas Terang/);
  });
});
