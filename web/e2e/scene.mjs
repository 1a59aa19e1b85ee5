// What nearly every file of these tests begins with: a demo house, a browser, and people who come to it. Whoever
// came leaves after the test, and so tells what went wrong on the way; the house and the browser are shared by the suite.
import { after, afterEach, before } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { inShop } from "./chat.mjs";
import { atDesk } from "./desk.mjs";
import { demo } from "./house.mjs";

/** Sets the scene of the suite that is being described; `house` is there from its first test on. */
export function setScene() {
  let house;
  let browser;
  const present = [];

  before(async () => {
    [house, browser] = await Promise.all([demo(), openBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });
  afterEach(async () => {
    for (const one of present.splice(0)) await one.close();
  });

  /** A person's browser; the options are those of visit(). */
  const visitor = async (options) => {
    const one = await visit(browser, house.url, options);
    present.push(one);
    return one;
  };
  /** A customer with the chat open in the demo's shop. */
  const customer = async (options) => inShop(await visitor(options));
  /** A person of the brand at the console. */
  const agent = async (role = "agent", options = {}) => atDesk(await visitor(options), house, role);
  /** A customer who waits for a person, and the conversation's id. */
  const waiting = async (words) => {
    const chat = await customer();
    if (words) await chat.ask(words);
    await chat.callPerson();
    await chat.seesPersonButton("Menunggu petugas");
    return [chat, await chat.conversation(house.key)];
  };
  return {
    get house() {
      return house;
    },
    visitor,
    customer,
    agent,
    waiting,
  };
}
