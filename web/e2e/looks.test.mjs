// Every view of the console, in light and dark, at 360 and at 1440 pixels: nothing wider than the screen, nothing that axe-core finds,
// and it looks as it did. LOOKS_UPDATE=1 keeps how it looks now; the pictures are in e2e/shots.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { accessible, fits, openBrowser, visit } from "./browser.mjs";
import { inShop } from "./chat.mjs";
import { atDesk } from "./desk.mjs";
import { demo } from "./house.mjs";
import { differs, keepLooks, keptLooks, look } from "./look.mjs";

const update = process.env.LOOKS_UPDATE === "1";

/** The views: a name, where it is, and what must be there before it is looked at. */
const VIEWS = [
  ["queue", "#/queue", ".views"],
  ["mine", "#/mine", ".views"],
  ["all", "#/all", "[data-row]"],
  ["promises", "#/promises", ".views"],
  ["assistant", "#/assistant", ".views"],
  ["resolved", "#/resolved", ".views"],
  ["snoozed", "#/snoozed", ".views"],
  ["search", "#/search", "[data-search]"],
  ["conversation", (c) => `#/all/${c.id}`, ".messages .msg"],
  ["panel", (c) => `#/all/${c.id}/panel`, ".messages .msg, .panel"],
  ["settings", "#/settings", ".settings, .page"],
  ["preferences", "#/settings/preferences", "h1, h2"],
  ["notifications", "#/settings/notifications", "h1, h2"],
  ["macros", "#/settings/macros", "h1, h2"],
  ["routing", "#/settings/routing", "h1, h2"],
  ["sign-in", "#/settings/sign-in", "h1, h2"],
  ["sessions", "#/settings/sessions", "h1, h2"],
  ["people", "#/settings/people", "h1, h2"],
  ["tokens", "#/settings/tokens", "h1, h2"],
  ["webhooks", "#/settings/webhooks", "h1, h2"],
  ["connections", "#/settings/connections", "h1, h2"],
  ["exchange", "#/settings/exchange", "h1, h2"],
  ["widget", "#/settings/widget", "h1, h2"],
  ["audit", "#/settings/audit", "h1, h2"],
  ["contacts", "#/contacts", "h1, h2"],
  ["contact", (c) => `#/contacts/${c.contact}`, "h1, h2"],
  ["live", "#/live", "h1, h2"],
  ["understanding", "#/understanding/overview", "h1, h2"],
  ["examples", "#/understanding/examples", "h1, h2"],
  ["missed", "#/understanding/missed", "h1, h2"],
  ["confusions", "#/understanding/confusions", "h1, h2"],
  ["draft", "#/understanding/draft", "h1, h2"],
  ["try", "#/understanding/try", "h1, h2"],
  ["playbooks", "#/playbooks", "h1, h2"],
  ["playbook-graph", "#/playbooks/order_status/graph", "h1, h2"],
  ["playbook-text", "#/playbooks/order_status/text", "h1, h2"],
  ["playbook-try", "#/playbooks/order_status/try", "h1, h2"],
  ["playbook-versions", "#/playbooks/order_status/versions", "h1, h2"],
  ["trust-lab", "#/trust/lab", "h1, h2"],
  ["trust-measures", "#/trust/measures", "h1, h2"],
];

describe("how the console looks", () => {
  let house;
  let browser;
  let sheet;
  let talk;
  const open = [];
  const looks = {};
  let kept;

  before(async () => {
    [house, browser, kept] = await Promise.all([demo(), openBrowser(), keptLooks()]);
    sheet = await browser.newPage();
    const chat = await inShop(await visit(browser, house.url));
    open.push(chat);
    // Taken over by hand: what the house says of opening hours depends on the hour at which this runs.
    await chat.ask("berapa ongkir ke Bandung?");
    talk = { id: await chat.conversation(house.key) };
    await house.as("owner", "POST", `/conversations/${talk.id}/claim`);
    talk.contact = (await house.as("owner", "GET", `/conversations/${talk.id}`)).contact.id;
  });
  after(async () => {
    if (update) await keepLooks(looks);
    for (const one of open) await one.close();
    await browser?.close();
    await house?.close();
  });

  for (const theme of ["light", "dark"])
    for (const size of ["phone", "desktop"])
      it(`${theme}, ${size}`, { timeout: 240_000 }, async () => {
        const visitor = await visit(browser, house.url, { theme, ...(size === "phone" && { size }) });
        const desk = await atDesk(visitor, house, "owner");
        const { page } = desk;
        const wrong = [];
        for (const [view, where, there] of VIEWS) {
          const name = `${view}/${theme}/${size === "phone" ? 360 : 1440}`;
          await desk.go(typeof where === "function" ? where(talk) : where);
          await page.waitForSelector(there);
          await page.waitForFunction(() => document.querySelector(".bone, [aria-busy=true]") === null);
          await page.evaluate(() => document.fonts.ready);
          looks[name] = await look(page, sheet, name);
          await accessible(page, name).catch((error) => wrong.push(error.message));
          await fits(page, name).catch((error) => wrong.push(`${name}: ${error.message}`));
          if (update) continue;
          const how = kept[name]
            ? differs(kept[name], looks[name])
            : "it was never looked at: LOOKS_UPDATE=1";
          if (how) wrong.push(`${name}: ${how}`);
        }
        await desk.close();
        assert.deepEqual(wrong, []);
      });

  it("would be seen to have changed", async () => {
    const desk = await atDesk(await visit(browser, house.url), house, "owner", `#/all/${talk.id}`);
    await desk.page.waitForSelector(".messages .msg");
    const whole = await look(desk.page, sheet, "whole");
    assert.equal(differs(whole, await look(desk.page, sheet, "whole")), "", "twice the same");
    for (const [what, css] of [
      ["without its composer", ".composer { visibility: hidden !important; }"],
      ["without its messages", ".messages-inner { visibility: hidden !important; }"],
      ["without styles", "* { all: revert !important; }"],
      ["in the other theme", "html { filter: invert(1); }"],
    ]) {
      // Put in by script: a style element is what the page's policy forbids.
      await desk.page.evaluate((text) => {
        const broken = new CSSStyleSheet();
        broken.replaceSync(text);
        document.adoptedStyleSheets = [broken];
      }, css);
      assert.notEqual(differs(whole, await look(desk.page, sheet, "broken")), "", what);
    }
    await desk.close();
  });
});
