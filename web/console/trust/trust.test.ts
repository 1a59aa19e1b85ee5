// biome-ignore-all lint/suspicious/noThenProperty: it is a word of the API, and no promise is made of it
import { describe, expect, it } from "vitest";
import { ApiError } from "../core/http";
import { memoryStore } from "../core/storage";
import type { Lines, Outcome, Published, Replay, ReplayAsk, Setting, Talk, TrustApi } from "./api";
import { path, points, scales, sooner, telling, turnAt, turnOf, walk } from "./lab/curve";
import { faults, MAX_BYTES, nameFor, unfit } from "./lab/importing";
import { createLab } from "./lab/lab";
import { cost, countOf, doubtful, hoursOf, left, listed, readMinutes, toneOf } from "./lab/outcome";
import {
  differences,
  EVERYBODY,
  eased,
  linesOf,
  moved,
  nearest,
  own,
  parent,
  put,
  readSetting,
  stepped,
  type Whose,
  whole,
} from "./lab/setting";
import { FIGURES, familyOf, isSpan, readListed, unitOf, wordOf } from "./measures/figures";
import { createMeasures } from "./measures/measures";
import { ended, everyDay, partsOf, percents, reasonsOf, top } from "./measures/resolution";
import { daysOf, firstPeriod, rangeOf, wrongWith } from "./period";

const lines = (offer: number, take_over: number, hysteresis = 10): Lines => ({
  offer,
  take_over,
  hysteresis,
});
const NOW = new Date("2026-11-21T03:00:00Z"); // 10.00 in Jakarta
const money: Whose = { kind: "risk", id: "money" };
const dispute: Whose = { kind: "playbook", id: "dispute" };
const BOOKS = [
  { id: "dispute", title: { id: "Sanggahan" }, risk: "money" },
  { id: "hours", title: { id: "Jam buka" }, risk: "" },
];

describe("a line that is moved", () => {
  it("stops where nobody would be offered before one takes over", () => {
    expect(moved(lines(60, 40), "take_over", 75)).toEqual(lines(60, 60));
    expect(moved(lines(60, 40), "offer", 10)).toEqual(lines(40, 40));
    expect(moved(lines(60, 40), "take_over", -5)).toEqual(lines(60, 1));
  });

  it("shortens the way back that would lead over the top", () => {
    expect(moved(lines(60, 40, 30), "offer", 85)).toEqual(lines(85, 40, 15));
    expect(eased(lines(95, 40, 5), 10)).toEqual(lines(95, 40, 5));
    expect(eased(lines(60, 40, 5), -5)).toEqual(lines(60, 40, 0));
  });

  it("goes by keys: one, ten, as far as it may; other keys are none of its own", () => {
    const at = lines(60, 40);
    expect(stepped(at, "offer", "ArrowRight")).toBe(61);
    expect(stepped(at, "offer", "ArrowDown")).toBe(59);
    expect(stepped(at, "take_over", "PageUp")).toBe(50);
    expect(stepped(at, "take_over", "End")).toBe(60);
    expect(stepped(at, "offer", "Home")).toBe(40);
    expect(stepped(at, "offer", "Tab")).toBeNull();
  });

  it("is the one that lies nearest to the finger; of two in one place the one that can go there", () => {
    expect(nearest(lines(60, 40), 45)).toBe("take_over");
    expect(nearest(lines(60, 40), 58)).toBe("offer");
    expect(nearest(lines(50, 50), 70)).toBe("offer");
    expect(nearest(lines(50, 50), 20)).toBe("take_over");
  });
});

