import { describe, expect, it } from "vitest";
import type { Author, AuthorKind } from "./api";
import { authorLabel, initials, isMachine, shapeOf } from "./author";

const kinds: AuthorKind[] = ["human", "ai", "ai_assisted", "automation", "system", "contact"];

describe("authors", () => {
  it("have a word each in both languages, and no two the same", () => {
    for (const lang of ["id", "en"] as const) {
      const words = kinds.map((kind) => authorLabel({ kind }, lang));
      expect(new Set(words).size).toBe(kinds.length);
    }
  });

  it("are a square for a machine and a circle for a person", () => {
    expect(kinds.map(shapeOf)).toEqual(["circle", "square", "circle-square", "square", "none", "circle"]);
    expect(kinds.filter(isMachine)).toEqual(["ai", "ai_assisted", "automation"]);
  });

  it("show a person's name, and never give a machine one", () => {
    const rina = (kind: AuthorKind): Author => ({ kind, name: "Rina" });
    expect(authorLabel(rina("human"), "id")).toBe("Petugas · Rina");
    expect(authorLabel(rina("ai_assisted"), "en")).toBe("Agent · Rina, helped by AI");
    expect(authorLabel(rina("ai"), "id")).toBe("Asisten AI");
  });

  it.each([
    ["Rina", "R"],
    ["Rina Ayu Lestari", "RL"],
    ["  ", "?"],
    [undefined, "?"],
    ["🌞 toko", "🌞T"],
  ])("%s has the initials %s", (name, want) => expect(initials(name)).toBe(want));
});
