// Draws the console's icons from its SVG: node dev/icons.mjs. The PNGs are committed; run it again when the mark changes.
import { readFile, writeFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const PAPER = "#fbfaf7";
const folder = new URL("../console/", import.meta.url);
const mark = await readFile(new URL("icon.svg", folder), "utf8");
// A maskable icon keeps its mark within the middle 80 % (https://www.w3.org/TR/appmanifest/#icon-masks).
const drawn = [
  { name: "icon-192", size: 192, part: 0.76, ground: PAPER, round: 0.22 },
  { name: "icon-512", size: 512, part: 0.76, ground: PAPER, round: 0.22 },
  { name: "maskable-192", size: 192, part: 0.58, ground: PAPER, round: 0 },
  { name: "maskable-512", size: 512, part: 0.58, ground: PAPER, round: 0 },
  { name: "apple-180", size: 180, part: 0.68, ground: PAPER, round: 0 },
  // What Android shows in its bar: only the shape counts.
  { name: "badge-96", size: 96, part: 0.9, ground: "transparent", round: 0, ink: "#ffffff" },
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
for (const { name, size, part, ground, round, ink } of drawn) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const svg = ink ? mark.replaceAll("#F5B301", ink) : mark;
  await page.setContent(
    `<style>html,body{margin:0;background:transparent}div{display:grid;place-items:center;width:${size}px;height:${size}px;background:${ground};border-radius:${round * size}px}svg{width:${part * size}px;height:${part * size}px}</style><div>${svg}</div>`,
  );
  await writeFile(new URL(`pwa/${name}.png`, folder), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
