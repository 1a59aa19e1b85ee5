import { describe, expect, it } from "vitest";
import { language } from "../../shared/i18n";
import type { Moment, PageOf } from "./api";
import { daysOf, detailOf, doerOf, sentenceOf, titleOf } from "./moments";
import { createPages } from "./pages";

const moment = (more: Partial<Moment>): Moment => ({
  id: Math.random().toString(36),
  kind: "message",
  at: "2026-11-21T05:00:00Z",
  contact_id: "con_1",
  conversation_id: "cnv_1",
  ...more,
});

describe("the days of a timeline", () => {
  it("puts messages of one conversation together, and nothing else", () => {
    const days = daysOf([
      moment({}),
      moment({ kind: "note" }),
      moment({ kind: "tag" }),
      moment({}),
      moment({ conversation_id: "cnv_2" }),
    ]);
    expect(days).toHaveLength(1);
    expect(days[0]?.groups.map((g) => [g.conversation, g.moments.length])).toEqual([
      ["cnv_1", 2],
      ["", 1],
      ["cnv_1", 1],
      ["cnv_2", 1],
    ]);
  });

  it("tells each day once, by the brand's clock", () => {
    const days = daysOf([
      moment({ at: "2026-11-21T16:30:00Z" }),
      moment({ at: "2026-11-21T17:30:00Z" }), // past midnight in Jakarta
      moment({ at: "2026-11-21T17:31:00Z" }),
    ]);
    expect(days.map((d) => d.key)).toEqual(["2026-11-21", "2026-11-22"]);
  });
});

describe("the words of a moment", () => {
  it("says who did it and what came of it", () => {
    language.value = "en";
    const taken = moment({ kind: "hand_over", what: "taken", by_name: "Rina", name: "asked" });
    expect(sentenceOf(taken)).toBe("Taken by Rina");
    expect(doerOf(taken)).toBe("person");
    const call = moment({ kind: "action", name: "refund_order", outcome: "out_of_stock", status: 409 });
    expect(sentenceOf(call)).toBe("Action refund order did not work");
    expect(detailOf(call)).toBe("out of stock · HTTP 409");
    expect(doerOf(call)).toBe("machine");
    const ended = moment({ kind: "playbook", what: "ended", name: "order_status@3", outcome: "solved" });
    expect([sentenceOf(ended), detailOf(ended)]).toEqual(["order status: ended", "the goal was reached"]);
    const asked = moment({
      kind: "playbook",
      what: "begun",
      name: "shipping_cost",
      title: { id: "Ongkos kirim", en: "Shipping cost" },
    });
    expect(sentenceOf(asked)).toBe("Shipping cost: begun");
    language.value = "id";
    expect(sentenceOf(asked)).toBe("Ongkos kirim: dimulai");
    language.value = "en";
    expect(titleOf({ id: "Ongkos kirim" }, "shipping_cost")).toBe("Ongkos kirim");
    const given = moment({ kind: "change", what: "team", by: "agt_1", by_name: "Rina", name: "Returns" });
    expect([sentenceOf(given), doerOf(given)]).toEqual([
      "Rina assigned the conversation to the team Returns",
      "person",
    ]);
    const words = (more: Partial<Moment>) =>
      sentenceOf(moment({ kind: "change", by: "agt_1", by_name: "Rina", ...more }));
    expect(words({ what: "priority", name: "high", outcome: "normal" })).toBe(
      "Rina changed the priority: normal to high",
    );
    expect(words({ what: "assigned", name: "Bima" })).toBe("Rina assigned the conversation to Bima");
    const back = moment({ kind: "change", what: "woken", by: "system" });
    expect([sentenceOf(back), doerOf(back)]).toEqual(["Back from snooze", "house"]);
    const wrote = moment({ kind: "change", what: "woken", by: "contact" });
    expect([sentenceOf(wrote), doerOf(wrote)]).toEqual(["The customer wrote: the snooze ended", "contact"]);
    // What may not be read without a reason, and what a later version tells.
    for (const unknown of [{ what: "priority", reason_needed: true }, { what: "folded" }])
      expect(words(unknown)).toBe("Rina changed the conversation");
    expect(words({ kind: "tag", what: "removed", name: "vip" })).toBe("Rina removed the tag vip");
    const apart = moment({ kind: "merge", what: "unmerged", outcome: "other_person", by: "system" });
    expect([sentenceOf(apart), doerOf(apart)]).toEqual(["Separated: proved to be somebody else", "house"]);
    language.value = "id";
  });
});

describe("pages", () => {
  const settled = () => new Promise((r) => setTimeout(r, 0));

  it("come one after the other, past empty ones, to the end", async () => {
    const book: Record<string, PageOf<number>> = {
      "": { items: [1, 2], next: "a" },
      a: { items: [], next: "b" },
      b: { items: [3], next: null },
    };
    const pages = createPages<number>(async (cursor) => book[cursor] ?? { items: [], next: null });
    await pages.load();
    expect(pages.state.value).toMatchObject({ items: [1, 2], next: "a", first: false });
    await pages.more();
    expect(pages.state.value).toMatchObject({ items: [1, 2, 3], next: null });
    await pages.more();
    expect(pages.state.value.items).toEqual([1, 2, 3]);
  });

  it("count only for the newest question", async () => {
    const answers: ((page: PageOf<string>) => void)[] = [];
    const pages = createPages<string>(() => new Promise((answer) => answers.push(answer)));
    void pages.load();
    void pages.load();
    answers[1]?.({ items: ["new"], next: null });
    answers[0]?.({ items: ["old"], next: "x" });
    await settled();
    expect(pages.state.value.items).toEqual(["new"]);
    expect(pages.state.value.next).toBeNull();
  });

  it("keep what is there when the next one fails, and it can be asked for again", async () => {
    let works = true;
    const pages = createPages<number>(async () => {
      if (!works) throw new Error("down");
      return { items: [1], next: "a" };
    });
    await pages.load();
    works = false;
    await pages.more();
    expect(pages.state.value).toMatchObject({ items: [1], next: "a" });
    expect(pages.state.value.failure).not.toBeNull();
    works = true;
    await pages.more();
    expect(pages.state.value).toMatchObject({ items: [1, 1], failure: null });
  });
});
