// The demo's stage while its story plays: a viewer may take over, pause, step, begin again and turn to the other
// language at any time; and what does not happen is said in plain words.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { until } from "./house.mjs";
import { setScene } from "./scene.mjs";

const BEAT_MS = 20_000;
const GIVES_UP_MS = 40_000;

describe("the stage", () => {
  const scene = setScene();
  let page;

  const open = async (query = "") => {
    page = await (await scene.visitor()).page(`/demo?lang=id${query}`);
    await page.waitForSelector("[data-test=play]");
  };
  const phase = () => page.locator(".page").getAttribute("data-phase");
  const caption = () => page.locator(".caption-text").innerText();
  const isPhase = (wanted, within) =>
    until(`the story is ${wanted}`, async () => (await phase()) === wanted, { within, tell: caption });
  const chat = () => page.frameLocator(".part-phone iframe");
  const said = () => chat().locator(".msg[data-side=mine][data-seq] .msg-bubble").allInnerTexts();

  it("gives way to the viewer, and goes on from what the viewer left", async () => {
    await open();
    await page.click("[data-test=play]");
    await until(
      "something is being typed",
      async () => (await chat().locator("#text").inputValue()).length > 8,
    );
    await chat().locator("#text").click();
    await isPhase("paused");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("jam buka?");
    await page.keyboard.press("Enter");
    await until("the viewer's words are said", async () => (await said()).includes("jam buka?"));
    assert.equal(await phase(), "paused");
    await page.click("[data-test=play]");
    const own = async () => (await said()).filter((s) => s.includes("TRG-1042")).length;
    await until("the story says its own", async () => (await own()) > 0, { within: BEAT_MS });
    assert.equal(await own(), 1);
  });

  it("stands still while paused, takes single steps, and starts again with another customer", async () => {
    await open("&pace=quick");
    await page.click("[data-test=step]");
    await isPhase("paused");
    await page.click("[data-test=step]");
    await until("the first question was asked", async () => (await said()).length === 1, { within: BEAT_MS });
    await isPhase("paused", BEAT_MS);
    await new Promise((r) => setTimeout(r, 1_500));
    assert.equal((await said()).length, 1);
    await page.click("[data-test=restart]");
    await isPhase("idle");
    const fresh = async () => (await said()).length === 0 && (await chat().locator(".msg").count()) > 0;
    await until("a new conversation", fresh);
  });

  it("speaks the other language from the beginning", async () => {
    await open("&pace=quick");
    await page.click("[data-test=step]");
    await isPhase("paused");
    await page.click(".languages button[lang=en]");
    await isPhase("idle");
    assert.match(await caption(), /Press Play/);
    const english = async () => /not a human/.test(await chat().locator(".log").innerText());
    await until("the chat speaks English", english);
    await page.frameLocator(".part-inbox iframe").getByText("The queue is empty").waitFor();
  });

  it("says in plain words what does not happen, and tries it again", async () => {
    await open("&pace=quick");
    for (const part of ["log/**", "chat/messages"])
      await page.route(`**/api/v1/${part}`, (route) => route.abort());
    await page.click("[data-test=play]");
    await isPhase("failed", GIVES_UP_MS);
    assert.match(await caption(), /belum terkirim.*Coba lagi/s);
    await page.unrouteAll();
    await page.getByText("Coba lagi").click();
    const goesOn = async () => (await said()).length > 1;
    await until("it goes on", goesOn, { within: GIVES_UP_MS, tell: caption });
  });

  it("tells no secret: the page holds no password, and no session that a script could read", async () => {
    await open();
    assert.equal((await page.content()).includes(scene.house.login("agent").password), false);
    assert.equal(await page.evaluate(() => document.cookie), "");
  });
});
