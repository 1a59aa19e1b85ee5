import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { language } from "../../shared/i18n";
import { ApiError } from "../core/http";
import { memoryStore } from "../core/storage";
import type { BookRow, Checked, Tried, TryStep } from "./api";
import { blank, copyOf, ID_PATTERN, idFrom } from "./blank";
import { type Around, createBook, nodeAt } from "./book";
import { CHECK_MS, createChecker, gravest } from "./checking";
import { chosen, countsOf, eventsIn, inWords, titleIn } from "./list";
import { createSaver, PAUSE_MS } from "./saving";
import { scenarioText, withScenario } from "./tryout/scenario";
import { createTryOut } from "./tryout/tryout";
import { diffOf, parts, sumOf } from "./versions/lines";

const ORDER_STATUS = readFileSync(
  new URL("../../../packs/retail/playbooks/order_status.yaml", import.meta.url),
  "utf8",
);

/** Time that a test moves by hand. */
function timers() {
  let waiting: { at: number; run: () => void }[] = [];
  let now = 0;
  return {
    later: (run: () => void, ms: number) => {
      const one = { at: now + ms, run };
      waiting.push(one);
      return () => {
        waiting = waiting.filter((other) => other !== one);
      };
    },
    async pass(ms: number) {
      now += ms;
      for (;;) {
        const due = waiting.find((one) => one.at <= now);
        if (!due) break;
        waiting = waiting.filter((one) => one !== due);
        due.run();
        await settle();
      }
      await settle();
    },
  };
}

const settle = async () => {
  for (let i = 0; i < 8; i++) await Promise.resolve();
};

const refused = (status: number, code: string) =>
  new ApiError({ status, code, title: "", detail: "", retryAfter: null });

describe("keeping what is written", () => {
  const draft = (source: string, etag: string) => ({ source, etag, saved_at: "", saved_by: "Rina" });

  function desk(start: { draft?: ReturnType<typeof draft> | null; live?: string; store?: Storage } = {}) {
    const time = timers();
    const store = start.store ?? (memoryStore() as Storage);
    const server = { draft: start.draft ?? null, fail: null as ApiError | null, puts: 0 };
    const saver = createSaver({
      store,
      key: "book",
      later: time.later,
      look: async () => server.draft,
      put: async (source, etag) => {
        server.puts++;
        if (server.fail) throw server.fail;
        if ((server.draft?.etag ?? null) !== etag) throw refused(409, "draft_moved");
        server.draft = draft(source, `e${server.puts}`);
        return { etag: server.draft.etag };
      },
    });
    const text = saver.begin(server.draft, start.live ?? "live");
    return { saver, server, time, store, text };
  }

  it("sends once after a pause, and forgets its own copy only then", async () => {
    const { saver, server, time, store } = desk();
    saver.edit("a");
    saver.edit("ab");
    expect(store.getItem("book")).toContain("ab");
    await time.pass(PAUSE_MS - 1);
    expect(server.puts).toBe(0);
    await time.pass(1);
    expect([server.puts, server.draft?.source, saver.state.value.kind]).toEqual([1, "ab", "saved"]);
    expect(store.getItem("book")).toBeNull();
  });

  it("goes on trying while nothing answers, and loses nothing", async () => {
    const { saver, server, time, store } = desk();
    server.fail = refused(0, "offline");
    saver.edit("a");
    await time.pass(PAUSE_MS);
    expect(saver.state.value.kind).toBe("stuck");
    expect(store.getItem("book")).toContain('"a"');
    server.fail = null;
    await time.pass(2000);
    expect([server.draft?.source, saver.state.value.kind]).toEqual(["a", "saved"]);
  });

  it("keeps what was typed while it was being sent", async () => {
    const { saver, server, time } = desk();
    saver.edit("a");
    const sending = saver.flush();
    saver.edit("ab");
    await sending;
    await time.pass(PAUSE_MS);
    expect([server.draft?.source, saver.state.value.kind]).toEqual(["ab", "saved"]);
  });

  it("finds again what a closed page had not sent, and sends it", async () => {
    const first = desk({ draft: draft("old", "e0") });
    first.saver.edit("mine");
    const second = desk({ draft: draft("old", "e0"), store: first.store });
    expect(second.text).toBe("mine");
    await second.time.pass(PAUSE_MS);
    expect(second.server.draft?.source).toBe("mine");
  });

  it("never writes over somebody else's draft unasked, and says whose it is", async () => {
    const { saver, server, time, store } = desk({ draft: draft("old", "e0") });
    server.draft = draft("theirs", "x");
    saver.edit("mine");
    await time.pass(PAUSE_MS);
    expect(saver.state.value).toMatchObject({
      kind: "conflict",
      theirs: { saved_by: "Rina", source: "theirs" },
    });
    saver.edit("mine more");
    await time.pass(60_000);
    expect(server.draft.source).toBe("theirs");
    expect(store.getItem("book")).toContain("mine more");
    expect(await saver.settle("mine")).toBeNull();
    expect([server.draft.source, saver.state.value.kind]).toEqual(["mine more", "saved"]);
  });

  it("takes theirs where one says so", async () => {
    const { saver, server, time, store } = desk({ draft: draft("old", "e0") });
    server.draft = draft("theirs", "x");
    saver.edit("mine");
    await time.pass(PAUSE_MS);
    expect(await saver.settle("theirs")).toBe("theirs");
    expect([store.getItem("book"), saver.etag()]).toEqual([null, "x"]);
  });

  it("sees no conflict where both wrote the same", async () => {
    const { saver, server, time } = desk({ draft: draft("old", "e0") });
    server.draft = draft("same", "x");
    saver.edit("same");
    await time.pass(PAUSE_MS);
    expect([saver.state.value.kind, saver.etag()]).toEqual(["saved", "x"]);
  });

  it("asks at once where an unsent text meets a newer draft", () => {
    const first = desk({ draft: draft("old", "e0") });
    first.saver.edit("mine");
    const second = desk({ draft: draft("theirs", "e9"), store: first.store });
    expect([second.text, second.saver.state.value.kind]).toEqual(["mine", "conflict"]);
  });
});

