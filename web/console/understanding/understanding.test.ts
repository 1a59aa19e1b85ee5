import { describe, expect, it } from "vitest";
import type { Change, Confusion, Figures, Intent, Promised } from "./api";
import { type Frame, line, range, scales, shareAt, snap } from "./curve";
import { byIntent, direction, isMeasured, stillTried, telling, verdict } from "./draft/compare";
import { arranged, astray, choices, matching, OUTSIDE, titleOf, weakest } from "./intents";
import { nameFrom, pasted, personal, tidy, validName } from "./lines";
import { pairs } from "./pairs";
import { percent, points } from "./words";

const intent = (name: string, over: Partial<Intent> = {}): Intent => ({
  name,
  title: null,
  examples: { id: 20, en: 20 },
  recall: 0.95,
  precision: 0.95,
  confused_with: [],
  ...over,
});
const change = (id: string, over: Partial<Change> = {}): Change => ({
  id,
  kind: "add",
  intent: "order_status",
  language: "id",
  text: id,
  ...over,
});

describe("pasted lines", () => {
  it("are one example each, without bullets, numbers, quotes and blank lines", () => {
    const text = "- kak paketku mana\r\n\r\n2. “udah sampe blm”\n• tolong  cek   dong\n3 hari belum datang\n";
    expect(pasted(text).texts).toEqual([
      "kak paketku mana",
      "udah sampe blm",
      "tolong cek dong",
      "3 hari belum datang",
    ]);
  });

  it("count what says the same and what is too long", () => {
    const found = pasted(`Paket mana?\npaket MANA?\n${"a".repeat(501)}\n${"🎁".repeat(500)}`);
    expect(found).toMatchObject({ repeated: 1, long: 1 });
    expect(found.texts).toHaveLength(2);
  });

  it("are warned of where they hold a number or an address of one customer", () => {
    for (const text of [
      "hubungi 0812 3456 7890",
      "sari@toko.id",
      "https://toko.id/x",
      "NIK 3174012345678901",
    ])
      expect(personal(text)).toBe(true);
    for (const text of ["sudah 5 hari", "ukuran 42 atau 43?", "buka jam 9-21", "Rp 50"])
      expect(personal(text)).toBe(false);
  });

  it("keep runs of spaces as one, as the server does", () => {
    expect(tidy("  a \t b\n c ")).toBe("a b c");
  });
});

describe("names of new intents", () => {
  it.each([
    ["Cek Ongkir, dong", "cek_ongkir_dong"],
    ["  3 Kado & kartu ", "kado_kartu"],
    ["café", "cafe"],
    ["!?", ""],
    ["x".repeat(80), "x".repeat(60)],
  ])("%s becomes %s", (words, name) => {
    expect(nameFrom(words)).toBe(name);
    if (name) expect(validName(name)).toBe(true);
  });

  it("are refused as the server refuses them", () => {
    for (const name of ["", "Cek", "1abc", "a-b", "a b", "x".repeat(61)]) expect(validName(name)).toBe(false);
  });
});

describe("the promise", () => {
  const coverage: Promised[] = [
    { precision: 0.99, share: 0.5, threshold: 0.9 },
    { precision: 0.9, share: 0.9, threshold: 0.5 },
    { precision: 0.95, share: 0.8, threshold: 0.7 },
  ];

  it("is read between the measured points, and flat beyond them", () => {
    expect(shareAt(coverage, 0.925)).toBeCloseTo(0.85);
    expect(shareAt(coverage, 0.97)).toBeCloseTo(0.65);
    expect(shareAt(coverage, 0.5)).toBe(0.9);
    expect(shareAt(coverage, 0.999)).toBe(0.5);
    expect(shareAt([], 0.9)).toBeNull();
  });

  it("goes from what was measured to what was measured, in half percents", () => {
    expect(range(coverage, 0.95)).toEqual({ from: 0.9, to: 0.99 });
    expect(range(coverage, 0.85)).toEqual({ from: 0.85, to: 0.99 });
    expect(range([], 0.98)).toEqual({ from: 0.8, to: 0.995 });
    expect(snap(0.9251)).toBe(0.925);
    expect(snap(0.1 + 0.2)).toBe(0.3);
  });

  it("is drawn from left to right, the share from zero", () => {
    const frame: Frame = { width: 100, height: 100, left: 10, right: 10, top: 10, bottom: 10 };
    expect(line(coverage, frame, 0.9, 0.99)).toBe("M10.0 18.0L54.4 26.0L90.0 50.0");
    expect(scales(frame, 0.9, 0.9).x(0.9)).toBe(10);
    expect(scales(frame, 0.9, 0.99).y(0)).toBe(90);
  });
});

