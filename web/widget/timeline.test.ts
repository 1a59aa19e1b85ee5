import { describe, expect, it } from "vitest";
import type { Message } from "../shared/api";
import { Timeline } from "./timeline";

/** A message whose predecessor is the seq before, or the one given (notes in between are not for contacts). */
const m = (seq: number, prev = seq - 1, text = `m${seq}`): Message => ({
  id: `msg_${seq}`,
  seq,
  prev,
  kind: "text",
  direction: "out",
  author: { kind: "ai" },
  text,
  at: "2026-11-21T03:00:00Z",
});
const seqs = (t: Timeline) => t.messages.map((x) => x.seq);

describe("Timeline", () => {
  it("holds what comes over a hole until the hole is filled", () => {
    const t = new Timeline();
    expect([m(1), m(3), m(4)].map((x) => t.apply(x))).toEqual(["new", "gap", "gap"]);
    expect(seqs(t)).toEqual([1]);
    expect(t.apply(m(2))).toBe("new");
    expect(seqs(t)).toEqual([1, 2, 3, 4]);
    expect(t.held).toEqual([]);
  });

  it("does not take an agents' note between two messages for a hole", () => {
    const t = new Timeline();
    t.apply(m(1));
    expect(t.apply(m(5, 1))).toBe("new");
    expect(seqs(t)).toEqual([1, 5]);
  });

  it("replaces what it has, and never doubles it", () => {
    const t = new Timeline();
    t.base([m(1), m(2)]);
    expect(t.apply(m(2, 1, "answered"))).toBe("known");
    expect(t.messages.map((x) => x.text)).toEqual(["m1", "answered"]);
  });

  it("keeps what was shown if the newest page joins it, else begins from the page", () => {
    const t = new Timeline();
    t.base([m(1), m(2)]);
    t.base([m(3), m(4)]);
    expect(seqs(t)).toEqual([1, 2, 3, 4]);
    t.base([m(9), m(10)]);
    expect(seqs(t)).toEqual([9, 10]);
    expect(t.older).toBe(true);
    t.prepend([m(7), m(8)]);
    expect(seqs(t)).toEqual([7, 8, 9, 10]);
  });

  it("shows what waits rather than nothing if a hole stays", () => {
    const t = new Timeline();
    t.apply(m(1));
    t.apply(m(4));
    t.apply(m(3));
    t.release();
    expect(seqs(t)).toEqual([1, 3, 4]);
  });

  it("comes to the same order whatever the order of arrival", () => {
    for (let seed = 1; seed < 200; seed++) {
      const all = Array.from({ length: 12 }, (_, i) => m(i + 1));
      const place = (x: Message, i: number) => Math.sin(seed * 997 + x.seq * 31 + i * 7);
      const mixed = [...all, ...all]
        .map((x, i) => ({ x, at: place(x, i) }))
        .sort((a, b) => a.at - b.at)
        .map(({ x }) => x);
      const t = new Timeline();
      for (const x of mixed) t.apply(x);
      expect(seqs(t)).toEqual(all.map((x) => x.seq));
    }
  });
});