describe("what the linter says", () => {
  const graph = { nodes: [], edges: [], start: "" };
  const checkedAs = (what: string, drawn: Checked["graph"]): Checked => ({
    problems: [{ line: 1, column: 1, severity: "error", rule: "x", what, why: "", next: "" }],
    graph: drawn,
  });

  it("waits for a pause, looks at the newest text, and lets no older answer win", async () => {
    const time = timers();
    const answers = new Map<string, (c: Checked) => void>();
    const asked: string[] = [];
    const checker = createChecker({
      later: time.later,
      check: (source) => {
        asked.push(source);
        return new Promise((r) => answers.set(source, r));
      },
    });
    checker.changed("a");
    checker.changed("b");
    await time.pass(CHECK_MS);
    checker.changed("c");
    await time.pass(CHECK_MS);
    expect(asked).toEqual(["b", "c"]);
    answers.get("c")?.(checkedAs("of c", graph));
    await settle();
    answers.get("b")?.(checkedAs("of b", graph));
    await settle();
    expect(checker.found.value.problems[0]?.what).toBe("of c");
  });

  it("is told anew when the reader takes another language", async () => {
    const time = timers();
    const asked: string[] = [];
    const check = async () => {
      asked.push(language.value);
      return checkedAs("", graph);
    };
    const around = { api: { check }, world: { later: time.later, store: memoryStore() }, agentId: "a" };
    const book = createBook("x", around as unknown as Around);
    language.value = "en";
    await time.pass(0);
    expect(asked).toEqual([]);
    book.checker.begin("text", [], graph);
    language.value = "id";
    await time.pass(0);
    expect(asked).toEqual(["id"]);
    book.checker.stop();
  });

  it("keeps the last picture while the text cannot be read, and says that it is old", async () => {
    const time = timers();
    let answer: Checked = checkedAs("", graph);
    const checker = createChecker({ later: time.later, check: async () => answer });
    checker.changed("good", 0);
    await time.pass(0);
    answer = checkedAs("broken", null);
    checker.changed("bad", 0);
    await time.pass(0);
    expect(checker.found.value).toMatchObject({ graph, fresh: false, problems: [{ what: "broken" }] });
  });

  it("puts errors first", () => {
    const at = (line: number, severity: "error" | "warning") => ({
      ...{ line, severity, column: 1, rule: "", what: "", why: "", next: "" },
    });
    const sorted = gravest([at(1, "warning"), at(9, "error"), at(3, "error"), at(0, "warning")]);
    expect(sorted.map((p) => p.line)).toEqual([3, 9, 0, 1]);
  });

  it("looks again by itself after a failure", async () => {
    const time = timers();
    let calls = 0;
    const checker = createChecker({
      later: time.later,
      check: async () => {
        if (calls++ === 0) throw refused(0, "offline");
        return checkedAs("found", graph);
      },
    });
    checker.changed("a", 0);
    await time.pass(0);
    expect(checker.found.value.failure?.code).toBe("offline");
    await time.pass(4000);
    expect(checker.found.value.failure).toBeNull();
  });
});

