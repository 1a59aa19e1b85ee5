import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Refused, Unreachable } from "./client";
import { MAX_ITEMS, Outbox, type OutItem } from "./outbox";
import { openStore, type Store } from "./storage";

const memory = () =>
  openStore(() => {
    throw new Error("none");
  });

/** A box whose sends end as `fate` says; what arrived is in `got`. */
function box(fate: (item: OutItem) => Promise<void>, store: Store = memory()) {
  const got: string[] = [];
  let now = 1000;
  let n = 0;
  const outbox = new Outbox({
    store,
    prefix: "o:",
    lock: (_, work) => work(),
    send: async (item) => {
      await fate(item);
      got.push(item.text);
    },
    changed: () => undefined,
    now: () => now,
    random: () => 1,
    newId: () => `c${n++}`,
  });
  const clock = (t: number) => {
    now = t;
  };
  return { outbox, got, store, clock };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("Outbox", () => {
  it("sends one at a time, in order", async () => {
    let flying = 0;
    const b = box(async () => {
      expect(++flying).toBe(1);
      await new Promise((r) => setTimeout(r, 10));
      flying--;
    });
    for (const text of ["a", "b", "c"]) b.outbox.add({ text });
    await wait(100);
    expect(b.got).toEqual(["a", "b", "c"]);
    expect(b.store.keys("o:")).toEqual([]);
  });

  it("keeps the order when the clock is set back", async () => {
    const b = box(() => Promise.reject(new Unreachable("off")));
    b.outbox.add({ text: "first" });
    b.clock(-99_000_000);
    b.outbox.add({ text: "second" });
    expect(b.outbox.items().map((i) => i.text)).toEqual(["first", "second"]);
    b.outbox.stop();
  });

  it("outlives its page, with the same client_id", async () => {
    const first = box(() => Promise.reject(new Unreachable("off")));
    first.outbox.add({ text: "hello" });
    await wait(10);
    const id = first.outbox.items()[0]?.client_id;
    first.outbox.stop();
    const seen: string[] = [];
    const next = box(async (item) => void seen.push(item.client_id), first.store);
    next.outbox.kick();
    await wait(10);
    expect(seen).toEqual([id]);
  });

  it("tries for ever while there is no network, ever more slowly", async () => {
    let tries = 0;
    const b = box(() => {
      tries++;
      return Promise.reject(new Unreachable("off"));
    });
    b.outbox.add({ text: "x" });
    await wait(10 * 60_000);
    expect(tries).toBeGreaterThan(15);
    expect(tries).toBeLessThan(40);
    expect(b.outbox.items()[0]?.state).toBe("queued");
    b.outbox.stop();
  });

  it("lets another tab's change begin a try, but not end a back-off", async () => {
    let tries = 0;
    const b = box(() => {
      tries++;
      return Promise.reject(new Refused(503, "overloaded", "", 5000));
    });
    b.outbox.add({ text: "x" });
    await wait(10);
    for (let i = 0; i < 20; i++) b.outbox.nudge();
    await wait(1000);
    expect(tries).toBe(1);
    b.outbox.stop();
  });

  it("gives a failed message back to be changed", async () => {
    const b = box(() => Promise.reject(new Refused(422, "too_long", "Terlalu panjang.", 0)));
    b.outbox.add({ text: "x" });
    await wait(10);
    expect(b.outbox.items()[0]).toMatchObject({ state: "failed", problem: "Terlalu panjang." });
    expect(b.outbox.take("c0")?.text).toBe("x");
    expect(b.outbox.items()).toEqual([]);
  });

  it("is bounded", () => {
    const b = box(() => Promise.reject(new Unreachable("off")));
    for (let i = 0; i < MAX_ITEMS; i++) expect(b.outbox.add({ text: `${i}` })).toBe(true);
    expect(b.outbox.add({ text: "one more" })).toBe(false);
    b.outbox.stop();
  });
});
