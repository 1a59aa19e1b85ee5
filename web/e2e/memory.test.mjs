// A console that stays open for a working day: eight hours on its own clock, two thousand messages, and its memory does not grow with
// them. The clock is the browser's; the messages, the server and its stream are real.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser, visit } from "./browser.mjs";
import { atDesk } from "./desk.mjs";
import { serveIn, until } from "./house.mjs";

const MESSAGES = 2000;
const CONTACTS = 100;
const HOURS = 8;
/** Memory may differ by this between a console that has settled and the same at the end of the day. */
const GROWTH = 1.2;
/** As many conversations as the console keeps, to be shown at once when they are opened again. */
const KEPT = 24;
/** Before what is measured: the first messages fill caches that are there to be filled. */
const WARM_UP = 400;
const WORDS = [
  "halo, paket saya sudah sampai mana?",
  "masih belum ada kabar ya kak",
  "ongkir ke Bandung berapa?",
  "toko buka jam berapa hari Minggu?",
  "oke makasih",
];

describe("a day at the console", () => {
  let house;
  let browser;
  let desk;

  before(async () => {
    const free = { TERANG_LIMITS_CONTACT: "off", TERANG_LIMITS_VISITOR: "off" };
    [house, browser] = await Promise.all([serveIn(free), openBrowser()]);
  });
  after(async () => {
    await desk?.close();
    await browser?.close();
    await house?.close();
  });

  const call = async (path, body, token) => {
    const answer = await fetch(`${house.url}/api/v1${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return answer.json();
  };

  it("ends it with the memory that it had in the morning", { timeout: 400_000 }, async (t) => {
    const contacts = [];
    for (let i = 0; i < CONTACTS; i++)
      contacts.push(await call("/chat/sessions", { key: house.key, language: "id" }));
    let sent = 0;
    const send = async (count) => {
      const each = Array.from({ length: count }, () => {
        const n = sent++;
        const text = `${WORDS[n % WORDS.length]} (${n})`;
        return call("/chat/messages", { client_id: `m${n}`, text }, contacts[n % CONTACTS].token);
      });
      await Promise.all(each);
    };

    const visitor = await visit(browser, house.url);
    await visitor.context.clock.install();
    desk = await atDesk(visitor, house, "owner", "#/all");
    const { page } = desk;
    const cdp = await visitor.context.newCDPSession(page);
    await cdp.send("HeapProfiler.enable");
    const open = async (at) => {
      await page.evaluate((n) => {
        const rows = document.querySelectorAll("[data-row]");
        rows[n % Math.max(rows.length, 1)]?.click();
      }, at);
      await page.clock.runFor(2000);
    };
    /** What is kept when nothing is open, once what nobody holds is gone. */
    const memory = async () => {
      await desk.go("#/all");
      await page.clock.runFor(5000);
      for (let i = 0; i < 3; i++) await cdp.send("HeapProfiler.collectGarbage");
      const { usedSize } = await cdp.send("Runtime.getHeapUsage");
      const { nodes, jsEventListeners } = await cdp.send("Memory.getDOMCounters");
      return { bytes: usedSize, nodes, jsEventListeners };
    };
    const share = (HOURS * 3_600_000) / MESSAGES;
    const day = async (count) => {
      const step = 20;
      for (let done = 0; done < count; done += step) {
        await send(step);
        await page.clock.runFor(step * share);
        // Somebody works: a conversation is opened, read and left.
        if (done % 100 === 0) await open(done / 100);
      }
    };

    await send(WARM_UP);
    await until("the console has heard of them", () => page.locator("[data-row]").count(), {
      within: 20_000,
    });
    for (let i = 0; i < KEPT; i++) await open(i);
    await day(WARM_UP);
    const morning = await memory();
    await day(MESSAGES);
    const evening = await memory();
    t.diagnostic(
      `${(morning.bytes / 1e6).toFixed(1)} MB and ${morning.nodes} nodes, after ${HOURS} hours and ${MESSAGES} messages ${(evening.bytes / 1e6).toFixed(1)} MB and ${evening.nodes} nodes`,
    );
    assert.ok(evening.bytes <= morning.bytes * GROWTH, `heap: ${morning.bytes} → ${evening.bytes}`);
    assert.ok(evening.nodes <= morning.nodes * GROWTH + 200, `nodes: ${morning.nodes} → ${evening.nodes}`);
    // And it has not fallen asleep: what comes now is shown.
    await call("/chat/messages", { client_id: "last", text: "pesan terakhir hari ini" }, contacts[0].token);
    const id = contacts[0].conversation_id;
    await desk.go(`#/all/${id}`);
    await until("the last message of the day is shown", async () => {
      await page.clock.runFor(1000);
      return (await desk.messages()).some((m) => m.text === "pesan terakhir hari ini");
    });
  });
});