describe("text and picture", () => {
  it("knows the step of a line", () => {
    const nodes = [3, 5, 9].map((line, i) => ({
      id: `${i}`,
      line,
      kind: "say",
      title: null,
      detail: "",
      depth: 0,
    }));
    expect([1, 3, 4, 5, 8, 9, 99].map((line) => nodeAt(nodes, line))).toEqual([
      null,
      "0",
      "0",
      "1",
      "1",
      "2",
      "2",
    ]);
  });

  it("reads the title at a glance, however it is written", () => {
    expect(titleIn(ORDER_STATUS, "id")).toBe("Status pesanan");
    expect(titleIn(ORDER_STATUS, "en")).toBe("Order status");
    expect(titleIn('title:\n  id: "Ganti: alamat"\n  en: Move\nsteps: []', "id")).toBe("Ganti: alamat");
    expect(titleIn("steps: []", "id")).toBe("");
  });

  it("finds the events that a text names", () => {
    expect(
      eventsIn("- {event: order.delayed}\n wait: {event: order.delivered}\n event: order.delayed"),
    ).toEqual(["order.delayed", "order.delivered"]);
  });
});

describe("a new playbook", () => {
  it("gets its name from its title", () => {
    expect(idFrom("Ganti alamat (sebelum dikirim)!")).toBe("ganti_alamat_sebelum_dikirim");
    expect(idFrom("24 jam: café")).toBe("jam_cafe");
    expect(idFrom("x".repeat(60))).toHaveLength(40);
    expect(ID_PATTERN.test(idFrom("Ganti alamat"))).toBe(true);
    expect(ID_PATTERN.test("Ganti")).toBe(false);
  });

  it("copies another one, changing nothing but its names", () => {
    const names = { id: "copy", title: { id: 'Salinan "dua"', en: "Copy" } };
    const copied = copyOf(ORDER_STATUS, names);
    expect(sumOf(diffOf(ORDER_STATUS, copied))).toEqual({ added: 2, removed: 2 });
    expect(copied).toContain('title: {id: "Salinan \\"dua\\"", en: "Copy"}');
    const block = copyOf("id: a\nversion: 7\ntitle:\n  id: A\n  en: B\nsteps: []\n", names);
    expect(block).toBe('id: copy\nversion: 1\ntitle: {id: "Salinan \\"dua\\"", en: "Copy"}\nsteps: []\n');
  });

  it("begins blank with its own names", () => {
    const text = blank({ id: "gift", title: { id: "Kado", en: "Gift" } }, "wrap");
    expect(text).toMatch(/^id: gift\nversion: 1\n/);
    expect(text).toContain("  - wrap\n");
  });
});

