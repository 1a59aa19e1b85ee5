// Fails where the loader, the panel, or what the console loads before its first page has grown beyond its budget (gzip, level 9).
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const page = await readFile(new URL("dist/console/index.html", import.meta.url), "utf8");
const first = [...page.matchAll(/="\/(console\/assets\/[^"]+\.(?:js|css))"/g)].map(
  ([, file]) => `dist/${file}`,
);

const budgets = [
  { name: "loader", files: ["dist/w/loader.js"], max: 2_000 },
  { name: "panel (JS + CSS)", files: ["dist/w/panel.js", "dist/w/panel.css"], max: 30_000 },
  { name: "console, first load (JS + CSS)", files: first, max: 84_000 },
];

let failed = false;
for (const { name, files, max } of budgets) {
  let raw = 0;
  let zipped = 0;
  for (const file of files) {
    const bytes = await readFile(new URL(file, import.meta.url));
    raw += bytes.length;
    zipped += gzipSync(bytes, { level: 9 }).length;
  }
  const ok = zipped <= max;
  failed ||= !ok;
  console.log(`size: ${name}: ${zipped} B gzip of ${max} allowed (${raw} B raw)${ok ? "" : " — too large"}`);
}
process.exit(failed ? 1 : 0);