describe("intents", () => {
  const titles = new Map<string, Intent["title"]>([
    ["order_status", { id: "Status pesanan", en: "Order status" }],
    ["warranty", { id: "Garansi" }],
  ]);

  it("are called by the brand's title, else by their name in words", () => {
    expect(titleOf("order_status", titles, "en")).toBe("Order status");
    expect(titleOf("warranty", titles, "en")).toBe("Garansi");
    expect(titleOf("order_late", titles, "id")).toBe("Order late");
    expect(titleOf(OUTSIDE, titles, "id")).toBe("Di luar cakupan");
    expect(titleOf("", titles, "en")).toBe("Not recognised");
  });

  it("need help where either share is low; those that are fine are not listed", () => {
    const all = [
      intent("fine"),
      intent("missed", { recall: 0.6 }),
      intent("guessed", { precision: 0.5 }),
      intent("lost", { recall: 0, precision: 0 }),
    ];
    expect(weakest(all, 2).map((i) => i.name)).toEqual(["lost", "guessed"]);
    expect(weakest(all, 9)).toHaveLength(3);
    expect(astray(intent("x", { recall: 0.9 }))).toBe(4);
  });

  it("are sought by title and name, and sorted either way", () => {
    const all = [intent("b", { recall: 0.5 }), intent("a"), intent("c", { examples: { id: 90 } })];
    const title = (name: string) => `T ${name.toUpperCase()}`;
    const names = (words: string, key: Parameters<typeof arranged>[2]["key"], down: boolean) =>
      arranged(all, words, { key, down }, title).map((i) => i.name);
    expect(names("", "need", false)).toEqual(["b", "a", "c"]);
    expect(names("", "examples", true)).toEqual(["c", "a", "b"]);
    expect(names("", "title", true)).toEqual(["c", "b", "a"]);
    expect(names("t c", "need", false)).toEqual(["c"]);
  });

  it("may be given to examples, those of the draft and what is outside too", () => {
    const draft = [change("1", { intent: "gift_wrap" }), change("2", { kind: "remove", intent: "gone" })];
    expect(choices([intent("a"), intent(OUTSIDE)], draft)).toEqual(["a", "gift_wrap", OUTSIDE]);
  });

  it("are found by typing parts; what begins with them comes first, what is outside last", () => {
    const title = (name: string) => titleOf(name, titles, "id");
    const names = ["stock_status", "order_status", "warranty", OUTSIDE];
    expect(matching(names, "status", title)).toEqual(["order_status", "stock_status"]);
    expect(matching(names, "pes stat", title)).toEqual(["order_status"]);
    expect(matching(names, "", title).at(-1)).toBe(OUTSIDE);
  });
});

it("confusions of both directions are one pair, the most frequent first", () => {
  const way = (a: string, b: string, count: number): Confusion => ({ intent: a, guess: b, count, texts: [] });
  const found = pairs([way("a", "b", 3), way("c", "d", 4), way("b", "a", 2)]);
  expect(found.map((p) => [p.a, p.b, p.count, p.ways.length])).toEqual([
    ["a", "b", 5, 2],
    ["c", "d", 4, 1],
  ]);
});

describe("a trial", () => {
  const figures = (accuracy: number, share = 0.8): Figures => ({
    measured: true,
    accuracy,
    ece: 0.03,
    share_at_promise: share,
  });
  it("says nothing where either side was not measured", () => {
    const [yes, no] = [figures(0.9), { ...figures(0), measured: false }];
    expect(isMeasured({ before: yes, after: yes })).toBe(true);
    expect(isMeasured({ before: no, after: yes })).toBe(false);
    expect(isMeasured({ before: yes, after: no })).toBe(false);
  });

  it("is judged by what is understood, then by what is answered", () => {
    const judged = (before: Figures, after: Figures, better = 30, worse = 0) =>
      verdict({ before, after, better, worse });
    expect(judged(figures(0.9), figures(0.92, 0.7))).toBe("better");
    expect(judged(figures(0.9), figures(0.88, 0.9), 0, 30)).toBe("worse");
    expect(judged(figures(0.9), figures(0.901, 0.7))).toBe("worse");
    expect(judged(figures(0.9), figures(0.901, 0.801))).toBe("same");
    expect(judged(figures(0.9), figures(0.91, 0.82), 34, 30)).toBe("same");
  });

  it("takes for chance what a coin would do as well", () => {
    expect(telling(34, 30)).toBe(false);
    expect(telling(3, 0)).toBe(false);
    expect(telling(4, 0)).toBe(true);
    expect(telling(0, 0)).toBe(true);
    expect(telling(10, 40)).toBe(true);
  });

  it("lists the intents that lost most first, and what did not change last", () => {
    const by = (name: string, after: number) => ({
      intent: name,
      recall_before: 0.9,
      recall_after: after,
      precision_before: 0.9,
      precision_after: 0.9,
    });
    const all = [by("gain", 0.95), by("same", 0.9), by("loss", 0.7)];
    expect(byIntent(all, false).map((c) => c.intent)).toEqual(["loss", "gain"]);
    expect(byIntent(all, true).map((c) => c.intent)).toEqual(["loss", "gain", "same"]);
    expect(direction(0.9, 0.904)).toBe("same");
  });

  it("holds as long as the draft is the one that was tried", () => {
    const draft = [change("1"), change("2")];
    expect(stillTried(["1", "2"], draft)).toBe(true);
    expect(stillTried(["1"], draft)).toBe(false);
    expect(stillTried(["2", "1"], draft)).toBe(false);
  });
});

it("figures are told in the reader's form", () => {
  expect(percent(0.935)).toBe("94%");
  expect(percent(0.985, 1)).toBe("98,5%");
  expect(points(0.9, 0.917)).toBe("+1,7");
  expect(points(0.9, 0.88)).toBe("−2");
  expect(points(0.9, 0.9)).toBe("0");
});
