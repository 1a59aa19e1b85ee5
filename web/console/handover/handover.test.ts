import { afterEach, describe, expect, it, vi } from "vitest";
import type { Brief, DeskPromise, Fact, HandOver } from "../../shared/api";
import { language } from "../../shared/i18n";
import { signalWord } from "../core/names";
import { format, parse } from "../core/route";
import { createToasts } from "../core/toasts";
import type { PromisePage } from "./api";
import { briefOf, countWords } from "./brief";
import { cardIn, factIn, factLanguage, quotesIn, wantsLanguage } from "./card";
import { courseOf, type Frame, heightOf, path, spots, strongest, type TrustPoint } from "./curve";
import { dueWord, fieldTime, halfHour, owedOf, sayWhen, timeOf, urgency } from "./due";
import { inserted, insertFact, inserting, knownOf } from "./facts";
import { createHandOver } from "./handover";
import { createPromises } from "./promises";
import { phone, reachFor } from "./reach";
import { createReask } from "./reask";
import { createTrust } from "./trust";

// 21 Nov 2026, 14.30 WIB.
const NOW = Date.parse("2026-11-21T07:30:00Z");
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
const promise = (over: Partial<DeskPromise>): DeskPromise => ({
  id: "p",
  kind: "reply",
  words: "Kami balas",
  due_at: at(30),
  state: "open",
  ...over,
});

afterEach(() => {
  language.value = "id";
});

describe("the brief", () => {
  const brief: Brief = {
    who: "Sari, terverifikasi",
    wants: "paket TRG-1042",
    known: [{ label: "Resi", value: "JP1", source: "customer" }],
    promises: ["Balas 14.30"],
  };
  it("counts the words of all its parts", () => expect(countWords(brief)).toBe(8));
  it("is none where it says nothing, and the old card stays", () => {
    const card = (b: Brief | null | undefined) => briefOf({ brief: b } as HandOver);
    expect(card(brief)).toBe(brief);
    expect(card(null)).toBeNull();
    expect(card({ who: " ", wants: "" })).toBeNull();
  });
});

describe("the card in the agent's language", () => {
  const fact = (label: string, value: string, source = "customer") => ({ label, value, source });
  const handOver = {
    reason: "asked",
    reason_text: "Pelanggan meminta petugas.",
    wants: "Lacak pesanan",
    tried: ["Playbook: Lacak pesanan"],
    facts: [
      fact("Alamat lama", "Jl. Melati 3"),
      fact("Mendesak", "Ya"),
      fact("Dikirim", "21 Nov", "brand system"),
    ],
    trust: { score: 60, reasons: [] },
    at: at(0),
    translations: {
      en: {
        reason_text: "The customer asked for a person.",
        wants: "Track an order",
        tried: ["Playbook: Track an order"],
        facts: [
          fact("Old address", "Jl. Melati 3"),
          fact("Urgent", "Yes"),
          fact("Shipped", "Nov 21", "brand system"),
        ],
      },
    },
  } as HandOver;
  const row = { id: "cnv_1", language: "id" as const, hand_over: handOver };
  const english = cardIn(handOver, "en");
  const [address, urgent] = english.facts as [Fact, Fact];

  it("reads in theirs, and in its own words where it was written in no other", () => {
    expect(english).toMatchObject({
      reason: "asked",
      wants: "Track an order",
      tried: ["Playbook: Track an order"],
    });
    expect(cardIn(handOver, "id").wants).toBe("Lacak pesanan");
    const { translations: _, ...old } = handOver;
    expect(cardIn(old, "en").wants).toBe("Lacak pesanan");
  });
  it("puts a fact into the reply as the contact reads it", () => {
    insertFact(row, urgent);
    expect(inserting.value).toEqual({ conversation: "cnv_1", text: "Ya" });
    expect(factIn(handOver, fact("Mendesak", "Ya"), "en").label).toBe("Urgent");
    expect(factIn(handOver, fact("?", "?"), "en")).toEqual(fact("?", "?"));
    inserting.value = null;
  });
  it("tells the language of the contact's own words, and of no other", () => {
    expect(factLanguage(row, address)).toBe("id");
    expect(factLanguage(row, urgent)).toBeUndefined();
    expect(wantsLanguage(row)).toBeUndefined();
    const own = { ...english, wants: "kok lama" };
    expect(
      wantsLanguage({ ...row, hand_over: { ...handOver, wants: "kok lama", translations: { en: own } } }),
    ).toBe("id");
  });
  it.each([
    ["angry: “lama banget”", ["angry: ", "lama banget"]],
    ["calm", ["calm"]],
    ["“a” · “b”", ["a", " · ", "b"]],
    ["cut “off", ["cut “off"]],
  ])("finds the quotes of %s", (text, parts) => {
    expect(quotesIn(text).map((p) => p.words)).toEqual(parts);
    expect(quotesIn(text).filter((p) => p.quoted)).toHaveLength(text.match(/”/g)?.length ?? 0);
  });
});

