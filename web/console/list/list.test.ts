import { describe, expect, it } from "vitest";
import { filterOf, NO_FILTER } from "../find/filter";
import { putOff } from "./snoozed";
import { whenOf } from "./when";
import { moved, offsets, rangeOf, rowAt } from "./window";

const ids = Array.from({ length: 1000 }, (_, i) => `r${i}`);
const starts = offsets(ids, (id) => (Number(id.slice(1)) % 2 ? 90 : 60));

describe("what is put off", () => {
  const counts = { queue: 4, mine: 3, assistant: 0, all: 7, snoozed: 2 };

  it("is named in one's own list, whole, and nowhere else", () => {
    expect(putOff("mine", NO_FILTER, counts)).toBe(2);
    expect(putOff("snoozed", NO_FILTER, counts)).toBe(0);
    expect(putOff("queue", NO_FILTER, counts)).toBe(0);
    expect(putOff("mine", filterOf({ tags: ["vip"] }), counts)).toBe(0);
    expect(putOff("mine", NO_FILTER, null)).toBe(0);
  });
});

describe("the window of a long list", () => {
  it("finds the row at a height, also before the first and after the last", () => {
    expect(rowAt(starts, 0)).toBe(0);
    expect(rowAt(starts, 59)).toBe(0);
    expect(rowAt(starts, 60)).toBe(1);
    expect(rowAt(starts, 150)).toBe(2);
    expect(rowAt(starts, -5)).toBe(0);
    expect(rowAt(starts, 10_000_000)).toBe(999);
  });

  it("draws what is seen and a few more, never beyond the ends", () => {
    expect(rangeOf(starts, 0, 300, 4)).toEqual({ from: 0, to: 9 });
    expect(rangeOf(starts, 75 * 500, 300, 4)).toEqual({ from: 496, to: 509 });
    expect(rangeOf(starts, 10_000_000, 300, 4).to).toBe(1000);
    expect(
      rangeOf(
        offsets([], () => 60),
        0,
        300,
        4,
      ),
    ).toEqual({ from: 0, to: 0 });
  });

  it("moves with what is seen, and not with the one row that was put elsewhere", () => {
    const seen = [
      ["a", 600],
      ["b", 660],
      ["c", 720],
    ] as const;
    const at = (places: Record<string, number>) => (id: string) => places[id];
    expect(moved(seen, at({ a: 660, b: 720, c: 780 }))).toBe(60);
    expect(moved(seen, at({ a: 660, b: 720, c: 0 }))).toBe(60);
    expect(moved(seen, at({ b: 720 }))).toBe(60);
    expect(moved(seen, at({}))).toBe(0);
  });
});

it("tells until when on the reader's clock", () => {
  const at = new Date("2026-11-23T01:00:00Z");
  expect(whenOf(at, "id", "Asia/Jakarta")).toBe("Sen, 23 Nov 08.00 WIB");
  expect(whenOf(at, "id", "Asia/Makassar")).toBe("Sen, 23 Nov 09.00 WITA");
  expect(whenOf("nonsense", "id")).toBe("");
});
