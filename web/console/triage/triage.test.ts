import { describe, expect, it } from "vitest";
import type { Conversation } from "../../shared/api";
import { localValue, presets } from "./presets";
import { createSelection, MOST } from "./selection";
import { offers, tagOf } from "./tags";
import { undoing } from "./work";

const times = (now: Date) => presets(now).map(({ preset, until }) => `${preset} ${localValue(until)}`);

describe("until when", () => {
  it("is later today, tomorrow at eight, Monday at eight", () => {
    expect(times(new Date(2026, 10, 18, 9, 20))).toEqual([
      "later 2026-11-18T13:00",
      "tomorrow 2026-11-19T08:00",
      "week 2026-11-23T08:00",
    ]);
  });

  it("is not later today when that would be night", () => {
    expect(times(new Date(2026, 10, 18, 17, 1))[0]).toBe("tomorrow 2026-11-19T08:00");
    expect(times(new Date(2026, 10, 18, 17, 0))[0]).toBe("later 2026-11-18T20:00");
  });

  it("on a Sunday next week is not tomorrow, on a Monday not today", () => {
    expect(times(new Date(2026, 10, 22, 12, 0)).at(-1)).toBe("week 2026-11-30T08:00");
    expect(times(new Date(2026, 10, 23, 12, 0)).at(-1)).toBe("week 2026-11-30T08:00");
  });

  it("goes over the end of a year", () => {
    expect(times(new Date(2026, 11, 31, 22, 0))[0]).toBe("tomorrow 2027-01-01T08:00");
  });
});

describe("tags", () => {
  it("are kept as the server keeps them", () => {
    expect(tagOf("  Ukuran   SALAH ")).toBe("ukuran salah");
    expect(tagOf("a,b")).toBe("");
    expect(tagOf("x".repeat(41))).toBe("");
  });

  it("are offered: what is on, then what begins so, then what has it, then a new one", () => {
    expect(offers("re", ["retur"], ["kirim ulang resi", "refund", "retur", "vip"])).toEqual([
      { tag: "retur", fresh: false },
      { tag: "refund", fresh: false },
      { tag: "kirim ulang resi", fresh: false },
      { tag: "re", fresh: true },
    ]);
    expect(offers("refund", [], ["refund"])).toEqual([{ tag: "refund", fresh: false }]);
  });
});

describe("picking", () => {
  const list = ["a", "b", "c", "d", "e"];

  it("picks one by one and in ranges, from either side", () => {
    const picked = createSelection();
    picked.toggle("d");
    picked.range("b", list);
    expect([...picked.ids.value].sort()).toEqual(["b", "c", "d"]);
    picked.toggle("c");
    expect(picked.ids.value.has("c")).toBe(false);
    picked.clear();
    expect(picked.ids.value.size).toBe(0);
  });

  it("holds no more than the server does at once, and says so", () => {
    const picked = createSelection();
    const many = Array.from({ length: MOST + 5 }, (_, i) => `c${i}`);
    expect(picked.add(many)).toBe(false);
    expect(picked.ids.value.size).toBe(MOST);
    expect(picked.toggle("one more")).toBe(false);
    expect(picked.toggle("c0")).toBe(true);
  });
});

describe("undoing", () => {
  const row = (id: string, over: Partial<Conversation>) => ({ id, ...over }) as Conversation;

  it("takes a tag off only where it was not before", () => {
    const before = [row("a", { tags: ["vip"] }), row("b", { tags: [] }), row("c", {})];
    expect(undoing({ do: "tag", tags: ["vip"] }, before)).toEqual([
      [{ do: "untag", tags: ["vip"] }, ["b", "c"]],
    ]);
  });

  it("gives each its own priority back", () => {
    const before = [row("a", { priority: "low" }), row("b", {}), row("c", { priority: "urgent" })];
    expect(undoing({ do: "priority", priority: "urgent" }, before)).toEqual([
      [{ do: "priority", priority: "low" }, ["a"]],
      [{ do: "priority", priority: "normal" }, ["b"]],
    ]);
  });

  it("is not offered for what customers were told", () => {
    expect(undoing({ do: "resolve" }, [row("a", {})])).toEqual([]);
    expect(undoing({ do: "assign", agent_id: "x", name: "X" }, [row("a", {})])).toEqual([]);
    expect(undoing({ do: "assign", team_id: "x", name: "X" }, [row("a", {})])).toEqual([]);
  });
});