describe("whose lines count", () => {
  const setting: Setting = { default: lines(60, 40), risk: { money: lines(70, 50) }, playbook: {} };

  it("a playbook's come before its risk's, and these before the default", () => {
    expect(linesOf(setting, dispute, BOOKS)).toEqual(lines(70, 50));
    expect(parent(setting, dispute, BOOKS)).toEqual(money);
    expect(parent(setting, { kind: "playbook", id: "hours" }, BOOKS)).toEqual(EVERYBODY);
    const more = put(setting, dispute, lines(80, 60));
    expect(linesOf(more, dispute, BOOKS)).toEqual(lines(80, 60));
    expect(own(put(more, dispute, null), dispute)).toBeNull();
    expect(linesOf(put(setting, money, null), dispute, BOOKS)).toEqual(lines(60, 40));
  });

  it("empty lines are none", () => {
    expect(own({ default: lines(60, 40), risk: { money: lines(0, 0, 0) } }, money)).toBeNull();
    expect(whole({ default: lines(0, 0, 0) }).default).toEqual(lines(60, 40));
  });

  it("what differs is told in one order, and no more than that", () => {
    const after = put(put(put(setting, dispute, lines(80, 60)), money, null), EVERYBODY, lines(65, 40));
    expect(differences(setting, after)).toEqual([
      { whose: EVERYBODY, before: lines(60, 40), after: lines(65, 40) },
      { whose: money, before: lines(70, 50), after: null },
      { whose: dispute, before: null, after: lines(80, 60) },
    ]);
    expect(
      differences(setting, { default: lines(60, 40), risk: { money: lines(70, 50) }, playbook: null }),
    ).toEqual([]);
  });

  it("what a browser kept is believed only where it can be lines", () => {
    expect(
      readSetting({ default: lines(60, 40), risk: { money: lines(70, 50), read: { offer: "x" } } }),
    ).toEqual({
      default: lines(60, 40),
      risk: { money: lines(70, 50) },
      playbook: {},
    });
    for (const wrong of [null, 3, {}, { default: { offer: 60 } }, { default: lines(60, 400) }])
      expect(readSetting(wrong)).toBeNull();
  });
});

const outcome = (patch: Partial<Outcome> = {}): Outcome => ({
  handed_over: 100,
  offered: 200,
  in_time: 40,
  too_late: 10,
  missed: 20,
  needless: 5,
  unknown: 45,
  ...patch,
});
const replay = (patch: Partial<Replay> = {}): Replay => ({
  talks: 1000,
  turns: 4000,
  seconds: 0.4,
  cut: false,
  now: outcome(),
  then: outcome(),
  changed: { earlier: 3, later: 1, new: 2, gone: 0, needless: 1 },
  hours: { now: 20, then: 20, minutes: 12, measured: true },
  items: [],
  more: 0,
  ...patch,
});

describe("what other lines cost", () => {
  it("is hours for each customer who is no longer left", () => {
    const then = outcome({ handed_over: 160, too_late: 4, missed: 6 });
    const work = hoursOf(replay({ then, hours: { now: 20, then: 32, minutes: 12, measured: true } }), null);
    expect(cost(outcome(), then, work)).toEqual({
      key: "cost_more_fewer",
      hours: 12,
      customers: 20,
      each: 0.6,
    });
  });

  it("says so where hours are saved at customers' cost, and where nothing changes", () => {
    const less = cost(outcome(), outcome({ missed: 24 }), { before: 20, after: 18 });
    expect(less).toEqual({ key: "cost_less_more", hours: 2, customers: 4, each: 0.5 });
    expect(cost(outcome(), outcome(), { before: 20, after: 20.04 }).key).toBe("cost_even_even");
  });

  it("follows the minutes that somebody says, at once", () => {
    expect(hoursOf(replay({ then: outcome({ handed_over: 150 }) }), 6)).toEqual({ before: 10, after: 15 });
    expect(readMinutes("7,5")).toBe(7.5);
    for (const wrong of ["", "0", "-3", "abc", "900"]) expect(readMinutes(wrong)).toBeNull();
  });

  it("says where too many ends are not known", () => {
    expect(doubtful(outcome())).toBe(true);
    expect(doubtful(outcome({ unknown: 3 }))).toBe(false);
    expect(doubtful(outcome({ handed_over: 0, unknown: 0 }))).toBe(false);
  });

  it("knows which way is better", () => {
    expect(toneOf("missed", 20, 6)).toBe("better");
    expect(toneOf("needless", 5, 9)).toBe("worse");
    expect(toneOf("in_time", 5, 9)).toBe("better");
    expect(toneOf("handed_over", 5, 9)).toBe("even");
  });

  it("lists what changes, and counts what is left of that only", () => {
    const talk = (cls: Talk["class"]) => ({ class: cls }) as Talk;
    const data = replay({ items: [talk("earlier"), talk("new"), talk("same")], more: 994 });
    expect(countOf("all", data)).toBe(6);
    expect(listed(data, "all")).toHaveLength(2);
    expect(left(data, "all")).toBe(4);
    expect(listed(data, "missed")).toHaveLength(3);
    expect(left(data, "missed")).toBe(994);
  });
});

