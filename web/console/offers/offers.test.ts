import { describe, expect, it } from "vitest";
import type { WorkspaceOffer } from "../../shared/api";
import { createOffers } from "./offers";

const T0 = Date.parse("2026-11-21T03:00:00Z");
const iso = (ms: number) => new Date(ms).toISOString();

function scene({ skew = 0 } = {}) {
  let now = T0 + skew;
  const timers: { at: number; run: () => void }[] = [];
  const asked: string[] = [];
  const rang: string[] = [];
  let listed: unknown = { items: [], at: iso(T0) };
  const offers = createOffers({
    request: (async (method: string, path: string) => {
      asked.push(`${method} ${path}`);
      return listed;
    }) as never,
    agentId: () => "agt_me",
    now: () => now,
    later: (run, ms) => {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    onRing: (id) => rang.push(id),
  });
  return {
    offers,
    asked,
    rang,
    list: (items: unknown[]) => {
      listed = { items, at: iso(T0) };
    },
    pass(ms: number) {
      now += ms;
      for (const t of [...timers]) if (t.at <= now) t.run();
    },
    tell: (what: WorkspaceOffer["what"], conversation = "cnv_1", agent = "agt_me") =>
      offers.heard({
        agent_id: agent,
        conversation_id: conversation,
        what,
        at: iso(T0),
        until: iso(T0 + 20_000),
      }),
  };
}

describe("offers", () => {
  it("ring at whom they are for, and once", () => {
    const s = scene();
    s.tell("offered", "cnv_other", "agt_rina");
    s.tell("offered");
    s.tell("offered");
    expect(s.offers.rings.value.map((r) => r.conversation)).toEqual(["cnv_1"]);
    expect(s.rang).toEqual(["cnv_1"]);
  });

  it("count right on a page whose clock is wrong", () => {
    const s = scene({ skew: 3_600_000 });
    s.tell("offered");
    expect(s.offers.rings.value[0]?.until).toBe(T0 + 3_600_000 + 20_000);
  });

  it("that were missed are told, those that were withdrawn are not", () => {
    const s = scene();
    s.tell("offered");
    s.tell("missed");
    s.tell("offered", "cnv_2");
    s.tell("withdrawn", "cnv_2");
    s.tell("missed", "cnv_3"); // never rang here
    expect(s.offers.rings.value).toEqual([]);
    expect(s.offers.missed.value.map((m) => m.conversation)).toEqual(["cnv_1"]);
    s.tell("offered");
    expect(s.offers.missed.value).toEqual([]);
  });

  it("end by themselves where the server is not heard any more", () => {
    const s = scene();
    s.tell("offered");
    s.pass(22_000);
    expect(s.offers.rings.value).toHaveLength(1);
    s.pass(2_000);
    expect(s.offers.rings.value).toEqual([]);
  });

  it("are looked up after the stream was cut", async () => {
    const s = scene();
    s.tell("offered");
    s.list([{ conversation_id: "cnv_9", at: iso(T0 - 5000), until: iso(T0 + 15_000) }]);
    await s.offers.load();
    expect(s.offers.rings.value).toEqual([{ conversation: "cnv_9", from: T0 - 5000, until: T0 + 15_000 }]);
  });

  it("are declined at the server", async () => {
    const s = scene();
    s.tell("offered");
    await s.offers.decline("cnv_1");
    expect(s.asked).toEqual(["POST /conversations/cnv_1/decline"]);
    expect(s.offers.rings.value).toEqual([]);
  });

  it("that came or ended while it was asked what rings are not undone by the older answer", async () => {
    const s = scene();
    s.tell("offered", "cnv_2");
    s.list([{ conversation_id: "cnv_2", at: iso(T0), until: iso(T0 + 20_000) }]);
    const answer = s.offers.load();
    s.tell("offered", "cnv_1");
    s.tell("withdrawn", "cnv_2");
    await answer;
    expect(s.offers.rings.value.map((r) => r.conversation)).toEqual(["cnv_1"]);
  });
});
