import { describe, expect, it, vi } from "vitest";
import type { Message } from "../../shared/api";
import { ApiError, type Failure } from "./http";
import { createOutbox, OUTBOX_KEY } from "./outbox";
import { memoryStore, read, type Store } from "./storage";

const refused = (status: number, code: string, retryAfter: number | null = null): ApiError =>
  new ApiError({ status, code, title: "", detail: "", retryAfter } satisfies Failure);
const message = (over: Partial<Message> = {}): Message => ({
  id: "msg_9",
  seq: 9,
  prev: 8,
  kind: "text",
  direction: "out",
  author: { kind: "human", agent_id: "me" },
  text: "halo",
  at: "2026-11-21T03:00:00Z",
  ...over,
});

interface Sent {
  client_id: string;
  text: string;
  attachments?: string[];
}

function setUp(
  answers: (() => Promise<{ message: Message }>)[],
  store: Store = memoryStore(),
  agent = "agt_me",
) {
  const sent: Sent[] = [];
  const timers: { run: () => void; ms: number }[] = [];
  const onSent = vi.fn();
  const onFailed = vi.fn();
  let ids = 0;
  const outbox = createOutbox({
    send: (_conversation, _kind, body) => {
      sent.push(body);
      return (answers.shift() ?? (() => Promise.resolve({ message: message({ text: body.text }) })))();
    },
    agentId: () => agent,
    store,
    newId: () => `client-${++ids}`,
    now: () => new Date("2026-11-21T03:00:00Z"),
    later: (run, ms) => {
      const timer = { run, ms };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
    onSent,
    onFailed,
  });
  return { outbox, sent, timers, onSent, onFailed, store };
}
const settle = () => new Promise((done) => setTimeout(done));

describe("outbox", () => {
  it("carries files over a reload, with words or without", async () => {
    const file = { id: "att_1", name: "nota.pdf", type: "application/pdf", size: 77, digest: "aa" };
    const away = () => Promise.reject(refused(0, "offline"));
    const first = setUp([away]);
    first.outbox.add("cnv_1", "text", "", undefined, [file]);
    await settle();
    const second = setUp([], first.store);
    second.outbox.flush();
    await settle();
    expect(second.sent).toEqual([{ client_id: "client-1", text: "", attachments: ["att_1"] }]);
    second.outbox.add("cnv_1", "text", "halo", undefined, []);
    await settle();
    expect(second.sent.at(-1)).not.toHaveProperty("attachments");
    // Two without words are told apart by their files.
    const third = setUp([() => new Promise(() => {})]);
    third.outbox.add("cnv_1", "text", "", undefined, [file]);
    await settle();
    third.outbox.confirm("cnv_1", message({ text: "", attachments: [{ ...file, id: "att_2" }] }));
    expect(third.outbox.entries.value).toHaveLength(1);
    third.outbox.confirm("cnv_1", message({ text: "", attachments: [file] }));
    expect(third.outbox.entries.value).toEqual([]);
  });

  it("shows a text at once and drops it when the server has it", async () => {
    const { outbox, onSent } = setUp([]);
    outbox.add("cnv_1", "text", "halo");
    expect(outbox.entries.value).toHaveLength(1);
    await settle();
    expect(outbox.entries.value).toEqual([]);
    expect(onSent).toHaveBeenCalledOnce();
  });

  it("names the draft that a reply began as on every attempt, and none where there was none", async () => {
    const { outbox, sent } = setUp([() => Promise.reject(refused(0, "offline"))]);
    outbox.add("cnv_1", "text", "dari draf", "msg_1");
    await settle();
    outbox.flush();
    await settle();
    outbox.add("cnv_1", "text", "sendiri");
    await settle();
    expect(sent).toEqual([
      { client_id: "client-1", text: "dari draf", draft_id: "msg_1" },
      { client_id: "client-1", text: "dari draf", draft_id: "msg_1" },
      { client_id: "client-2", text: "sendiri" },
    ]);
  });

  it("tries again after a pause with the same client id, and keeps the order", async () => {
    const { outbox, sent, timers } = setUp([() => Promise.reject(refused(0, "offline"))]);
    outbox.add("cnv_1", "text", "satu");
    outbox.add("cnv_1", "text", "dua");
    await settle();
    expect(outbox.entries.value.map((p) => p.state)).toEqual(["queued", "queued"]);
    expect(timers[0]?.ms).toBe(1000);
    timers.shift()?.run();
    await settle();
    expect(sent.map((s) => [s.client_id, s.text])).toEqual([
      ["client-1", "satu"],
      ["client-1", "satu"],
      ["client-2", "dua"],
    ]);
  });

  it("waits as long as the server asks", async () => {
    const { outbox, timers } = setUp([() => Promise.reject(refused(429, "rate_limited", 12))]);
    outbox.add("cnv_1", "text", "halo");
    await settle();
    expect(timers[0]?.ms).toBe(12_000);
  });

  it("keeps a refused text with its reason until somebody decides", async () => {
    const { outbox, onFailed } = setUp([() => Promise.reject(refused(409, "not_holder"))]);
    const { clientId } = outbox.add("cnv_1", "text", "halo");
    await settle();
    expect(outbox.entries.value[0]).toMatchObject({ state: "failed", failure: { code: "not_holder" } });
    expect(onFailed).toHaveBeenCalledOnce();
    outbox.retry(clientId);
    await settle();
    expect(outbox.entries.value).toEqual([]);
  });

  it("outlives a reload, and sends what was on its way with the same id", async () => {
    const first = setUp([() => new Promise(() => {})]);
    first.outbox.add("cnv_1", "note", "catat ini");
    expect(read(first.store, OUTBOX_KEY)).toMatchObject([{ clientId: "client-1", state: "sending" }]);
    const second = setUp([], first.store);
    second.outbox.flush();
    await settle();
    expect(second.sent).toEqual([{ client_id: "client-1", text: "catat ini" }]);
    expect(read(first.store, OUTBOX_KEY)).toEqual([]);
  });

  it("is never sent by somebody else who signs in here", async () => {
    const first = setUp([() => new Promise(() => {})]);
    first.outbox.add("cnv_1", "text", "dari Rina");
    const other = setUp([], first.store, "agt_other");
    other.outbox.flush();
    await settle();
    expect(other.sent).toEqual([]);
    expect(other.outbox.of("cnv_1")).toEqual([]);
    expect(first.outbox.of("cnv_1")).toHaveLength(1);
  });

  it("takes the live stream's word before the answer, by client id or by text", async () => {
    const { outbox } = setUp([() => new Promise(() => {}), () => new Promise(() => {})]);
    outbox.add("cnv_1", "text", "halo");
    outbox.add("cnv_2", "text", "halo");
    await settle();
    outbox.confirm("cnv_2", message({ client_id: "client-2" }));
    outbox.confirm("cnv_1", message());
    expect(outbox.entries.value).toEqual([]);
  });

  it("is not taken in by what lies in storage", () => {
    const store = memoryStore();
    store.setItem(
      OUTBOX_KEY,
      '[{"clientId":5},null,"x",{"clientId":"a","agent":"agt_me","conversation":"c","text":"t","kind":"text"}]',
    );
    expect(setUp([], store).outbox.entries.value).toHaveLength(1);
    store.setItem(OUTBOX_KEY, "{not json");
    expect(setUp([], store).outbox.entries.value).toEqual([]);
  });

  it("forgets what another tab threw away, and keeps what only this tab has", async () => {
    const { store, outbox: one } = setUp([() => Promise.reject(refused(409, "not_holder"))]);
    const first = one.add("cnv_1", "text", "halo");
    await settle();
    const { outbox: two } = setUp([], store);
    expect(two.entries.value.map((p) => p.state)).toEqual(["failed"]);
    one.discard(first.clientId);
    two.changed(OUTBOX_KEY);
    expect(two.entries.value).toEqual([]);
    two.discard("nothing");
    expect(read(store, OUTBOX_KEY)).toEqual([]);

    const { outbox: three } = setUp([() => Promise.reject(refused(409, "not_holder"))], store);
    three.add("cnv_1", "text", "hanya di sini");
    await settle();
    store.removeItem(OUTBOX_KEY);
    three.changed(OUTBOX_KEY);
    expect(three.entries.value.map((p) => p.text)).toEqual(["hanya di sini"]);
  });
});