describe("the curve of a talk", () => {
  const talk = {
    curve: [100, 88, 54, 60],
    marks: [
      { i: 1, kind: "unknown", quote: "" },
      { i: 2, kind: "repeat", quote: "kan tadi sudah" },
    ],
    now: { seq: 9, i: 7, decision: "asked" },
    then: { seq: 5, i: 2, decision: "take_over" },
  };

  it("runs from left to right, and lies in the middle where it is one point", () => {
    const frame = { width: 100, height: 50, pad: 10 };
    expect(path([100, 0], frame)).toBe("M10 10L90 40");
    expect(scales(frame, 1).x(0)).toBe(50);
    expect(path([140, -3], frame)).toBe("M10 10L90 40");
  });

  it("tells of the deepest fall that has words", () => {
    const all = points(talk);
    expect(all.map((p) => p.fell)).toEqual([0, 12, 34, 0]);
    expect(telling(all)?.i).toBe(2);
    expect(telling(points({ curve: [100, 20], marks: null }))?.i).toBe(1);
    expect(telling([])).toBeUndefined();
  });

  it("knows where a person comes, and how much sooner", () => {
    expect(turnOf(talk.then, 4)).toBe(2);
    expect(turnOf(talk.now, 4)).toBe(3);
    expect(turnOf(null, 4)).toBeNull();
    expect(sooner(talk)).toBe(-4);
    expect(sooner({ now: null, then: talk.then })).toBeNull();
  });

  it("is walked by keys and by a finger, and never left", () => {
    expect(walk(0, 4, "ArrowLeft")).toBe(0);
    expect(walk(2, 4, "ArrowRight")).toBe(3);
    expect(walk(3, 4, "ArrowRight")).toBe(3);
    expect(walk(1, 4, "End")).toBe(3);
    expect(walk(1, 4, "x")).toBeNull();
    expect([turnAt(-1, 4), turnAt(0.34, 4), turnAt(2, 4)]).toEqual([0, 1, 3]);
  });
});

describe("a period", () => {
  it("of seven days has today in it, by the brand's clock", () => {
    const period = firstPeriod(NOW);
    expect(daysOf(period, NOW)).toEqual({ from: "2026-11-15", to: "2026-11-21" });
    expect(rangeOf(period, NOW)).toEqual({
      from: "2026-11-14T17:00:00.000Z",
      to: "2026-11-21T03:00:00.000Z",
    });
    // 00.30 in Jakarta is still yesterday in London.
    expect(firstPeriod(new Date("2026-11-20T17:30:00Z")).to).toBe("2026-11-21");
  });

  it("of one's own ends with its last day, and is refused where it can be none", () => {
    const mine = { span: "own" as const, from: "2026-10-01", to: "2026-10-02" };
    expect(rangeOf(mine, NOW)).toEqual({ from: "2026-09-30T17:00:00.000Z", to: "2026-10-02T17:00:00.000Z" });
    expect(wrongWith(mine, NOW)).toBeNull();
    expect(wrongWith({ ...mine, to: "" }, NOW)).toBe("period_empty");
    expect(wrongWith({ ...mine, to: "2026-09-01" }, NOW)).toBe("period_order");
    expect(wrongWith({ ...mine, from: "2024-01-01" }, NOW)).toBe("period_long");
    expect(wrongWith({ ...mine, from: "2026-12-01", to: "2026-12-02" }, NOW)).toBe("period_future");
  });
});