describe("when a promise is due", () => {
  it.each([
    [12, "12 mnt lagi"],
    [0.2, "1 mnt lagi"],
    [-0.5, "sekarang"],
    [-5, "lewat 5 mnt"],
    [-180, "lewat 3 jam"],
    [120, "hari ini 16.30"],
    [19.5 * 60, "besok 10.00"],
    [48 * 60, "23 Nov 14.30"],
  ])("%s minutes from now: %s", (minutes, words) => {
    expect(dueWord(at(minutes as number), "id", NOW)).toBe(words);
  });
  it("is said to a customer with its day and clock", () => {
    expect(sayWhen(at(60), "id", NOW)).toBe("hari ini pukul 15.30 WIB");
    expect(sayWhen(at(19.5 * 60), "en", NOW)).toBe("tomorrow, 10:00 WIB");
  });
  it("is late once broken, or once its time has passed here", () => {
    expect(urgency(promise({ due_at: at(90) }), NOW)).toBe("later");
    expect(urgency(promise({ due_at: at(60) }), NOW)).toBe("soon");
    expect(urgency(promise({ due_at: at(-1) }), NOW)).toBe("late");
    expect(urgency(promise({ state: "broken", due_at: at(90) }), NOW)).toBe("late");
  });
  it("lists what is owed, the most urgent first, and nothing that is over", () => {
    const all = [
      promise({ id: "later", due_at: at(90) }),
      promise({ id: "kept", state: "kept", due_at: at(1) }),
      promise({ id: "broken", state: "broken", due_at: at(-9) }),
      promise({ id: "cancelled", state: "cancelled" }),
    ];
    expect(owedOf(all).map((p) => p.id)).toEqual(["broken", "later"]);
    expect(owedOf(null)).toEqual([]);
  });
  it("gives the times of the chips in the house's clock, whatever the reader's is", () => {
    expect(timeOf("hour", "", NOW)?.toISOString()).toBe(at(60));
    expect(timeOf("tomorrow", "", NOW)?.toISOString()).toBe("2026-11-22T03:00:00.000Z");
    expect(timeOf("pick", "2026-11-21T17:15", NOW)?.toISOString()).toBe("2026-11-21T10:15:00.000Z");
    expect(timeOf("pick", "", NOW)).toBeNull();
    expect(timeOf("pick", "soon", NOW)).toBeNull();
  });
  it("takes a tomorrow that begins in WIB while it is still today elsewhere", () => {
    const late = Date.parse("2026-11-21T18:00:00Z"); // 01.00 WIB on the 22nd
    expect(timeOf("tomorrow", "", late)?.toISOString()).toBe("2026-11-23T03:00:00.000Z");
  });
  it("fills a field with a time of its own and reads it back the same", () => {
    const field = fieldTime(halfHour(NOW + 60_000));
    expect(field).toBe("2026-11-21T15:00");
    expect(timeOf("pick", field, NOW)?.toISOString()).toBe(at(30));
  });
});

describe("a number or an address", () => {
  it.each([
    ["0812 3456-7890", "081234567890"],
    ["+62 (812) 3456.7890", "+6281234567890"],
    ["0812", ""],
    ["08123456789012345", ""],
    ["nomor saya", ""],
  ])("%s as a number is “%s”", (text, number) => expect(phone(text as string)).toBe(number));
  it("is written to where it is either, and never called at an address", () => {
    expect(reachFor("write", " sari@toko.id ")).toBe("sari@toko.id");
    expect(reachFor("write", "081234567890")).toBe("081234567890");
    expect(reachFor("write", "sari@toko")).toBe("");
    expect(reachFor("call", "sari@toko.id")).toBe("");
  });
});

