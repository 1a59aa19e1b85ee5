// A real Chromium, and what every page in it is held to: it asks nobody but the house, it breaks no rule of
// its content security policy, it throws nothing, and axe-core finds nothing.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { PATIENCE_MS } from "./house.mjs";

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The browser of one file of tests. */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** One person's browser: cookies and storage of its own. Ends with close(), which tells what went wrong on the way. */
export class Visitor {
  #troubles = [];

  /** `site` is where the house's widget stands, if that is not the house itself. */
  constructor(context, origin, site = origin) {
    this.context = context;
    this.origin = origin;
    context.setDefaultTimeout(PATIENCE_MS);
    context.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol === "data:" || url.protocol === "blob:") return;
      if (url.origin !== origin && url.origin !== site)
        this.#troubles.push(`a request to somebody else: ${url.origin}`);
    });
    context.on("weberror", (error) => this.#troubles.push(`page error: ${error.error().stack}`));
    context.on("console", (message) => {
      if (/Content Security Policy/i.test(message.text())) this.#troubles.push(message.text());
    });
  }

  async page(path) {
    const page = await this.context.newPage();
    await page.goto(this.origin + path);
    return page;
  }

  async close() {
    await this.context.close();
    assert.deepEqual(this.#troubles, []);
  }
}

/**
 * Opens a person's browser. `size` "phone" is a touch screen of 360 × 740. A `worker` of the page works only where it is the
 * matter: requests that pass through one are not seen by a test that stands in their way.
 */
export async function visit(
  browser,
  origin,
  { theme = "light", language = "id", size, script = true, site, worker = false } = {},
) {
  const phone = size === "phone";
  const context = await browser.newContext({
    viewport: phone ? { width: 360, height: 740 } : { width: 1440, height: 900 },
    colorScheme: theme,
    locale: language === "id" ? "id-ID" : "en-GB",
    timezoneId: "Asia/Jakarta",
    reducedMotion: "reduce",
    javaScriptEnabled: script,
    acceptDownloads: true,
    serviceWorkers: worker ? "allow" : "block",
    hasTouch: phone,
    isMobile: phone,
  });
  return new Visitor(context, origin, site);
}

/** Fails where axe-core finds a violation in what a page or frame shows now. */
export async function accessible(view, name) {
  await view.evaluate(axeSource);
  const found = await view.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`);
  });
  assert.deepEqual(found, [], `axe-core: ${name}`);
}

/** Fails where something is wider than the screen, or smaller than a finger on a touch screen. */
export async function fits(view, name) {
  const found = await view.evaluate(() => {
    const wrong = [];
    const wide = document.documentElement.scrollWidth;
    if (wide > innerWidth) wrong.push(`wider than the screen: ${wide}`);
    if (!matchMedia("(pointer: coarse)").matches) return wrong;
    for (const element of document.querySelectorAll("button, textarea, input, a[href]")) {
      const box = (element.closest("label") ?? element).getBoundingClientRect();
      // Links in running text and the label under a bubble may be as high as their line (WCAG 2.5.8, inline).
      if (box.width === 0 || element.matches(".msg-who, p a, .visually-hidden")) continue;
      if (box.height < 43.5 || box.width < 43.5)
        wrong.push(`${Math.round(box.width)}×${Math.round(box.height)} ${element.outerHTML.slice(0, 120)}`);
    }
    return wrong;
  });
  assert.deepEqual(found, [], name);
}
