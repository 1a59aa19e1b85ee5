import { describe, expect, it } from "vitest";
import { MORE, takenKeys } from "../core/commands";
import { opened, recentOf } from "../core/recent";
import { moreOf } from "../core/registry";
import { memoryStore } from "../core/storage";
import { fits, ranked } from "./fuzzy";

describe("what was typed", () => {
  const names = (typed: string, all: string[]) => ranked(typed, all, (one) => [one]);
  it("fits by the beginnings of words before letters within them", () => {
    expect(names("se", ["Bahasa", "Lepas ke antrean", "Selesaikan"])[0]).toBe("Selesaikan");
    expect(names("ka", ["Kembalikan ke asisten", "Antrean"])[0]).toBe("Kembalikan ke asisten");
  });
  it("may be letters of several words, in order", () => {
    expect(fits("kka", "Kembalikan ke asisten")).not.toBeNull();
    expect(fits("hb", "Hand back to the assistant")).not.toBeNull();
    expect(fits("bh", "Hand back")).toBeNull();
  });
  it("may be several words in any order, with or without accents and capitals", () => {
    expect(fits("jejak atur", "Pengaturan: jejak perubahan")).not.toBeNull();
    expect(fits("resume", "Résumé")).not.toBeNull();
  });
  it("finds nothing where there is nothing, and all where nothing was typed", () => {
    expect(names("zzz", ["Antrean", "Semua"])).toEqual([]);
    expect(names("  ", ["b", "a"])).toEqual(["b", "a"]);
  });
  it("finds by either language", () => {
    const both = (typed: string) => ranked(typed, MORE, (m) => [m.text.id, m.text.en]).map((m) => m.id);
    expect(both("dark")[0]).toBe("dark");
    expect(both("gelap")[0]).toBe("dark");
    expect(both("audit")[0]).toBe("audit");
    expect(both("jejak")[0]).toBe("audit");
    expect(both("kontak")[0]).toBe("contacts");
    expect(both("contacts")[0]).toBe("contacts");
    expect(both("gabungkan")[0]).toBe("merge_contact");
  });
});

describe("commands that are a line", () => {
  it("take no key that is taken, and each has a name of its own", () => {
    const keys = takenKeys();
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(MORE.map((m) => m.id)).size).toBe(MORE.length);
  });
  it("are called by their key, unless somebody types or wants no single keys", () => {
    const one = { id: "x", text: { id: "X", en: "X" }, keys: ["x"], run: () => {} };
    const press = { key: "x", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
    const free = { typing: false, inList: false, captured: false, singleKeys: true };
    expect(moreOf(press, free, [one])).toBe(one);
    expect(moreOf({ ...press, isComposing: true }, free, [one])).toBeUndefined();
    expect(moreOf({ ...press, ctrlKey: true }, free, [one])).toBeUndefined();
    const seven = { ...one, keys: ["7"] };
    expect(moreOf({ ...press, key: "è", code: "Digit7" }, free, [seven])).toBe(seven);
    expect(moreOf({ ...press, key: "&", code: "Digit7", shiftKey: true }, free, [seven])).toBeUndefined();
    for (const where of [
      { ...free, typing: true },
      { ...free, captured: true },
      { ...free, singleKeys: false },
    ])
      expect(moreOf(press, where, [one])).toBeUndefined();
  });
});

it("what was opened last comes first, once, and is nobody else's", () => {
  const store = memoryStore();
  for (const id of ["a", "b", "c", "a"]) opened(store, "me", id);
  expect(recentOf(store, "me")).toEqual(["a", "c", "b"]);
  expect(recentOf(store, "somebody")).toEqual([]);
  for (let i = 0; i < 40; i++) opened(store, "me", `n${i}`);
  expect(recentOf(store, "me")).toHaveLength(12);
});
