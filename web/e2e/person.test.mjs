// A person is one tap away in every state, at the same place; asking in words does the same; and where nobody
// is there the customer is told so and may leave a message.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setScene } from "./scene.mjs";

describe("a person", () => {
  const scene = setScene();
  let chat;
  let desk;

  const customer = async (options) => {
    chat = await scene.customer(options);
  };
  const agent = async () => {
    desk = await scene.agent();
  };
  /** Where the button stands, in pixels of the panel. */
  const place = () =>
    chat.frame.evaluate(() => {
      const { x, y, width, height } = document.querySelector(".head button.person").getBoundingClientRect();
      return { x, y, width, height };
    });
  const waits = (conversation) =>
    scene.house.as("agent", "GET", `/conversations/${conversation}`).then((c) => c.holder === "queue");

  const states = {
    "before anything was said": async () => undefined,
    "while the assistant waits for an order number": async () => {
      await chat.ask("pesanan saya sampai mana?");
    },
    "while the assistant waits for a code": async () => {
      await chat.ask("paketku kok blm nyampe ya, no TRG-1042", "kode 6 angka");
    },
    "after an answer": async () => {
      await chat.ask("jam buka?", (m) => m.sources);
    },
    "after words that it did not understand": async () => {
      await chat.ask("xyzzy blorp qwfpg zxcv");
    },
  };
  for (const [state, reach] of Object.entries(states)) {
    it(`comes with one tap: ${state}`, async () => {
      await customer({ size: "phone" });
      const before = await place();
      await reach();
      assert.equal((await chat.personButton()).trim(), "Bicara dengan petugas");
      assert.deepEqual(await place(), before, "at the same place");
      const seq = await chat.last();
      await chat.callPerson();
      await chat.heard(seq, (m) => /petugas/i.test(m.text));
      await chat.seesPersonButton("Menunggu petugas");
      const now = await place();
      assert.deepEqual([now.y, now.height], [before.y, before.height]);
      assert.ok(await waits(await chat.conversation(scene.house.key)));
    });
  }

  for (const words of [
    "mau ngomong sama orang aja",
    "tolong sambungkan ke petugas",
    "I want to talk to a human",
  ]) {
    it(`comes when asked for in words: "${words}"`, async () => {
      await customer();
      await chat.ask(words, (m) => /petugas|agent/i.test(m.text));
      await chat.seesPersonButton("Menunggu petugas"); // the shop's page is in Indonesian, and the panel with it
      assert.ok(await waits(await chat.conversation(scene.house.key)));
    });
  }

  it("comes when asked for in words in the middle of the verification", async () => {
    await customer();
    await chat.ask("cek pesanan TRG-1042", "kode 6 angka");
    await chat.ask("ga usah, saya mau bicara dengan petugas", (m) => /petugas/.test(m.text));
    await chat.seesPersonButton("Menunggu petugas");
  });

  it("is not there: the customer hears that, with the hours, leaves a message, and an agent finds it", async () => {
    await customer();
    await chat.callPerson();
    const told = await chat.heard(1, (m) => /(tidak|belum) ada petugas yang online/.test(m.text));
    assert.match(told.text, /08\.00–21\.00 WIB/, "the hours");
    assert.match(told.text, /Pesan Anda tersimpan/);
    assert.match(await chat.bars(), /Belum ada petugas yang bertugas. Tinggalkan pesan/);
    const kept = await chat.ask("lampu saya pecah waktu dibuka, mohon dikabari besok", "sudah ditambahkan");
    assert.doesNotMatch(
      kept.text,
      /nomor \d+ dalam antrean|urutan/,
      "no place in a queue that nobody serves",
    );
    await agent();
    const id = await chat.conversation(scene.house.key);
    await desk.open(id);
    await desk.heard("lampu saya pecah waktu dibuka, mohon dikabari besok");
    await chat.seen("the bar tells the place as soon as somebody is there", async () =>
      /Anda berikutnya|Anda nomor/.test(await chat.bars()),
    );
  });

  it("is there: the customer hears the place in the queue, waits, and may go back to the assistant", async () => {
    await agent();
    await customer();
    await chat.callPerson();
    const told = await chat.heard(1, (m) => /antrean/.test(m.text));
    assert.match(told.text, /nomor \d+ dalam antrean|urutan pertama/);
    await chat.frame.locator(".bar-action", { hasText: "Ke asisten" }).click();
    await chat.seesPersonButton("Bicara dengan petugas");
    const answer = await chat.ask("jam buka?", (m) => m.sources);
    assert.match(answer.sources, /Jam buka/);
  });

  it("is asked for once where one taps twice, and stays one tap away after the matter is closed", async () => {
    await agent();
    await customer();
    await chat.frame.dblclick(".head button.person");
    await chat.seesPersonButton("Menunggu petugas");
    const id = await chat.conversation(scene.house.key);
    await desk.open(id);
    await desk.claim();
    await chat.seesPersonButton("Petugas sudah di sini");
    await desk.resolve();
    await chat.frame.waitForSelector(".msg-survey");
    const seq = await chat.last();
    const before = (await chat.messages()).filter((m) => /saya teruskan|antrean|online/.test(m.text));
    assert.equal(before.length, 1, JSON.stringify(before));
    await chat.seesPersonButton("Bicara dengan petugas");
    await chat.callPerson();
    await chat.heard(seq, (m) => /petugas/i.test(m.text));
    assert.ok(await waits(id));
  });
});