describe("facts", () => {
  it("are known once each, what matters most first", () => {
    const fact = (value: string) => ({ label: "x", value, source: "customer" });
    const card = {
      brief: { who: "a", wants: "b", known: [fact("TRG-2")] },
      facts: [fact("trg-2 "), fact("TRG-1")],
    };
    expect(knownOf(card as unknown as HandOver).map((f) => f.value)).toEqual(["TRG-2", "TRG-1"]);
    expect(knownOf(null)).toEqual([]);
  });
  it.each([
    ["", 0, 0, "TRG-1", 5],
    ["Pesanan", 7, 7, "Pesanan TRG-1", 13],
    ["Pesanan  sudah", 8, 8, "Pesanan TRG-1 sudah", 13],
    ["Pesanan ini?", 8, 11, "Pesanan TRG-1?", 13],
  ])("stand apart from the words around them: “%s”", (text, from, to, want, cursor) => {
    expect(inserted(text as string, from as number, to as number, "TRG-1")).toEqual({
      text: want,
      at: cursor,
    });
  });
});

describe("the course of trust", () => {
  const frame: Frame = { width: 100, height: 120, left: 0, right: 0, top: 10, bottom: 10 };
  const point = (seq: number, score: number, signals: TrustPoint["signals"] = []): TrustPoint => ({
    seq,
    at: at(seq),
    score,
    decision: "",
    signals,
  });
  const lines = { offer: 60, take_over: 40, hysteresis: 10 };
  const course = (...points: TrustPoint[]) => courseOf({ score: 0, decision: "", lines, points });

  it("begins at full trust and stays in its frame, whatever the scores say", () => {
    const line = spots([point(2, 50), point(4, 250), point(6, -9)], frame);
    expect(line.map((s) => s.score)).toEqual([100, 50, 100, 0]);
    expect(line[0]).toMatchObject({ x: 0, y: 10 });
    expect(line.at(-1)).toMatchObject({ x: 100, y: 110 });
    expect(path(line)).toBe("M0 10L33.3 60L66.7 10L100 110");
    expect(heightOf(60, frame)).toBe(50);
  });
  it("says since when it has been under which line", () => {
    expect(course(point(2, 90), point(4, 55), point(6, 70), point(8, 58), point(10, 52))).toMatchObject({
      to: 52,
      low: 52,
      under: "offer",
      since: 8,
    });
    expect(course(point(2, 50), point(4, 39))).toMatchObject({ under: "over", since: 4 });
    expect(course(point(2, 30), point(4, 80))).toMatchObject({ under: "none", low: 30, lowSeq: 2 });
    expect(course()).toBeNull();
  });
  it("names the three signals that moved most, those with words first among equals", () => {
    const causes = strongest([
      point(2, 80, [{ kind: "worry", points: -8, quote: "kapan" }]),
      point(4, 50, [
        { kind: "long_task", points: -20 },
        { kind: "loop", points: -20, quote: "itu lagi" },
      ]),
      point(6, 20, [{ kind: "anger", points: -28, quote: "!!", seq: 5 }]),
    ]);
    expect(causes.map((s) => [s.kind, s.seq])).toEqual([
      ["anger", 5],
      ["loop", 4],
      ["long_task", 4],
    ]);
  });
  it.each(
    "person_asked unhelpful_tap unknown low_confidence re_ask repeat wrong unhelpful loop waiting promise person doubt anger irony gave_up threat stakes action_failed verification_failed long_task waited promise_broken risk_money risk_health risk_legal risk_bereavement risk_fraud repeated_contact thanks solved disappointment worry profanity repeated".split(
      " ",
    ),
  )("has a name for %s in both languages", (kind) => {
    for (const lang of ["id", "en"] as const) {
      language.value = lang;
      expect(signalWord(kind)).not.toBe(kind.replaceAll("_", " "));
    }
  });
});

/** Timers that a test runs by hand. */
function clockwork() {
  const due: { run: () => void; ms: number }[] = [];
  return {
    later: (run: () => void, ms: number) => {
      const one = { run, ms };
      due.push(one);
      return () => {
        const i = due.indexOf(one);
        if (i >= 0) due.splice(i, 1);
      };
    },
    waits: () => due.map((d) => d.ms),
    run: () => {
      for (const { run } of due.splice(0)) run();
    },
  };
}
const settled = () => new Promise((done) => setTimeout(done, 0));
const FACT = { label: "Pesanan", value: "TRG-1", source: "customer" };

