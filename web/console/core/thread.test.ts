import { describe, expect, it } from "vitest";
import type { Message } from "../../shared/api";
import { lockOf } from "./abilities";
import {
  arrived,
  emptyThread,
  filled,
  hasGap,
  lastSaid,
  lastSeen,
  loaded,
  position,
  prepended,
  type Thread,
} from "./thread";

const message = (seq: number, over: Partial<Message> = {}): Message => ({
  id: `msg_${seq}`,
  seq,
  prev: seq - 1,
  kind: "text",
  direction: "in",
  author: { kind: "contact" },
  text: `pesan ${seq}`,
  at: "2026-11-21T03:00:00Z",
  ...over,
});
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => message(from + i));
const page = (messages: Message[], contact_seen = 0) => ({
  messages,
  position: messages.at(-1)?.seq ?? 0,
  contact_seen,
});
const seqs = (thread: Thread) => thread.messages.map((m) => m.seq);
const open = (from: number, to: number) => loaded(emptyThread("cnv_1"), page(range(from, to)));

describe("a live message", () => {
  it("that is the next one is added", () => {
    expect(seqs(arrived(open(1, 3), message(4)))).toEqual([1, 2, 3, 4]);
  });

  it("that is known replaces what was known: its receipt moved on", () => {
    const thread = arrived(open(1, 3), message(2, { receipt: { index: 7, state: "included" } }));
    expect(seqs(thread)).toEqual([1, 2, 3]);
    expect(thread.messages[1]?.receipt?.index).toBe(7);
  });

  it("behind a hole waits until the hole is filled, and locks the composer", () => {
    const holed = arrived(open(1, 3), message(6));
    expect(seqs(holed)).toEqual([1, 2, 3]);
    expect(hasGap(holed)).toBe(true);
    const mine = { status: "open", holder: "agent", agent: { id: "me", name: "Rina" } } as never;
    expect(lockOf(mine, holed, "me")).toBe("gap");
    const whole = filled(holed, page(range(4, 6)));
    expect(seqs(whole)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(lockOf(mine, whole, "me")).toBeNull();
  });

  it("older than the loaded page is left to that page", () => {
    expect(seqs(arrived(open(10, 12), message(4)))).toEqual([10, 11, 12]);
  });

  it("during the first load is not lost", () => {
    const early = arrived(emptyThread("cnv_1"), message(4));
    expect(seqs(loaded(early, page(range(1, 3))))).toEqual([1, 2, 3, 4]);
  });

  it("in any order and any number of times gives the same whole", () => {
    let thread = open(1, 2);
    for (const seq of [5, 3, 5, 4, 3, 7, 6, 1]) thread = arrived(thread, message(seq));
    expect(seqs(thread)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(position(thread)).toBe(7);
  });
});

it("older pages go on top until the first message", () => {
  const tail = open(51, 100);
  expect(tail.earlier).toBe("some");
  const whole = prepended(tail, page(range(1, 50)));
  expect(position(whole)).toBe(100);
  expect(whole.messages[0]?.seq).toBe(1);
  expect(whole.earlier).toBe("none");
});

it("seen stands under the newest outbound message that was seen, and the newest of all is known", () => {
  const said = [message(1), message(2, { direction: "out" }), message(3, { direction: "out" }), message(4)];
  expect(lastSeen(loaded(emptyThread("c"), page(said, 1)))).toBeNull();
  expect(lastSeen(loaded(emptyThread("c"), page(said, 2)))?.seq).toBe(2);
  expect(lastSaid(loaded(emptyThread("c"), page(said, 2)))?.seq).toBe(3);
  expect(lastSeen(loaded(emptyThread("c"), page(said, 3)))?.seq).toBe(3);
});
