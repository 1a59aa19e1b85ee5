import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, type Method, type Request } from "../core/http";
import { memoryStore } from "../core/storage";
import { createToasts } from "../core/toasts";
import type { Example, MissedMessage } from "./api";
import { createRoom } from "./room";

type Answer = unknown | ((body: unknown) => unknown);
const refuse = (status: number, code: string) => {
  throw new ApiError({ status, code, title: code, detail: "", retryAfter: null });
};
const message = (seq: number): MissedMessage => ({
  message_id: `msg_${seq}`,
  conversation_id: "cnv_1",
  seq,
  text: `pesan ${seq}`,
  language: "mixed",
  at: "2026-11-21T03:00:00Z",
});
const example: Example = {
  id: "exm_1",
  intent: "a",
  language: "id",
  text: "kak mana",
  where: "intents/id.tsv:2",
  guess: "b",
  confidence: 0.6,
  right: false,
};

/** A room beside a server in a table: "METHOD path" to an answer; every call is noted with what was sent. */
function setUp(routes: Record<string, Answer>, store = memoryStore()) {
  const calls: [string, unknown][] = [];
  const asked: string[] = [];
  const timers: { run: () => void; ms: number }[] = [];
  const later = (run: () => void, ms: number) => {
    const timer = { run, ms };
    timers.push(timer);
    return () => {
      const at = timers.indexOf(timer);
      if (at >= 0) timers.splice(at, 1);
    };
  };
  const all: Record<string, Answer> = {
    "GET ": { intents: [], draft: { added: 0, removed: 0 }, missed: 0 },
    "GET /changes": { items: [] },
    "GET /versions": { items: [] },
    ...routes,
  };
  const request = (async (method: Method, path: string, body?: unknown) => {
    const key = `${method} ${path.replace("/understanding", "").replace(/\?.*/, "")}`;
    calls.push([key, body]);
    asked.push(path);
    const answer = all[key];
    return typeof answer === "function" ? answer(body) : answer;
  }) as Request;
  const toasts = createToasts(() => () => {});
  const room = createRoom({
    request,
    toasts,
    world: { later, now: () => new Date(0), store },
    agentId: "agt_1",
  });
  /** Lets every timer up to a length run. */
  const pass = async (ms: number) => {
    for (const timer of timers.filter((t) => t.ms <= ms)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.run();
    }
    await vi.waitFor(() => {});
    await new Promise((r) => setTimeout(r));
  };
  const sent = (key: string) => calls.filter(([k]) => k === key).map(([, body]) => body);
  return { room, toasts, sent, pass, store, paths: () => asked };
}

describe("adding", () => {
  const addition = (text: string) => ({ intent: "a", language: "" as const, text });

  it("leaves out what is an example already, and adds the others", async () => {
    const { room, sent } = setUp({
      "POST /changes": (body: unknown) => {
        const { add } = body as { add: { text: string }[] };
        return add.some((a) => a.text === "3") ? refuse(422, "example_duplicate") : {};
      },
    });
    const texts = ["1", "2", "3", "4", "5"];
    await expect(room.add(texts.map(addition), true)).resolves.toEqual({ added: 4, known: 1 });
    expect(sent("POST /changes").length).toBeLessThan(10);
  });

  it("gives any other refusal to the caller", async () => {
    const { room } = setUp({ "POST /changes": () => refuse(413, "draft_too_large") });
    await expect(room.add([addition("1")], false)).rejects.toThrow("413");
  });
});

describe("moving an example", () => {
  it("takes it from one and gives it to the other in one go, all or none", async () => {
    const { room, sent } = setUp({ "POST /changes": {} });
    await expect(room.move(example, "b")).resolves.toBe(true);
    expect(sent("POST /changes")).toEqual([
      {
        remove: ["exm_1"],
        add: [{ intent: "b", language: "id", text: "kak mana" }],
        new_intent: true,
      },
    ]);
  });

  it("says so where it is refused", async () => {
    const { room, toasts } = setUp({ "POST /changes": () => refuse(422, "example_duplicate") });
    await expect(room.move(example, "b")).resolves.toBe(false);
    expect(toasts.toasts.value.at(-1)?.tone).toBe("bad");
  });
});