describe("asking again for what is known", () => {
  const setUp = (check: (c: string, text: string) => Promise<{ asks_again: (typeof FACT)[] | null }>) => {
    const time = clockwork();
    const asked = vi.fn(check);
    return { time, asked, reask: createReask({ api: { check: asked }, later: time.later }) };
  };

  it("is looked for once in a pause of typing, not at every letter, and not in a word", async () => {
    const { time, asked, reask } = setUp(async () => ({ asks_again: [FACT] }));
    for (const text of ["hai", "nomor p", "nomor pesanan?"]) reask.typed("c", text);
    time.run();
    await settled();
    expect(asked).toHaveBeenCalledTimes(1);
    expect(reask.hint.value).toMatchObject({ conversation: "c", text: "nomor pesanan?", known: [FACT] });
    reask.typed("c", "hai");
    expect(reask.hint.value).toBeNull();
  });
  it("holds the words once, and lets them go the second time", async () => {
    const { reask } = setUp(async () => ({ asks_again: [FACT] }));
    expect(await reask.before("c", "nomor pesanan?")).toBe(false);
    expect(reask.hint.value?.held).toBe(true);
    expect(await reask.before("c", "nomor pesanan?")).toBe(true);
  });
  it("lets everything go where nobody answers, in time or at all", async () => {
    const offline = setUp(() => Promise.reject(new Error("offline")));
    expect(await offline.reask.before("c", "nomor pesanan?")).toBe(true);
    const slow = setUp(() => new Promise(() => {}));
    const gone = slow.reask.before("c", "nomor pesanan?");
    expect(slow.time.waits()).toEqual([350]);
    slow.time.run();
    expect(await gone).toBe(true);
  });
  it("forgets an answer that comes after its words have gone", async () => {
    let answer = (_: { asks_again: (typeof FACT)[] }) => {};
    const { time, reask } = setUp(() => new Promise((done) => (answer = done)));
    const gone = reask.before("c", "nomor pesanan?");
    time.run();
    await gone;
    reask.forget();
    answer({ asks_again: [FACT] });
    await settled();
    expect(reask.hint.value).toBeNull();
  });
  it("asks no more after “ask anyway”, until the words are sent", async () => {
    const { asked, reask } = setUp(async () => ({ asks_again: [FACT] }));
    reask.waive("c");
    expect(await reask.before("c", "nomor pesanan?")).toBe(true);
    expect(asked).not.toHaveBeenCalled();
    reask.forget();
    expect(await reask.before("c", "nomor pesanan?")).toBe(false);
  });
});

describe("trust that is looked at", () => {
  it("is fetched when it is looked at, and again after new words, once for a burst", async () => {
    const time = clockwork();
    const trust = vi.fn(async () => ({
      score: 50,
      decision: "",
      lines: { offer: 60, take_over: 40, hysteresis: 10 },
      points: [],
    }));
    const store = createTrust({ api: { trust }, later: time.later });
    store.heard("c", true);
    expect(time.waits()).toEqual([]);
    store.open("c");
    await settled();
    store.heard("c", true);
    store.heard("c", true);
    expect(time.waits()).toHaveLength(1);
    time.run();
    await settled();
    expect(trust).toHaveBeenCalledTimes(2);
    store.heard("c", false);
    expect(store.get("c").value.state).toBe("idle");
    store.open("c");
    await settled();
    expect(trust).toHaveBeenCalledTimes(3);
  });

  it("is fetched once more where something was said while it came", async () => {
    const time = clockwork();
    const course = (score: number) => ({
      score,
      decision: "",
      lines: { offer: 60, take_over: 40, hysteresis: 10 },
      points: [],
    });
    let arrive: (one: ReturnType<typeof course>) => void = () => undefined;
    const trust = vi
      .fn(async () => course(50))
      .mockImplementationOnce(() => new Promise((resolve) => (arrive = resolve)));
    const store = createTrust({ api: { trust }, later: time.later });
    store.open("c");
    store.heard("c", true);
    time.run();
    expect(trust).toHaveBeenCalledTimes(1);
    arrive(course(100));
    await settled();
    expect(store.get("c").value).toMatchObject({ state: "ready", course: { score: 50 } });
  });
});

