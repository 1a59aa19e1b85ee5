// Builds the parts into dist/, from where the Go package web embeds them.
//
//   node build.mjs                 every part
//   node build.mjs console demo    only these
//
// console → dist/console/ (with sw.js, its service worker, and pwa/), demo → dist/demo/, panel → dist/w/panel.{html,js,css} and
// dist/w/{reach,files}.{js,css}, loader → dist/w/loader.js,
// verify → dist/verify/terang-verify.html.
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "dist");

// The widget needs <dialog> and runs as written on what has it (Chrome 94, Firefox 98, Safari 15.4: spring 2022).
const target = "es2022";
const common = { configFile: false, root, publicDir: false, logLevel: "warn" };

/** An app of pages with hashed assets, served under base. */
async function app(name) {
  return build({
    ...common,
    root: join(root, name),
    base: `/${name}/`,
    build: {
      outDir: join(dist, name),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
}

/** What not every talk needs, as a file of its own; the address that the panel fetches it from. */
async function panelPart(name) {
  await build({
    ...common,
    base: "/w/",
    resolve: { alias: { "@preact/signals": join(root, "widget", "signals.ts") } },
    build: {
      target,
      outDir: join(dist, "w"),
      emptyOutDir: false,
      cssCodeSplit: false,
      modulePreload: false,
      rollupOptions: {
        input: join(root, "widget", name, `${name}.ts`),
        preserveEntrySignatures: "strict",
        output: { entryFileNames: `${name}.js`, assetFileNames: `${name}[extname]` },
      },
    },
  });
  return `/w/${name}.js?v=${await digestOf(`${name}.js`, `${name}.css`)}`;
}

/** Twelve digits that change with the files. */
async function digestOf(...files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(await readFile(join(dist, "w", file)));
  return hash.digest("hex").slice(0, 12);
}

/** The panel keeps fixed names (its page is served at /w/panel); its references carry a digest instead. What is fetched later
 * and shares the panel's library names it by the same digest, or the browser would run the panel twice. */
async function panel() {
  const reach = await panelPart("reach");
  const files = await panelPart("files");
  await build({
    ...common,
    root: join(root, "widget"),
    base: "/w/",
    define: { __REACH__: JSON.stringify(reach), __FILES__: JSON.stringify(files) },
    // The panel draws itself as a whole and needs no more than this; shared code imports the real one.
    resolve: { alias: { "@preact/signals": join(root, "widget", "signals.ts") } },
    build: {
      target,
      outDir: join(dist, "w"),
      emptyOutDir: false,
      cssCodeSplit: false,
      modulePreload: false,
      rollupOptions: {
        input: join(root, "widget", "panel.html"),
        output: { entryFileNames: "panel.js", chunkFileNames: "who.js", assetFileNames: "panel[extname]" },
      },
    },
  });
  const digest = await digestOf("panel.js", "who.js", "panel.css");
  const stamp = async (file, ...names) => {
    let text = await readFile(join(dist, "w", file), "utf8");
    for (const name of names) text = text.replaceAll(name, `${name}?v=${digest}`);
    await writeFile(join(dist, "w", file), text);
  };
  await stamp("panel.html", "/w/panel.js", "/w/panel.css");
  await stamp("panel.js", "./who.js");
  await stamp("who.js", "./panel.js");
}

async function loader() {
  await build({
    ...common,
    build: {
      target,
      outDir: join(dist, "w"),
      emptyOutDir: false,
      lib: {
        entry: join(root, "widget", "loader.ts"),
        formats: ["iife"],
        name: "terang",
        fileName: () => "loader.js",
      },
    },
  });
}

/** The page that checks receipts without a server: one file with everything in it, whose own policy allows its one
 * script and one sheet, and no connection at all. */
async function verify() {
  const out = await build({
    ...common,
    // Its texts are shared code; it draws nothing by signals.
    resolve: { alias: { "@preact/signals": join(root, "widget", "signals.ts") } },
    build: {
      target,
      write: false,
      lib: {
        entry: join(root, "verify", "main.ts"),
        formats: ["iife"],
        name: "terangVerify",
        fileName: () => "verify.js",
      },
    },
  });
  // What HTML would read as something else is written as an escape, so that the browser hashes the same text.
  const escaped = (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const script = [out]
    .flat()[0]
    .output[0].code.trim()
    .replaceAll("</", "<\\/")
    .replace(/[^\n\x20-\x7e\u00a0-\ufefe]/g, escaped);
  const style = (await readFile(join(root, "verify", "style.css"), "utf8")).trim();
  const digest = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const policy = `default-src 'none'; script-src ${digest(script)}; style-src ${digest(style)}; base-uri 'none'; form-action 'none'`;
  const page = (await readFile(join(root, "verify", "index.html"), "utf8"))
    .replace("{policy}", () => policy)
    .replace("<!-- style -->", () => `<style>${style}</style>`)
    .replace("<!-- script -->", () => `<script>${script}</script>`);
  await mkdir(join(dist, "verify"), { recursive: true });
  await writeFile(join(dist, "verify", "terang-verify.html"), page);
}

/** The files that a part which is fetched later needs, with their addresses: its chunk, what that imports, and their sheets. */
function filesOf(made, name) {
  const chunks = new Map([made].flat()[0].output.map((c) => [c.fileName, c]));
  const found = new Set();
  const add = (file) => {
    if (found.has(file)) return;
    found.add(file);
    const { imports = [], viteMetadata } = chunks.get(file) ?? {};
    for (const other of [...imports, ...(viteMetadata?.importedCss ?? [])]) add(other);
  };
  const begin = [...chunks.values()].find((c) => c.name === name && c.isDynamicEntry);
  if (!begin) throw new Error(`build: no part "${name}" is fetched later`);
  add(begin.fileName);
  return [...found].map((file) => `/console/${file}`);
}

/** The console, what makes it installable, and its service worker, which knows the files that the first page needs. */
async function workplace() {
  const made = await app("console");
  const out = join(dist, "console");
  await cp(join(root, "console", "pwa"), join(out, "pwa"), { recursive: true });
  for (const name of ["manifest.webmanifest", "manifest.en.webmanifest"])
    await rename(join(out, "pwa", name), join(out, name));
  const page = await readFile(join(out, "index.html"), "utf8");
  const first = [...page.matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map((m) => m[1]);
  const fonts = (await readdir(join(out, "assets")))
    .filter((name) => name.endsWith(".woff2"))
    .map((name) => `/console/assets/${name}`);
  const shell = [...new Set(["/console/", ...first, ...filesOf(made, "talk"), ...fonts])].sort();
  const version = createHash("sha256").update(page).update(shell.join("\n")).digest("hex").slice(0, 12);
  await build({
    ...common,
    define: { __SHELL__: JSON.stringify(shell), __VERSION__: JSON.stringify(version) },
    build: {
      target,
      outDir: out,
      emptyOutDir: false,
      lib: {
        entry: join(root, "console", "worker", "sw.ts"),
        formats: ["iife"],
        name: "terangWorker",
        fileName: () => "sw.js",
      },
    },
  });
}

const parts = { verify, console: workplace, demo: () => app("demo"), panel, loader };
const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
  const part = parts[name];
  if (!part) {
    console.error(`build: there is no part "${name}"; parts are ${Object.keys(parts).join(", ")}`);
    process.exit(1);
  }
  await part();
  console.log(`build: ${name}`);
}