describe("what was not understood", () => {
  const messages = [message(1), message(2)];

  it("leaves the list at once; the server hears of it only after the moment in which it can be taken back", async () => {
    const { room, sent, pass } = setUp({ "POST /missed/dismiss": undefined });
    room.dismiss(messages);
    expect(room.gone.value.size).toBe(2);
    expect(sent("POST /missed/dismiss")).toEqual([]);
    room.pending.undo();
    expect(room.gone.value.size).toBe(0);
    await pass(10_000);
    expect(sent("POST /missed/dismiss")).toEqual([]);
    room.dismiss(messages);
    await pass(10_000);
    expect(sent("POST /missed/dismiss")).toEqual([
      { messages: [1, 2].map((seq) => ({ conversation_id: "cnv_1", seq })) },
    ]);
    // From then on the server's list says what is there.
    await vi.waitFor(() => expect(room.gone.value.size).toBe(0));
    expect(sent("GET /missed")).toHaveLength(1);
  });

  it("is only dismissed where it is an example already", async () => {
    const { room, sent } = setUp({
      "POST /changes": (body: unknown) => {
        const { add } = body as { add: { text: string }[] };
        return add.some((a) => a.text === "pesan 1") ? refuse(422, "example_duplicate") : {};
      },
      "POST /missed/dismiss": undefined,
    });
    room.teach(messages, "a", new Map());
    await room.pending.flush();
    expect(sent("POST /missed/dismiss")).toEqual([{ messages: [{ conversation_id: "cnv_1", seq: 1 }] }]);
  });

  it("is fetched by twenties", async () => {
    const { room, paths } = setUp({ "GET /missed": { groups: [], next: "20" } });
    await room.missed.load();
    await room.more();
    expect(paths().filter((p) => p.includes("/missed"))).toEqual([
      "/understanding/missed?limit=20",
      "/understanding/missed?limit=40",
    ]);
  });

  it("becomes examples with its new wording and its message; the next step lets the one before happen", async () => {
    const { room, sent } = setUp({ "POST /changes": {}, "POST /missed/dismiss": undefined });
    room.teach([message(1)], "gift_wrap", new Map([["cnv_1 1", "bisa bungkus kado?"]]));
    room.dismiss([message(2)]);
    await vi.waitFor(() => expect(sent("POST /changes")).toHaveLength(1));
    expect(sent("POST /changes")[0]).toEqual({
      add: [
        {
          intent: "gift_wrap",
          language: "",
          text: "bisa bungkus kado?",
          message: { conversation_id: "cnv_1", seq: 1 },
        },
      ],
      new_intent: true,
    });
    expect(sent("POST /missed/dismiss")).toEqual([]);
  });

  it("comes back to the list where the server refuses", async () => {
    const { room, toasts } = setUp({ "POST /missed/dismiss": () => refuse(503, "overloaded") });
    room.dismiss(messages);
    await room.pending.flush();
    expect(room.gone.value.size).toBe(0);
    expect(toasts.toasts.value.at(-1)?.tone).toBe("bad");
  });
});

describe("a trial", () => {
  const running = { id: "try_1", state: "running" };
  const done = { ...running, state: "done", before: {}, after: {}, by_intent: [], moved: [] };
  let answers: unknown[];
  beforeEach(() => {
    answers = [running, done];
  });
  const routes = () => ({
    "POST /trials": running,
    "GET /trials/try_1": () => answers.shift() ?? refuse(404, "trial_not_found"),
  });

  it("is looked after until it is done, and found again by a page that is loaded meanwhile", async () => {
    const first = setUp(routes());
    await first.room.trial.begin(["chg_1"]);
    expect(first.room.trial.state.value).toMatchObject({ kind: "running", changes: ["chg_1"] });
    const second = setUp(routes(), first.store);
    await second.room.trial.resume();
    expect(second.room.trial.state.value).toMatchObject({ kind: "done", changes: ["chg_1"] });
  });

  it("is forgotten where the server knows it no more, and is said to be refused where it is", async () => {
    const { room, pass } = setUp(routes());
    answers = [running];
    await room.trial.begin([]);
    await pass(1000);
    expect(room.trial.state.value).toEqual({ kind: "none", failure: null });
    const other = setUp({ "POST /trials": () => refuse(409, "trial_running") });
    await other.room.trial.begin([]);
    expect(other.room.trial.state.value).toMatchObject({ kind: "none", failure: { code: "trial_running" } });
  });

  it("is of no use once something else is live; a conflict is given back and leaves it", async () => {
    const { room } = setUp({ ...routes(), "POST /publish": () => refuse(409, "draft_moved_on") });
    answers = [done];
    await room.trial.begin([]);
    await expect(room.publish("try_1")).resolves.toMatchObject({ code: "draft_moved_on" });
    expect(room.trial.state.value.kind).toBe("done");
    await expect(room.promise(0.97)).resolves.toBeNull();
    expect(room.trial.state.value.kind).toBe("none");
    expect(room.published.value).toBe(2);
  });
});