describe("an import", () => {
  it("is not sent where it cannot be taken", () => {
    expect(unfit({ name: "a", size: 0 })).toBe("import_empty");
    expect(unfit({ name: "a", size: MAX_BYTES + 1 })).toBe("import_large");
    expect(unfit({ name: "a", size: MAX_BYTES })).toBeNull();
    expect(nameFor({ name: "minggu lalu.jsonl", size: 1 })).toBe("minggu lalu");
    expect(nameFor({ name: ".jsonl", size: 1 })).toBe(".jsonl");
  });

  it("names each wrong line, in the order of the file", () => {
    const problem = {
      errors: [
        { location: "line 40", message: "not JSON" },
        { location: "line 12", message: "turns[2].role: none of contact, assistant, agent" },
        { location: "line 0", message: "there is no dialogue in it" },
        { location: "body", message: "line 7: no id" },
        { message: 3 },
        null,
      ],
    };
    expect(faults(problem)).toEqual([
      { line: 7, message: "no id" },
      { line: 12, message: "turns[2].role: none of contact, assistant, agent" },
      { line: 40, message: "not JSON" },
      { line: null, message: "there is no dialogue in it" },
    ]);
    for (const none of [null, undefined, {}, { errors: "x" }]) expect(faults(none)).toEqual([]);
  });
});

describe("the measures", () => {
  const resolution = {
    matters: 20,
    confirmed: 1,
    silent: 1,
    gave_up: 0,
    came_back: 1,
    handed_over: 10,
    open: 7,
  };

  it("shares add up to a hundred, whatever the counts", () => {
    expect(percents([1, 1, 1])).toEqual([34, 33, 33]);
    expect(percents([0, 0])).toEqual([0, 0]);
    for (const counts of [[7, 11, 13, 3], [1, 999, 1, 1], [5], [2, 2, 2, 2, 2, 2, 2]])
      expect(percents(counts).reduce((a, b) => a + b)).toBe(100);
    expect(ended(resolution)).toBe(3);
    expect(partsOf(resolution).map((p) => p.percent)).toEqual([34, 33, 33, 0]);
  });

  it("a day without anything is a day, and an axis ends at a round number", () => {
    const day = (d: string, n: number) => ({ day: d, hand_overs: n, missed: 0, needless: 0 });
    const all = everyDay([day("2026-11-03", 2), day("2026-10-31", 1)]);
    expect(all.map((d) => `${d.day} ${d.hand_overs}`)).toEqual([
      "2026-10-31 1",
      "2026-11-01 0",
      "2026-11-02 0",
      "2026-11-03 2",
    ]);
    expect(everyDay([])).toEqual([]);
    expect([0, 1, 3, 17, 20, 21, 730].map(top)).toEqual([1, 1, 5, 20, 20, 50, 1000]);
    expect(reasonsOf({ asked: 2, error: 0, unknown: 5 }).map((r) => r.kind)).toEqual(["unknown", "asked"]);
  });

  it("a list is named by its figure, and hand-overs by their reason too", () => {
    for (const word of ["needless", "hand_overs", "hand_overs.asked"]) {
      const listed = readListed(word);
      expect(listed && wordOf(listed)).toBe(word);
    }
    for (const word of ["", "nothing", "needless.asked"]) expect(readListed(word)).toBeNull();
  });

  it("of one reason a list is looked together from as many pages as it takes, and goes on where it stopped", async () => {
    const asked: string[] = [];
    const api = {
      behind: async (_figure: string, days: { from: string }, cursor: string, limit: number) => {
        asked.push(`${days.from} ${cursor} ${limit}`);
        const at = Number(cursor || 0);
        const items = Array.from({ length: limit }, (_, i) => ({ detail: i % 10 ? "other" : "asked" }));
        return { items, next: at < 6 ? String(at + 1) : null };
      },
    } as unknown as TrustApi;
    const measures = createMeasures({ api, world: { now: () => NOW } });
    const settled = () => new Promise((r) => setTimeout(r));
    measures.open({ figure: "hand_overs", reason: "asked" });
    await settled();
    expect(asked).toEqual(["2026-11-15  100", "2026-11-15 1 100", "2026-11-15 2 100"]);
    expect(measures.listing.value).toMatchObject({ next: "3", busy: false, failure: null });
    expect(measures.listing.value.items).toHaveLength(30);
    measures.more();
    await settled();
    expect(measures.listing.value.items).toHaveLength(60);
    measures.more();
    await settled();
    expect(measures.listing.value.next).toBeNull();
    measures.open({ figure: "needless", reason: null });
    expect(measures.listing.value.items).toBeNull();
  });

  it("every figure says what its values count and its details are", () => {
    for (const figure of FIGURES) expect([unitOf(figure), familyOf(figure)]).not.toContain(undefined);
    expect(isSpan(unitOf("slow"))).toBe(true);
    expect(isSpan(unitOf("smooth"))).toBe(false);
    expect(familyOf("gave_up")).toBe("topic");
    expect(familyOf("promises_late")).toBe("promise");
  });
});

