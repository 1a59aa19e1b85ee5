// A room's styles are fetched with the room and stay: a class of the same name in two rooms would make each look like whichever came
// last. So a bare class belongs to one room, or to the styles that every page has.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const here = join(import.meta.dirname, "..");

/** What parts of the first page add to a thing that they stand in. */
const ADDED = new Set(["composer answering", "composer-foot files", "presence-dot desk"]);

function* sheets(dir: string): Generator<string> {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* sheets(path);
    else if (entry.name.endsWith(".css")) yield path;
  }
}

/** The classes that a sheet styles by themselves, wherever they stand. */
function bare(css: string): string[] {
  const selectors = css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .match(/[^{}]+(?=\{)/g)
    ?.flatMap((list) => list.split(","))
    .map((one) => one.trim());
  return (selectors ?? []).flatMap((one) => {
    const found = /^\.([\w-]+)(?::(?!has)[\w-]+(?:\([^)]*\))?|\[[^\]]*\])*$/.exec(one);
    return found?.[1] ?? [];
  });
}

describe("the styles of rooms", () => {
  it("leave each other's classes alone", () => {
    const owners = new Map<string, Set<string>>();
    for (const path of sheets(here)) {
      const room = relative(here, path).split("/")[0] ?? "";
      for (const name of bare(readFileSync(path, "utf8"))) {
        if (!ADDED.has(`${name} ${room}`)) owners.set(name, (owners.get(name) ?? new Set()).add(room));
      }
    }
    expect(owners.size).toBeGreaterThan(500);
    const shared = [...owners].filter(([, rooms]) => rooms.size > 1).map(([name, rooms]) => [name, ...rooms]);
    expect(shared).toEqual([]);
  });

  it("are read as a browser reads them", () => {
    expect(bare(".a, .b:hover { } @media (x) { .c[data-d] { } .e .f { } } .g:has(.h) { }")).toEqual([
      "a",
      "b",
      "c",
    ]);
  });
});
