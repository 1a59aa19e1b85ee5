// Looks at the built console in a real browser, against dev/mock-console.mjs: what an agent does all day, by
// keyboard alone; what happens when the network or the server fails; and axe-core in every view.
//
//   node build.mjs console && node dev/check-console.mjs [--shots FOLDER] [--only WORDS]
//
// CHROMIUM names the browser (default /usr/bin/chromium). Exits with 1 where something does not hold.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const port = 8100 + (process.pid % 800);
const base = `http://127.0.0.1:${port}`;
const shots = process.argv.includes("--shots") ? process.argv[process.argv.indexOf("--shots") + 1] : null;
const axeSource = await readFile(join(here, "..", "node_modules", "axe-core", "axe.min.js"), "utf8");

/** Longer than this for anything that is waited for, and it does not hold. */
const PATIENCE_MS = 8000;

const mock = spawn(process.execPath, [join(here, "mock-console.mjs"), String(port)], {
  stdio: ["ignore", "pipe", "inherit"],
});
await new Promise((ready) => mock.stdout.once("data", ready));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
});

const tell = (path, body = {}) =>
  fetch(`${base}/dev/${path}`, { method: "POST", body: JSON.stringify(body) });
const troubles = [];

/** A page of a signed-in agent. */
async function open({
  width = 1440,
  height = 900,
  theme = "light",
  language = "id",
  hash = "#/queue",
  frame = false,
  login = true,
} = {}) {
  const touch = width < 500;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: language === "id" ? "id-ID" : "en-GB",
    reducedMotion: "reduce",
    hasTouch: touch,
    isMobile: touch,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.on("pageerror", (error) => troubles.push(`page error: ${error.message}`));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) troubles.push(message.text());
  });
  if (login)
    await context.request.post(`${base}/api/v1/login`, {
      data: { email: "rina@toko.id", password: "terang-demo" },
    });
  await page.goto(`${base}${frame ? "/frame" : "/console/"}${hash}`);
  if (frame) {
    const inner = page.frames().find((f) => f.url().includes("/console/"));
    await inner.waitForSelector(".shell");
    await inner.evaluate((h) => {
      location.hash = h;
    }, hash);
    return { page, view: inner, context };
  }
  return { page, view: page, context };
}