describe("the list", () => {
  const row = (id: string, more: Partial<BookRow>): BookRow => ({
    id,
    title: { id, en: id },
    class: "service",
    triggers: [],
    version: 1,
    steps: 1,
    state: "live",
    published_at: null,
    published_by: "",
    problems: { errors: 0, warnings: 0 },
    sleeping: 0,
    runs_7d: 0,
    solved_7d: null,
    ...more,
  });
  const rows = [
    row("status", { title: { id: "Status pesanan" }, triggers: [{ kind: "event", label: "order.delayed" }] }),
    row("alamat", { title: { id: "Ganti alamat", en: "Change address" }, state: "changed" }),
    row("kado", { state: "draft", problems: { errors: 1, warnings: 0 } }),
  ];

  it("finds by every word, in titles of any language and in what starts it", () => {
    expect(chosen(rows, "all", "address", "id").map((r) => r.id)).toEqual(["alamat"]);
    expect(chosen(rows, "all", "PESANAN delayed", "id").map((r) => r.id)).toEqual(["status"]);
    expect(chosen(rows, "live", "kado", "id")).toEqual([]);
  });

  it("sorts by title and counts what each filter shows", () => {
    expect(chosen(rows, "all", "", "id").map((r) => r.id)).toEqual(["alamat", "kado", "status"]);
    expect(countsOf(rows)).toEqual({ all: 3, live: 1, changed: 1, draft: 1, off: 0, problems: 1 });
  });

  it("shows a text in the other language rather than none", () => {
    expect(inWords({ id: "Kado" }, "en")).toBe("Kado");
    expect(inWords({ id: "Kado", en: "" }, "en")).toBe("Kado");
    expect(inWords(null, "id")).toBe("");
  });
});

describe("what differs", () => {
  const before = Array.from({ length: 30 }, (_, i) => `line ${i}`).join("\n");
  const after = before.replace("line 15", "line fifteen");

  it("numbers lines of both texts, and leaves out what is far from any difference", () => {
    const lines = diffOf(before, after);
    expect(sumOf(lines)).toEqual({ added: 1, removed: 1 });
    const shown = parts(lines);
    expect(shown.map((p) => ("skipped" in p ? p.skipped : p.lines.length))).toEqual([12, 8, 11]);
    const added = lines.find((line) => line.kind === "added");
    expect(added).toMatchObject({ before: null, after: 16, text: "line fifteen" });
  });

  it("adds up to both texts", () => {
    const lines = diffOf("a\nb\nc\n", "a\nc\nd\n");
    expect(lines.filter((l) => l.kind !== "added").map((l) => l.text)).toEqual(["a", "b", "c"]);
    expect(lines.filter((l) => l.kind !== "removed").map((l) => l.text)).toEqual(["a", "c", "d"]);
    expect(diffOf("a", "a").every((l) => l.kind === "same")).toBe(true);
  });
});

