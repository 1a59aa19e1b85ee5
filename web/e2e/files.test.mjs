// Files both ways, in real browsers: a customer sends a photo, the assistant says that it cannot open it, an agent looks at it large and
// sends a PDF back; what must not come in is refused in words; what is attached outlives a reload and waits while one writes.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { accessible, fits } from "./browser.mjs";
import { until } from "./house.mjs";
import { setScene } from "./scene.mjs";

const PDF = Buffer.from(
  "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n",
);
/** Screenshots for whoever wants to look: SHOTS=<folder>. */
const shot = (page, name) =>
  process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });

describe("files", () => {
  const scene = setScene();

  /** A photo of a parcel, as a phone's camera would give it: large, and not yet cleaned. */
  const photo = async (page, width = 1600, height = 1200) => {
    const data = await page.evaluate(
      ([w, h]) => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [w, h];
        const c = canvas.getContext("2d");
        const sky = c.createLinearGradient(0, 0, 0, h);
        sky.addColorStop(0, "#d8e6f2");
        sky.addColorStop(1, "#efe3cd");
        c.fillStyle = sky;
        c.fillRect(0, 0, w, h);
        c.fillStyle = "#b58352";
        c.fillRect(w * 0.25, h * 0.35, w * 0.5, h * 0.45);
        c.fillStyle = "#8a5f36";
        c.fillRect(w * 0.46, h * 0.35, w * 0.08, h * 0.45);
        c.fillStyle = "#2b2b2b";
        c.font = `${h / 14}px sans-serif`;
        c.fillText("TRG-1042", w * 0.29, h * 0.7);
        return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
      },
      [width, height],
    );
    return { name: "paket penyok.jpg", mimeType: "image/jpeg", buffer: Buffer.from(data, "base64") };
  };
  const attach = (view, files) => view.setInputFiles(".composer input[type=file]", files);
  const ready = (view, n = 1) =>
    until(`${n} attached`, async () => (await view.locator('.file-item[data-state="ready"]').count()) === n);
  const drawn = (view, selector) =>
    until(`a picture is drawn in ${selector}`, () =>
      view.evaluate((s) => {
        const all = [...document.querySelectorAll(`${s} img`)];
        return all.length > 0 && all.every((i) => i.complete && i.naturalWidth > 0);
      }, selector),
    );

  it("go from the customer to the agent and back", async () => {
    const chat = await scene.customer();
    await chat.frame.waitForSelector(".attach input:enabled");
    await attach(chat.frame, [await photo(chat.frame)]);
    await ready(chat.frame);
    await accessible(chat.frame, "the panel with a photo attached");
    await shot(chat.page, "widget-attached");
    const before = await chat.last();
    await chat.frame.press("#text", "Enter");
    await chat.heard(before, "tidak dapat membuka isinya");
    await drawn(chat.frame, ".msg[data-side=mine] .file-picture");
    assert.equal(await chat.frame.locator(".file-item").count(), 0);
    await chat.frame.click(".msg[data-side=mine] .file-picture");
    await drawn(chat.frame, ".file-dialog[open]");
    await accessible(chat.frame, "the picture large in the panel");
    await shot(chat.page, "widget-large");
    await chat.frame.press(".file-dialog", "Escape");
    await chat.frame.waitForSelector(".file-dialog", { state: "detached" });
    assert.ok(await chat.frame.locator("main.talk").isVisible(), "Escape closes the picture, not the panel");

    const id = await chat.conversation(scene.house.key);
    await chat.callPerson();
    await chat.seesPersonButton("Menunggu petugas");
    const desk = await scene.agent();
    await desk.open(id);
    await drawn(desk.page, ".messages .file-picture");
    assert.match(await desk.page.locator(".file-picture img").getAttribute("alt"), /paket penyok\.jpg/);
    await desk.page.click(".messages .file-picture");
    await drawn(desk.page, ".file-dialog[open]");
    await accessible(desk.page, "the picture large in the console");
    await shot(desk.page, "console-large");
    await desk.page.keyboard.press("Escape");
    await desk.page.waitForSelector(".file-dialog", { state: "detached" });
    assert.ok(
      await desk.page.evaluate(() => document.activeElement?.matches(".file-picture")),
      "the keyboard is back where it was",
    );

    await desk.claim();
    await desk.page.waitForSelector(".file-attach");
    await attach(desk.page, [{ name: "nota pengganti.pdf", mimeType: "application/pdf", buffer: PDF }]);
    await ready(desk.page);
    await desk.page.fill(".composer-text", "Ini nota penggantinya.");
    await accessible(desk.page, "the console with a PDF attached");
    await shot(desk.page, "console-attached");
    await desk.page.press(".composer-text", "Control+Enter");
    await chat.heard(before, "Ini nota penggantinya.");
    const card = chat.frame.locator(".msg-files .file-card");
    assert.match(await card.innerText(), /nota pengganti\.pdf[\s\S]*PDF/);
    await accessible(chat.frame, "the panel with a PDF from the agent");
    await shot(chat.page, "widget-card");
    await shot(desk.page, "console-card");
    const [file] = await Promise.all([chat.page.waitForEvent("download"), card.click()]);
    assert.equal(file.suggestedFilename(), "nota pengganti.pdf");
    assert.deepEqual(await readFile(await file.path()), PDF);
    const [again] = await Promise.all([
      desk.page.waitForEvent("download"),
      desk.page.locator(".messages .file-card").click(),
    ]);
    assert.deepEqual(await readFile(await again.path()), PDF);
  });

  it("are refused in words where they must not come in, and the rest goes on", async () => {
    const chat = await scene.customer();
    await chat.frame.waitForSelector(".attach input:enabled");
    await attach(chat.frame, [
      {
        name: "hadiah.jpg",
        mimeType: "image/jpeg",
        buffer: Buffer.from("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00", "latin1"),
      },
      {
        name: "gambar.svg",
        mimeType: "image/svg+xml",
        buffer: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
      },
      { name: "surat.pdf", mimeType: "application/pdf", buffer: PDF },
    ]);
    await ready(chat.frame);
    const problems = chat.frame.locator(".file-problem");
    await until("both refusals are there", async () => (await problems.count()) === 2);
    const words = await problems.allInnerTexts();
    assert.match(words[0], /Yang bisa: foto/);
    assert.match(words[1], /seperti program atau halaman web/);
    await accessible(chat.frame, "refused files");
    await shot(chat.page, "widget-refused");
    // Nothing goes until they are gone, and what was written stays.
    await chat.frame.fill("#text", "ini suratnya");
    await chat.frame.press("#text", "Enter");
    assert.match(await chat.frame.locator(".file-tray-note").innerText(), /belum terunggah/);
    assert.equal(await chat.frame.inputValue("#text"), "ini suratnya");
    await chat.frame.click('.file-remove[aria-label="Hapus hadiah.jpg"]');
    await chat.frame.click('.file-remove[aria-label="Hapus gambar.svg"]');
    await chat.frame.press("#text", "Enter");
    await chat.seen(
      "the letter is sent",
      async () => (await chat.frame.locator(".msg[data-side=mine] .file-card").count()) === 1,
    );
    assert.equal(await chat.frame.inputValue("#text"), "");
  });

  it("outlive a reload in the tray, and can be dropped and pasted at the desk", async () => {
    const [chat, id] = await scene.waiting();
    const desk = await scene.agent();
    await desk.open(id);
    await desk.claim();
    await desk.page.waitForSelector(".file-attach");
    const bring = (kind, name) =>
      desk.page.evaluate(
        async ([how, called]) => {
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [320, 200];
          canvas.getContext("2d").fillRect(20, 20, 100, 60);
          const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
          const data = new DataTransfer();
          data.items.add(new File([blob], called, { type: "image/png" }));
          const on = document.querySelector(how === "paste" ? ".composer-text" : ".messages");
          if (how === "paste")
            on.dispatchEvent(
              new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
            );
          else
            for (const type of ["dragenter", "dragover", "drop"])
              on.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
        },
        [kind, name],
      );
    await bring("drop", "tangkapan.png");
    await ready(desk.page);
    await bring("paste", "image.png");
    await ready(desk.page, 2);
    await desk.page.reload();
    await desk.page.waitForSelector(".file-item");
    await ready(desk.page, 2);
    await desk.page.click('.file-remove[aria-label="Hapus image.png"]');
    await ready(desk.page, 1);
    await desk.page.press(".composer-text", "Control+Enter");
    await drawn(chat.frame, '.msg[data-kind="human"] .file-picture');
    await drawn(desk.page, '.messages .msg[data-kind="human"] .file-picture');
  });

  it("are dropped where they can be attached, and nowhere else take the page's place", async (t) => {
    const folder = await mkdtemp(join(tmpdir(), "terang-files-"));
    t.after(() => rm(folder, { recursive: true }));
    const paths = ["nota.pdf", "surat jalan.pdf"].map((name) => join(folder, name));
    for (const path of paths) await writeFile(path, PDF);
    const [, id] = await scene.waiting();
    const desk = await scene.agent();
    const { page } = desk;
    await desk.open(id);
    const browser = await page.context().newCDPSession(page);
    /** As the system drags them over the window: what the page refuses there, the browser would open. */
    const drag = async (type, selector, data) => {
      const { x, y, width, height } = await page.locator(selector).first().boundingBox();
      await browser.send("Input.dispatchDragEvent", {
        type,
        x: x + width / 2,
        y: y + height / 2,
        data: { items: [], dragOperationsMask: 1, ...data },
      });
    };
    const files = { files: paths };
    const words = { items: [{ mimeType: "text/plain", data: "TRG-1042" }] };
    const zone = page.locator("[data-dropping]");
    const bring = async (selector, data = files) => {
      await drag("dragEnter", selector, data);
      await drag("dragOver", selector, data);
    };
    const refused = async (selector) => {
      const address = page.url();
      await bring(selector);
      assert.equal(await zone.count(), 0, `no zone over ${selector}`);
      await drag("drop", selector, files);
      assert.equal(page.url(), address);
      assert.equal(page.context().pages().length, 1, "no other tab either");
      assert.equal(await page.locator(".file-item").count(), 0);
    };
    await page.waitForSelector(".messages .msg");
    await refused(".messages"); // nobody has the word yet
    await desk.claim();
    await page.waitForSelector(".file-attach");
    await page.locator(".list .row").first().waitFor();
    await refused(".list");
    await page.click(".composer-tab[data-kind=note]");
    await refused(".composer-text");
    await page.click(".composer-tab[data-kind=reply]");
    await page.waitForSelector(".file-attach");

    await bring(".messages", words);
    assert.equal(await zone.count(), 0, "words are no files");
    await drag("dragOver", ".list", words);
    const told = () => zone.evaluate((el) => getComputedStyle(el, "::after").content);
    await bring(".messages");
    assert.equal(await told(), '"Lepaskan untuk melampirkan"');
    await shot(page, "console-dropping");
    await drag("dragOver", ".list", files);
    assert.equal(await zone.count(), 0, "it goes with the files");
    await drag("dragOver", ".composer-text", files);
    assert.equal(await zone.count(), 1, "and comes back with them");
    await drag("drop", ".composer-text", files);
    await ready(page, 2);
    assert.deepEqual(await page.locator(".file-item .file-name").allInnerTexts(), [
      "nota.pdf",
      "surat jalan.pdf",
    ]);
    assert.equal(await zone.count(), 0);
    await accessible(page, "two files that were dropped");
  });

  it("come back with a reply that is taken back, and leave although the tab was closed", async () => {
    await scene.house.undo("agent", null);
    const [chat, id] = await scene.waiting();
    const before = await chat.last();
    const desk = await scene.agent();
    await desk.open(id);
    await desk.claim();
    await desk.page.waitForSelector(".file-attach");
    await attach(desk.page, [{ name: "nota.pdf", mimeType: "application/pdf", buffer: PDF }]);
    await ready(desk.page);
    const field = desk.page.locator(".composer-text");
    const waiting = desk.page.locator(".outgoing");
    await field.fill("Notanya menyusul");
    await field.press("Control+Enter");
    await waiting.locator(".file-card").waitFor();
    assert.equal(await desk.page.locator(".file-item").count(), 0);
    await accessible(desk.page, "a reply with a file on its way");
    await shot(desk.page, "outgoing-file");
    await waiting.getByText("Batalkan").click();
    await waiting.waitFor({ state: "detached" });
    assert.equal(await field.inputValue(), "Notanya menyusul");
    await ready(desk.page);
    // It is there after a reload, too; then it is sent alone, and nobody waits for it.
    await desk.page.reload();
    await ready(desk.page);
    assert.equal(await field.inputValue(), "Notanya menyusul");
    await field.fill("");
    await field.press("Control+Enter");
    await waiting.locator(".file-card").waitFor();
    await desk.page.close();
    const card = chat.frame.locator('.msg[data-kind="human"] .file-card');
    await chat.seen("the file left by itself", async () => (await card.count()) === 1);
    assert.ok(!(await chat.messages()).some((m) => m.seq > before && m.text.includes("menyusul")));
    const [file] = await Promise.all([chat.page.waitForEvent("download"), card.click()]);
    assert.deepEqual(await readFile(await file.path()), PDF);
  });

  it("fit a phone in the dark, in either language", async () => {
    const chat = await scene.customer({ size: "phone", theme: "dark" });
    await chat.frame.waitForSelector(".attach input:enabled");
    await chat.frame.locator(".head button", { hasText: "English" }).click();
    await chat.frame.waitForSelector('.attach input[aria-label="Attach a file"]');
    await attach(chat.frame, [
      await photo(chat.frame, 900, 1600),
      {
        name: "a very long name of a letter that goes on and on until nobody reads it.pdf",
        mimeType: "application/pdf",
        buffer: PDF,
      },
    ]);
    await ready(chat.frame, 2);
    await fits(chat.frame, "two files attached on a phone");
    await accessible(chat.frame, "two files attached on a phone");
    await shot(chat.page, "phone-attached");
    await chat.frame.click(".send");
    await drawn(chat.frame, ".msg[data-side=mine] .file-picture");
    await fits(chat.frame, "two files sent on a phone");
    await accessible(chat.frame, "two files sent on a phone");
    await shot(chat.page, "phone-sent");

    const desk = await scene.agent("agent", { size: "phone", theme: "dark" });
    const id = await chat.conversation(scene.house.key);
    await desk.go(`#/all/${id}`);
    await drawn(desk.page, ".messages .file-picture");
    await fits(desk.page, "files in the console on a phone");
    await accessible(desk.page, "files in the console on a phone");
    await shot(desk.page, "phone-console");
  });
});