describe("the list of promises", () => {
  const page = (ids: string[], next: string | null = null): PromisePage => ({
    items: ids.map((id) => ({
      ...promise({ id }),
      conversation_id: `c-${id}`,
      contact: { id: "x", name: "Sari" },
    })),
    next,
    counts: { open: ids.length, due_1h: 0, broken: 0 },
  });
  const setUp = () => {
    const time = clockwork();
    const api = {
      trust: vi.fn(),
      check: vi.fn(),
      needless: vi.fn(),
      promise: vi.fn(async () => ({})),
      keep: vi.fn(async () => ({})),
      cancel: vi.fn(async () => ({})),
      move: vi.fn(async () => ({})),
      promises: vi.fn(async (whose: string, cursor: string | null) =>
        cursor ? page(["a", "c"]) : page(whose === "me" ? ["mine"] : ["a", "b"], "more"),
      ),
    };
    const refresh = vi.fn(async () => {});
    const toasts = createToasts(() => () => {});
    const promises = createPromises({ api, toasts, later: time.later, refresh });
    return { api, time, refresh, toasts, promises };
  };

  it("goes on with the next page, each promise once", async () => {
    const { promises } = setUp();
    await promises.load();
    promises.more();
    await settled();
    expect(promises.list.value.items.map((p) => p.id)).toEqual(["a", "b", "c"]);
    expect(promises.conversations()).toEqual(["c-a", "c-b", "c-c"]);
  });
  it("shows the newest choice, also where an older answer comes late", async () => {
    const { promises } = setUp();
    void promises.load();
    promises.choose("me");
    await settled();
    expect(promises.list.value.items.map((p) => p.id)).toEqual(["mine"]);
  });
  it("says what has become of a promise, and looks again at its conversation", async () => {
    const { api, promises, refresh, toasts, time } = setUp();
    expect(await promises.keep("a", "c-a")).toBe(true);
    expect(refresh).toHaveBeenCalledWith("c-a");
    expect(time.waits()).toHaveLength(1);
    expect(toasts.toasts.value.map((x) => x.tone)).toEqual(["good"]);
    api.move.mockRejectedValueOnce(new Error("no"));
    expect(await promises.move("a", "c-a", at(9), true)).toBe(false);
    expect(toasts.toasts.value.at(-1)?.tone).toBe("bad");
    expect(promises.busy.value.size).toBe(0);
  });
  it("tells a new one once for a tap and a half", async () => {
    const { api, promises } = setUp();
    const made = {
      client_id: "id-1",
      kind: "call" as const,
      words: "Saya telepon",
      reach: "0812",
      due_at: at(60),
      tell: true,
    };
    const both = await Promise.all([promises.make("c", made), promises.make("c", made)]);
    expect(both).toEqual([true, false]);
    expect(api.promise).toHaveBeenCalledTimes(1);
  });
});

describe("a promise that is due", () => {
  const setUp = () => {
    const toasts = createToasts(() => () => {});
    const ring = vi.fn();
    const open = vi.fn();
    const handOver = createHandOver({
      request: vi.fn(() => Promise.reject(new Error("offline"))),
      toasts,
      later: () => () => {},
      agentId: () => "agt_me",
      refresh: async () => {},
      nameOf: () => "Sari",
      open,
      ring,
    });
    const happened = (what: "changed" | "due_soon" | "broken", ...promises: DeskPromise[]) =>
      handOver.promised({ conversation_id: "c", contact: { id: "x", name: "" }, what, promises });
    return { toasts, ring, open, happened };
  };

  it("is heard by whoever owes it, once its time is near or past, and leads to its conversation", () => {
    const { toasts, ring, open, happened } = setUp();
    happened(
      "broken",
      promise({ state: "kept" }),
      promise({ state: "broken", owner: "agt_me", words: "Saya telepon" }),
    );
    const [shown] = toasts.toasts.value;
    expect(shown).toMatchObject({
      tone: "bad",
      text: "Janji kepada Sari lewat waktu",
      detail: "Saya telepon",
    });
    expect(ring).toHaveBeenCalledTimes(1);
    shown?.action?.run();
    expect(open).toHaveBeenCalledWith("c");
    happened("due_soon", promise({ owner: "" }));
    expect(toasts.toasts.value.at(-1)?.tone).toBe("info");
  });
  it("is nobody else's noise, and a change that is no warning is none", () => {
    const { toasts, ring, happened } = setUp();
    happened("broken", promise({ state: "broken", owner: "agt_other" }));
    happened("changed", promise({ state: "broken", owner: "agt_me" }));
    happened("due_soon", promise({ state: "kept", owner: "agt_me" }));
    expect(toasts.toasts.value).toEqual([]);
    expect(ring).not.toHaveBeenCalled();
  });
});

describe("the address of the promises", () => {
  it("is a place of the inbox, with and without a conversation", () => {
    const open = { page: "inbox", view: "promises", conversation: "cnv_1", panel: false } as const;
    expect(parse("#/promises/cnv_1")).toEqual(open);
    expect(parse(format(open))).toEqual(open);
    expect(parse("#/promises")).toEqual({ ...open, conversation: null });
  });
});