describe("the lab", () => {
  function scene() {
    const live: Published = {
      setting: { default: lines(60, 40) },
      version: 3,
      origin: "console",
      published_by: "Bima",
      published_at: null,
      playbooks: BOOKS,
      versions: [],
    };
    const asked: ReplayAsk[] = [];
    let conflict = false;
    const waiting: (() => void)[] = [];
    const api = {
      setting: async () => ({ ...live }),
      imports: async () => [],
      replay: async (ask: ReplayAsk) => {
        asked.push(ask);
        return replay();
      },
      publish: async (setting: Setting, _note: string, version: number) => {
        if (conflict || version !== live.version)
          throw new ApiError({ status: 409, code: "met", title: "", detail: "", retryAfter: null });
        live.setting = setting;
        return { version: ++live.version };
      },
    } as unknown as TrustApi;
    const store = memoryStore();
    const world = {
      store,
      now: () => NOW,
      later: (run: () => void) => {
        waiting.push(run);
        return () => void waiting.splice(waiting.indexOf(run), 1);
      },
    };
    const make = () => createLab({ api, world, agentId: "a1" });
    return {
      make,
      live,
      asked,
      waiting,
      meet: (on: boolean) => {
        conflict = on;
      },
    };
  }
  const settled = () => new Promise((r) => setTimeout(r));

  it("asks at once at first, then only when a hand has come to rest, with the last lines", async () => {
    const { make, asked, waiting } = scene();
    const lab = make();
    await lab.load();
    const stop = lab.watch();
    await settled();
    expect(asked).toHaveLength(1);
    for (let to = 41; to <= 45; to++) lab.set(EVERYBODY, lines(60, to));
    expect(asked).toHaveLength(1);
    expect(waiting).toHaveLength(1);
    waiting.shift()?.();
    await settled();
    expect(asked.map((a) => a.setting.default.take_over)).toEqual([40, 45]);
    expect(lab.changes.value).toHaveLength(1);
    stop();
    lab.set(EVERYBODY, lines(60, 50));
    expect(waiting).toHaveLength(0);
  });

  it("keeps what is tried over a reload, and forgets it where it is what lives", async () => {
    const { make } = scene();
    const first = make();
    await first.load();
    first.set(EVERYBODY, lines(70, 40));
    const second = make();
    await second.load();
    expect(second.setting.value?.default.offer).toBe(70);
    second.set(EVERYBODY, lines(60, 40));
    expect(second.draft.value).toBeNull();
    expect(make().draft.value).toBeNull();
  });

  it("loses nothing where somebody published first: the difference is told anew", async () => {
    const { make, live, meet } = scene();
    const lab = make();
    await lab.load();
    lab.set(EVERYBODY, lines(70, 40));
    meet(true);
    live.setting = { default: lines(65, 40) };
    live.version = 4;
    expect(await lab.publish("")).toMatchObject({ failure: { status: 409 }, wrong: [] });
    expect(lab.changes.value).toEqual([{ whose: EVERYBODY, before: lines(65, 40), after: lines(70, 40) }]);
    meet(false);
    expect(await lab.publish("")).toEqual({ version: 5 });
    expect(lab.changes.value).toEqual([]);
  });

  it("asks nothing while a range can be none, and begins short lists anew", async () => {
    const { make, asked, waiting } = scene();
    const lab = make();
    await lab.load();
    const stop = lab.watch();
    await settled();
    lab.more();
    expect(lab.limit.value).toBe(50);
    lab.look({ span: "own", from: "2026-11-20", to: "2026-11-01" });
    expect(lab.wrong.value).toBe("period_order");
    expect(waiting).toHaveLength(0);
    expect(asked).toHaveLength(1);
    expect(lab.replay.value.busy).toBe(false);
    lab.choose({ kind: "import", id: "imp_1" });
    waiting.shift()?.();
    await settled();
    expect(asked.at(-1)).toMatchObject({ source: "imp_1", limit: 25 });
    expect(asked.at(-1)).not.toHaveProperty("from");
    stop();
  });
});