async function axe(view, name) {
  await view.evaluate(axeSource);
  const found = await view.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`);
  });
  for (const line of found) troubles.push(`axe in ${name}: ${line}`);
}

/** Nothing is wider than the screen, and on touch nothing is smaller than a finger. */
async function fits(view, name, touch) {
  const found = await view.evaluate((isTouch) => {
    const wrong = [];
    if (document.documentElement.scrollWidth > innerWidth)
      wrong.push(`wider than the screen: ${document.documentElement.scrollWidth}`);
    if (!isTouch) return wrong;
    for (const element of document.querySelectorAll("a[href], button, [role=tab], input, textarea")) {
      const box = (element.closest("label") ?? element).getBoundingClientRect();
      if (
        box.width === 0 ||
        element.matches(".skip, .msg-who, .reason-quote, .msg-bubble a, [tabindex='-1']")
      )
        continue;
      if (box.height < 43.5 || box.width < 43.5)
        wrong.push(`${Math.round(box.width)}×${Math.round(box.height)} ${element.outerHTML.slice(0, 90)}`);
    }
    return wrong;
  }, touch);
  for (const line of found) troubles.push(`${name}: ${line}`);
}

const steps = {
  async "sign in: a wrong password is said, too many attempts are counted down"() {
    const { page, context } = await open({ login: false, hash: "" });
    await page.fill("input[type=email]", "rina@toko.id");
    for (let i = 0; i < 6; i++) {
      await page.fill("input[autocomplete=current-password]", "salah");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".banner[data-tone=bad]");
      await page.waitForTimeout(80);
    }
    await page.waitForFunction(() =>
      /Coba lagi dalam 1\d detik/.test(document.querySelector(".banner")?.textContent ?? ""),
    );
    await axe(page, "sign in, refused");
    await context.close();
  },

  async "a day by keyboard alone"() {
    await tell("reset");
    const { page, context } = await open();
    const key = (k) => page.keyboard.press(k);
    await page.waitForSelector(".row");
    await key("j");
    await page.waitForFunction(() => document.activeElement?.dataset.row === "cnv_sari");
    await key("Enter");
    await page.waitForSelector(".handover");
    await page.waitForFunction(() => document.activeElement?.classList.contains("conversation"));
    await key("c");
    await page.waitForSelector(".composer-text");
    assert.match(page.url(), /#\/mine\/cnv_sari$/);
    await key("n");
    await page.waitForFunction(() => document.activeElement?.matches(".composer[data-kind=note] textarea"));
    await page.keyboard.type("cek JNE jam 3, e dan c tidak boleh berbuat apa-apa");
    await key("Control+Enter");
    await page.waitForSelector(".note-sign");
    await key("Escape");
    await key("r");
    await page.waitForFunction(() => document.activeElement?.matches(".composer[data-kind=reply] textarea"));
    await page.keyboard.type("Selamat siang Bu Sari, saya Rina.");
    await key("Control+Enter");
    await page.waitForSelector(".msg[data-kind=human] >> text=saya Rina");
    assert.equal(await page.inputValue(".composer-text"), "");
    assert.equal(await page.locator("text=Selamat siang Bu Sari, saya Rina.").count(), 2); // bubble and row
    await page.waitForSelector(".seen");
    await page.waitForSelector(".typing");
    await page.waitForSelector(".messages >> text=Saya tunggu kabarnya");
    await key("Escape");
    await key("e");
    await page.waitForSelector(".head-holder >> text=Selesai");
    await key("?");
    await page.waitForSelector("dialog[open]");
    await axe(page, "shortcuts");
    await key("Escape");
    await page.waitForSelector("dialog[open]", { state: "detached" });
    await context.close();
  },

  async "typing at once after a command: no letter of the text is taken for a command"() {
    await tell("reset");
    const { page, context } = await open();
    await page.waitForSelector(".row");
    for (const k of ["j", "Enter", "c", "r"]) await page.keyboard.press(k);
    await page.keyboard.type("eqbe");
    await page.waitForFunction(() => document.activeElement?.matches(".composer-text"));
    await page.keyboard.type("Selamat siang");
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    await page.keyboard.type("cek dengan kurir, bukan gudang");
    assert.equal(await page.inputValue(".composer-text"), "cek dengan kurir, bukan gudang");
    await page.keyboard.press("Escape");
    await page.keyboard.press("r");
    await page.keyboard.type(" Bu");
    assert.match(await page.inputValue(".composer-text"), /Selamat siang Bu$/); // before it what came after the claim
    assert.match(await page.textContent(".head-holder"), /Anda yang menjawab/);
    await context.close();
  },

  async "two agents: who comes too late hears who has it"() {
    await tell("reset");
    const { page, context } = await open({ hash: "#/queue/cnv_james" });
    await page.click(".locked .button");
    await page.waitForSelector(".toast >> text=Bagas Pratama");
    await page.waitForSelector(".locked >> text=Bagas");
    await axe(page, "claimed by another");
    await context.close();
  },

  async "a draft survives a reload"() {
    await tell("reset");
    const { page, context } = await open({ hash: "#/mine/cnv_budi" });
    await page.fill(".composer-text", "Tidak perlu dikirim balik, Pak");
    await page.reload();
    await page.waitForSelector(".composer-text");
    assert.equal(await page.inputValue(".composer-text"), "Tidak perlu dikirim balik, Pak");
    await context.close();
  },

  async "no answer from the server: queued, kept over a reload, sent once"() {
    await tell("reset");
    const { page, context } = await open({ hash: "#/mine/cnv_budi" });
    await page.waitForSelector(".composer-text");
    await page.route("**/messages", (route) =>
      route.request().method() === "POST" ? route.abort() : route.continue(),
    );
    await page.fill(".composer-text", "Pesan di jalan sepi");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector(".pending-state >> text=Menunggu sambungan");
    await page.reload();
    await page.waitForSelector(".pending >> text=Pesan di jalan sepi");
    await page.unroute("**/messages");
    await page.waitForSelector(".pending", { state: "detached", timeout: 15_000 });
    assert.equal(await page.locator(".messages .msg-bubble >> text=Pesan di jalan sepi").count(), 1);
    await context.close();
  },

  async "refused: the text stays, says why, and can be changed"() {
    await tell("reset");
    const { page, context } = await open({ hash: "#/mine/cnv_maya" });
    await page.waitForSelector(".composer-text");
    await tell("fault", { match: "/messages", method: "POST", status: 422, times: 1 });
    await page.fill(".composer-text", "Sampai jumpa besok");
    await page.keyboard.press("Control+Enter");
    await page.waitForSelector(".pending-failed");
    await axe(page, "a refused message");
    await page.click(".pending-actions .button:nth-child(2)");
    await page.waitForFunction(() => document.querySelector(".composer-text").value === "Sampai jumpa besok");
    assert.equal(await page.locator(".pending").count(), 0);
    await context.close();
  },

  async "the stream is cut: what was missed is there, once and in order"() {
    await tell("reset");
    const { page, context } = await open({ hash: "#/mine/cnv_budi" });
    await page.waitForSelector(".composer-text");
    await page.waitForTimeout(300);
    for (let i = 0; i < 12; i++) {
      if (i % 3 === 0) await tell("cut");
      await tell("say", { id: "cnv_budi", text: `susulan ${i}` });
    }
    await page.waitForSelector(".messages >> text=susulan 11");
    const said = await page.locator(".messages .msg-bubble").allTextContents();
    assert.deepEqual(
      said.filter((s) => s.startsWith("susulan")),
      Array.from({ length: 12 }, (_, i) => `susulan ${i}`),
    );
    await context.close();
  },

  async "somebody begins to wait: title, count and a word for screen readers"() {
    await tell("reset");
    const { page, context } = await open({ hash: "#/mine" });
    await page.waitForFunction(() => document.title.startsWith("(3)"));
    await tell("wait", { id: "cnv_ai1" });
    await page.waitForFunction(() => document.title.startsWith("(4)"));
    await page.waitForSelector("[aria-live=polite] >> text=menunggu petugas");
    await context.close();
  },

  async "lists fail, wait and are empty with grace"() {
    await tell("reset");
    await tell("fault", { match: "/conversations", status: 503, times: 1 });
    const { page, context } = await open({ hash: "#/queue" });
    await page.waitForSelector(".state[role=alert]");
    await axe(page, "a list that failed");
    await page.click(".state .button");
    await page.waitForSelector(".row");
    await page.click(".find-open");
    await page.fill("[data-search]", "tidak ada orang ini");
    await page.waitForSelector(".state-title >> text=Tidak ada yang cocok");
    await axe(page, "an empty search");
    await context.close();
  },

  async "long lists and long conversations load as one goes"() {
    await tell("reset");
    const { page, context } = await open({ hash: "#/resolved" });
    await page.waitForSelector(".row");
    await page.evaluate(() => document.querySelector(".list-scroll").scrollTo(0, 1e6));
    await page.waitForFunction(() => document.querySelectorAll(".row").length === 46);
    await page.goto(`${base}/console/#/assistant/cnv_long`);
    await page.waitForSelector(".messages >> text=nomor 129");
    await page.locator(".beginning .button").click();
    await page.waitForFunction(() => document.querySelectorAll(".messages .msg").length === 100);
    const kept = await page.evaluate(() => document.querySelector(".messages").scrollTop);
    assert.ok(kept > 500, `what one was reading stays in place (${kept})`);
    await context.close();
  },

  async "the session ends: back to the sign-in, told so"() {
    await tell("reset");
    const { page, context } = await open({ hash: "#/queue/cnv_sari" });
    await page.waitForSelector(".locked .button");
    await context.clearCookies();
    await page.click(".locked .button");
    await page.waitForSelector("text=Sesi Anda berakhir");
    await context.close();
  },

  async "settings: invite, token, web hook, each secret shown once"() {
    await tell("reset");
    const { page, context } = await open({ hash: "#/settings/people" });
    await page.click(".page-action");
    await page.click("button[type=submit]");
    await page.waitForSelector(".field-error");
    await axe(page, "invite, with errors");
    await page
      .fill("form input:not([type])", "Sinta")
      .catch(() => page.locator("form input").first().fill("Sinta"));
    await page.fill("form input[type=email]", "sinta@toko.id");
    await page.click("button[type=submit]");
    await page.waitForSelector(".fresh input");
    assert.match(await page.inputValue(".fresh input"), /^http:.*#\/setup\//);
    await axe(page, "an invitation");
    await page.goto(`${base}/console/#/settings/tokens`);
    await page.click(".page-action");
    await page.locator("form input").first().fill("Gudang dua");
    await page.click("button[type=submit]");
    await page.waitForSelector(".fresh input");
    assert.match(await page.inputValue(".fresh input"), /^trg_/);
    await page.click(".fresh .button[data-kind=main]");
    assert.equal(await page.locator("text=trg_").count(), 0);
    await page.goto(`${base}/console/#/settings/webhooks`);
    await page.click(".thing:nth-child(2) .button");
    await page.waitForSelector(".toast >> text=tidak bisa dihubungi");
    await page.click(".thing:nth-child(2) .icon-button");
    await axe(page, "a question before deleting");
    await page.click("dialog .button[data-kind=danger]");
    await page.waitForFunction(() => document.querySelectorAll(".thing").length === 1);
    await context.close();
  },

  async "language and appearance change at once, in every tab"() {
    await tell("reset");
    const { page, context } = await open({ hash: "#/settings/preferences" });
    const second = await context.newPage();
    await second.goto(`${base}/console/#/queue`);
    await second.waitForSelector(".row");
    await page.click("label.segment:has-text('English')");
    await page.waitForSelector("h1 >> text=Preferences");
    await second.waitForSelector(".view-word >> text=Queue");
    await page.click("label.segment:has-text('Dark')");
    await page.waitForSelector("html[data-theme=dark]");
    await second.waitForSelector("html[data-theme=dark]");
    await context.close();
  },

  async "every view: axe, and nothing too wide or too small"() {
    const places = [
      "#/queue",
      "#/queue/cnv_sari",
      "#/mine/cnv_budi",
      "#/assistant/cnv_ai3",
      "#/resolved/cnv_done",
      "#/mine/cnv_budi/panel",
      "#/queue/cnv_gone",
      "#/settings",
      "#/settings/preferences",
      "#/settings/people",
      "#/settings/tokens",
      "#/settings/webhooks",
      "#/settings/widget",
      "#/understanding/overview",
      "#/understanding/examples/order_status/wrong",
      "#/understanding/missed",
      "#/understanding/confusions",
      "#/understanding/confusions/order_status/order_late",
      "#/understanding/draft",
      "#/understanding/try",
    ];
    const sizes = [
      { width: 360, height: 740 },
      { width: 640, height: 760, frame: true },
      { width: 1440, height: 900 },
    ];
    for (const [index, size] of sizes.entries()) {
      for (const [theme, language] of [
        ["light", "id"],
        ["dark", "en"],
      ]) {
        await tell("reset");
        const { page, view, context } = await open({ ...size, theme, language });
        await view.waitForSelector(".row");
        for (const hash of places) {
          await view.evaluate((h) => {
            location.hash = h;
          }, hash);
          await view.waitForTimeout(450);
          const name = `${hash} ${size.width} ${theme} ${language}`;
          await axe(view, name);
          await fits(view, name, index === 0);
          if (shots)
            await page.screenshot({ path: join(shots, `${name.replace(/[#/ ]+/g, "-").slice(1)}.png`) });
        }
        await context.close();
      }
    }
    for (const hash of ["#/setup/baru", "#/setup/lama", "#/login"]) {
      const { page, context } = await open({ width: 360, height: 740, login: false, hash });
      await page.waitForSelector("h1");
      await page.waitForTimeout(300);
      await axe(page, hash);
      await fits(page, hash, true);
      await context.close();
    }
  },
};

let failed = 0;
const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : "";
for (const [name, run] of Object.entries(steps).filter(([n]) => n.includes(only))) {
  const before = troubles.length;
  try {
    await run();
  } catch (error) {
    troubles.push(error.message.split("\n").slice(0, 40).join(" "));
  }
  const found = troubles.slice(before);
  console.log(`${found.length > 0 ? "✗" : "✓"} ${name}`);
  for (const line of found) console.log(`    ${line}`);
  failed += found.length;
}
await browser.close();
mock.kill();
process.exit(failed > 0 ? 1 : 0);