describe("the try-out", () => {
  const reply = (transcript: Tried["transcript"]): Tried => ({
    transcript,
    waiting: "contact",
    at: "0",
    slots: {},
    trust: null,
    holder: "assistant",
  });

  it("plays the whole talk each time, and takes a step back by leaving it out", async () => {
    const played: (readonly TryStep[])[] = [];
    const talk = createTryOut({
      later: timers().later,
      run: async ({ steps }) => {
        played.push(steps);
        return reply([]);
      },
    });
    await talk.add({ say: "a" });
    await talk.add({ choice: "b" });
    await talk.back();
    await talk.back();
    expect(played).toEqual([[{ say: "a" }], [{ say: "a" }, { choice: "b" }], [{ say: "a" }]]);
    expect(talk.state.value).toMatchObject({ steps: [], tried: null });
  });

  it("keeps what was seen when a step cannot be played, and plays it again", async () => {
    let broken = false;
    const talk = createTryOut({
      later: timers().later,
      run: async ({ steps }) => {
        if (broken) throw refused(0, "offline");
        return reply(steps.map(() => ({ who: "contact", text: "a", at_step: "0" })));
      },
    });
    await talk.add({ say: "a" });
    broken = true;
    await talk.add({ say: "b" });
    expect(talk.state.value).toMatchObject({ failure: { code: "offline" }, tried: { transcript: [{}] } });
    broken = false;
    await talk.again();
    expect(talk.state.value.tried?.transcript).toHaveLength(2);
  });

  it("asks a busy server again by itself, but not for ever, nor one that says no", async () => {
    const time = timers();
    let calls = 0;
    let answer = refused(503, "overloaded");
    const talk = createTryOut({
      later: time.later,
      run: async () => {
        if (++calls < 3 || answer.failure.status !== 503) throw answer;
        return reply([]);
      },
    });
    void talk.add({ say: "a" });
    await time.pass(0);
    await time.pass(1500);
    expect([calls, talk.state.value.busy]).toEqual([2, true]);
    await time.pass(1500);
    expect(talk.state.value).toMatchObject({ busy: false, failure: null, tried: { at: "0" } });
    answer = refused(422, "playbook_refused");
    await talk.add({ say: "b" });
    expect([calls, talk.state.value.failure?.code]).toEqual([4, "playbook_refused"]);
  });

  it("becomes a scenario file", () => {
    const steps: TryStep[] = [
      { say: "mana pesanan\nsaya" },
      { choice: "TRG-1042" },
      { result: { ok: true, data: { status: "shipped" } } },
      { wait: "2h" },
      { event: { name: "order.delivered", data: { order_no: "TRG-1042" } } },
      { result: { ok: false, code: "not_found" } },
    ];
    const asked = {
      name: "order_get",
      inputs: { order_no: "TRG-1042", note: 'a, b ("c")', list: [1] },
      sample: {},
      errors: [],
    };
    const tried: Tried = {
      ...reply([
        {
          who: "assistant",
          text: "?",
          at_step: "1",
          replies: [{ id: "1", label: "Pesanan 1042", value: "TRG-1042" }],
        },
        { who: "action", text: "", at_step: "2", action: asked },
        { who: "action", text: "", at_step: "3", action: { ...asked, name: "points_get", inputs: null } },
      ]),
      start: "2026-11-21T03:00:00Z",
    };
    expect(scenarioText("Status pesanan", "en", [{ begin: "order_late" }, ...steps], tried)).toBe(
      [
        "Status pesanan",
        "-- world --",
        "now: 2026-11-21T03:00:00Z",
        "language: en",
        "-- system --",
        'order_get(order_no=TRG-1042, note="a, b (\\"c\\")") => {"status":"shipped"}',
        "points_get => error not_found",
        "-- script --",
        "start: order_late",
        "contact: mana pesanan\\nsaya",
        "tap: TRG-1042 | Pesanan 1042",
        "wait: 2h",
        'event: order.delivered {"order_no":"TRG-1042"}',
        "-- want --",
        "",
      ].join("\n"),
    );
  });

  it("can be kept with the beginnings of its answers, under a name of its own", () => {
    const steps: TryStep[] = [{ say: "halo" }, { result: { ok: true, data: {} } }, { choice: "x" }];
    const tried = reply([
      { who: "contact", text: "halo", at_step: "" },
      { who: "assistant", text: "Sebentar.", at_step: "0" },
      { who: "assistant", text: 'Pesanan "TRG" sudah tiba.\nSelesai.', at_step: "1" },
      { who: "contact", text: "x", at_step: "" },
    ]);
    const text = scenarioText("Tiba", "id", steps, tried, "expect");
    expect(text).toBe(
      'Tiba\n-- script --\ncontact: halo\nexpect: text contains "Pesanan TRG sudah tiba."\ntap: x\n',
    );
    const all = withScenario(withScenario("", "Tiba", text), "Tiba", text);
    expect(all.match(/^=== .*/gm)).toEqual(["=== Tiba ===", "=== Tiba 2 ==="]);
  });

  it("states an answer once, unless another one came between", () => {
    const act = {
      who: "action" as const,
      text: "",
      at_step: "1",
      action: { name: "a", inputs: null, sample: {}, errors: [] },
    };
    const answer = (n: number): TryStep => ({ result: { ok: true, data: { n } } });
    const text = scenarioText(
      "x",
      "id",
      [answer(1), answer(1), answer(2), answer(1)],
      reply([act, act, act, act]),
    );
    expect(text.match(/a => .*/g)).toEqual(['a => {"n":1}', 'a => {"n":2}', 'a => {"n":1}']);
  });
});
