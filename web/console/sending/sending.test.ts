import { describe, expect, it, vi } from "vitest";
import type { Conversation, Message } from "../../shared/api";
import { createDrafts } from "../core/drafts";
import { ApiError, type Failure, type Request } from "../core/http";
import { createOutbox, OUTBOX_KEY, type Pending } from "../core/outbox";
import { memoryStore, type Store } from "../core/storage";
import { createToasts } from "../core/toasts";
import { keepFiles, keptFiles, keyOf } from "../files/kept";
import { told } from "./Colleagues";
import { createClosing } from "./closing";
import { createOutgoing, type Outgoing } from "./outgoing";
import { mended } from "./safe";
import { createWatch, type Watching } from "./watch";

const refused = (status: number, code: string, problem?: unknown) =>
  new ApiError({ status, code, title: "", detail: "", retryAfter: null } satisfies Failure, problem);
const reply = (id: string, over: Partial<Outgoing> = {}): Outgoing => ({
  id,
  conversation_id: "cnv_1",
  client_id: `c-${id}`,
  text: `teks ${id}`,
  at: "2026-11-21T03:00:00Z",
  due_at: "2026-11-21T03:00:05Z",
  left_ms: 5000,
  ...over,
});

vi.useFakeTimers();
const later = (run: () => void, ms: number) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

function setUp(answers: Record<string, () => unknown>, store: Store = memoryStore()) {
  const calls: string[] = [];
  const request = (async (method: string, path: string) => {
    calls.push(`${method} ${path}`);
    return answers[`${method} ${path}`]?.();
  }) as Request;
  const toasts = createToasts(later);
  const drafts = createDrafts(
    store,
    () => Date.now(),
    () => "me",
  );
  const arrived = vi.fn();
  const outgoing = createOutgoing({
    request,
    store,
    drafts,
    toasts,
    later,
    now: () => Date.now(),
    agentId: () => "me",
    sends: (id) => id === "c-mine",
    nameOf: () => "Sari",
    arrived,
    open: vi.fn(),
    say: vi.fn(),
  });
  return { outgoing, calls, drafts, toasts, arrived, store };
}

describe("a reply whose macro closes the matter", () => {
  const row = (over: Partial<Conversation>) =>
    ({ id: "cnv_1", status: "open", promises: [], ...over }) as Conversation;
  const pending = { clientId: "c1", conversation: "cnv_1", resolves: true } as Pending;
  function closing(after: Conversation) {
    let now = row({});
    const toasts = createToasts(later);
    const refresh = vi.fn(async () => {
      now = after;
    });
    const deps = { closed: vi.fn(), owing: vi.fn(), refresh };
    const made = createClosing({ ...deps, toasts, row: () => now, nameOf: () => "Sari" });
    return { ...deps, ...made, titles: () => toasts.toasts.value.map((one) => one.text) };
  }

  it("says that it is closed, with the conversation as it was, once", async () => {
    const { sending, sent, closed, refresh, titles } = closing(row({ status: "resolved" }));
    sending(pending);
    sending(pending); // tried again
    await sent("c1", "cnv_1");
    await sent("c1", "cnv_1");
    expect(closed.mock.calls).toEqual([["cnv_1", row({})]]);
    expect(refresh).toHaveBeenCalledOnce();
    expect(titles()).toEqual(["Selesai. Pelanggan mendapat satu pertanyaan penilaian."]);
  });
  it("asks about what is owed, and says where the contact wrote again", async () => {
    const promises = [{ id: "p", kind: "call", state: "open", words: "", due_at: "2026-11-21T03:00:00Z" }];
    const owed = closing(row({ promises } as Partial<Conversation>));
    owed.sending(pending);
    await owed.sent("c1", "cnv_1");
    expect(owed.owing).toHaveBeenCalledWith("cnv_1");
    const wrote = closing(row({}));
    wrote.sending(pending);
    await wrote.sent("c1", "cnv_1");
    expect(wrote.titles()).toEqual(["Percakapan dengan Sari tetap terbuka"]);
    for (const one of [owed, wrote]) expect(one.closed).not.toHaveBeenCalled();
  });
  it("keeps still of every other reply", async () => {
    const { sending, sent, refresh } = closing(row({}));
    sending({ ...pending, resolves: false });
    await sent("c1", "cnv_1");
    expect(refresh).not.toHaveBeenCalled();
  });
});

describe("a reply on its way", () => {
  it("that is taken back stands in front of what is being written, once, and is then forgotten by the server", async () => {
    const back = () => reply("1", { due_at: null, why: "undone", draft_id: "msg_9" });
    const { outgoing, calls, drafts, store } = setUp({ "POST /outgoing/1/undo": back });
    drafts.set("cnv_1", "reply", "lanjutan");
    outgoing.accepted(reply("1"));
    expect(outgoing.undoLast("cnv_1")).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(drafts.get("cnv_1", "reply")).toBe("teks 1\nlanjutan");
    expect(drafts.draftId("cnv_1", "reply")).toBe("msg_9");
    expect(outgoing.waiting.value).toEqual([]);
    expect(calls).toEqual(["POST /outgoing/1/undo", "DELETE /outgoing/1"]);
    // Another page of the same browser hears of it, too.
    const second = setUp({ "GET /me/outgoing": () => ({ items: [back()] }) }, store);
    await second.outgoing.fetch(true);
    expect(drafts.get("cnv_1", "reply")).toBe("teks 1\nlanjutan");
    expect(second.calls).toContain("DELETE /outgoing/1");
  });

  it("that is taken back gives its files back to the tray, each once, also where there were no words", async () => {
    const file = (id: string) => ({ id, name: `${id}.pdf`, type: "application/pdf", size: 7, digest: "aa" });
    const store = memoryStore();
    const key = keyOf("me", "cnv_1");
    keepFiles(store, key, [file("att_0")]);
    const back = reply("1", {
      due_at: null,
      why: "undone",
      text: "",
      attachments: [file("att_0"), file("att_1")],
    });
    const { outgoing, drafts, calls } = setUp({ "POST /outgoing/1/undo": () => back }, store);
    drafts.set("cnv_1", "reply", "lanjutan");
    outgoing.accepted(reply("1", { text: "", attachments: back.attachments ?? [] }));
    // Another message without words is not this one.
    const said = { id: "msg_1", text: "", attachments: [file("att_9")] } as unknown as Message;
    outgoing.confirm("cnv_1", said);
    expect(outgoing.waiting.value).toHaveLength(1);
    await outgoing.undo("1");
    expect(keptFiles(store, key).map((f) => f.id)).toEqual(["att_0", "att_1"]);
    expect(drafts.get("cnv_1", "reply")).toBe("lanjutan");
    expect(calls).toContain("DELETE /outgoing/1");
  });

  it("that could not be said comes back with the reason; what another browser took back is left to it", async () => {
    const { outgoing, drafts, toasts } = setUp({
      "GET /me/outgoing": () => ({
        items: [
          reply("1", { due_at: null, why: "with_other" }),
          reply("2", { due_at: null, why: "undone", conversation_id: "cnv_2" }),
        ],
      }),
    });
    outgoing.heard({ agent_id: "me", conversation_id: "cnv_1", id: "1", client_id: "x", what: "returned" });
    await vi.advanceTimersByTimeAsync(100);
    expect(drafts.get("cnv_1", "reply")).toBe("teks 1");
    expect(toasts.toasts.value.at(-1)?.text).toContain("Sari");
    expect(drafts.get("cnv_2", "reply")).toBe("");
    await outgoing.fetch(true);
    expect(drafts.get("cnv_2", "reply")).toBe("teks 2");
  });

  it("of another tab is fetched, one's own is not, a colleague's is nobody's business", async () => {
    const { outgoing, calls } = setUp({ "GET /me/outgoing": () => ({ items: [reply("7")] }) });
    const event = { conversation_id: "cnv_1", id: "7", what: "waiting" } as const;
    outgoing.heard({ ...event, agent_id: "other", client_id: "c" });
    outgoing.heard({ ...event, agent_id: "me", client_id: "c-mine" });
    await vi.advanceTimersByTimeAsync(100);
    expect(calls).toEqual([]);
    outgoing.heard({ ...event, agent_id: "me", client_id: "c" });
    await vi.advanceTimersByTimeAsync(100);
    expect(outgoing.of("cnv_1").map((o) => o.id)).toEqual(["7"]);
    outgoing.confirm("cnv_2", { text: "teks 7" } as Message);
    expect(outgoing.of("cnv_1")).toHaveLength(1);
    outgoing.confirm("cnv_1", { text: "teks 7" } as Message);
    expect(outgoing.of("cnv_1")).toEqual([]);
  });

  it("that nobody told about after its time is asked for; too late to take back is said", async () => {
    const { outgoing, calls, toasts } = setUp({
      "GET /me/outgoing": () => ({ items: [] }),
      "POST /outgoing/1/undo": () => {
        throw refused(404, "reply_left");
      },
    });
    outgoing.accepted(reply("1"));
    await vi.advanceTimersByTimeAsync(6000);
    expect(calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls).toEqual(["GET /me/outgoing"]);
    expect(outgoing.waiting.value).toEqual([]);
    await outgoing.undo("1");
    expect(toasts.toasts.value.at(-1)?.tone).toBe("info");
  });

  it("that was accepted while it was asked what waits stays: the older answer does not count", async () => {
    let answer = (_: unknown) => {};
    const answers = [new Promise((done) => (answer = done)), { items: [reply("1")] }];
    const { outgoing, calls } = setUp({ "GET /me/outgoing": () => answers.shift() });
    const asked = outgoing.fetch(false);
    outgoing.accepted(reply("1"));
    answer({ items: [] });
    await asked;
    expect(outgoing.of("cnv_1").map((o) => o.id)).toEqual(["1"]);
    await vi.advanceTimersByTimeAsync(100);
    expect(calls).toEqual(["GET /me/outgoing", "GET /me/outgoing"]);
    expect(outgoing.of("cnv_1").map((o) => o.id)).toEqual(["1"]);
  });

  it("whose end was heard twice ends at the earlier", async () => {
    const { outgoing } = setUp({ "GET /me/outgoing": () => ({ items: [reply("1")] }) });
    outgoing.accepted(reply("1"));
    const until = outgoing.of("cnv_1")[0]?.until;
    await vi.advanceTimersByTimeAsync(300);
    await outgoing.fetch(false);
    expect(outgoing.of("cnv_1")[0]?.until).toBe(until);
  });
});

describe("the outbox", () => {
  const news = { id: "msg_5", seq: 5, text: "eh" } as Message;
  const make = (store: Store, send: (body: { seen?: number }) => Promise<object>) => {
    let ids = 0;
    return createOutbox({
      send: (_c, _k, body) => send(body),
      position: () => 4,
      agentId: () => "me",
      store,
      newId: () => `id-${Math.random()}-${++ids}`,
      now: () => new Date(),
      later,
      onSent: vi.fn(),
      onFailed: vi.fn(),
    });
  };

  it("names what was seen; what is new is shown, and sending anyway counts it as seen", async () => {
    const seen: (number | undefined)[] = [];
    const outbox = make(memoryStore(), (body) => {
      seen.push(body.seen);
      return seen.length === 1
        ? Promise.reject(refused(409, "messages_unseen", { unseen: [news], position: 5 }))
        : Promise.resolve({});
    });
    const { clientId } = outbox.add("cnv_1", "text", "halo");
    await vi.advanceTimersByTimeAsync(0);
    expect(outbox.of("cnv_1")[0]).toMatchObject({ state: "failed", unseen: [news] });
    outbox.retry(clientId);
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toEqual([4, 5]);
    expect(outbox.of("cnv_1")).toEqual([]);
  });

  it("of one tab does not overwrite another's, and shows it", async () => {
    const store = memoryStore();
    const never = () => new Promise<object>(() => {});
    const [one, two] = [make(store, never), make(store, never)];
    one.add("cnv_1", "text", "dari satu");
    two.add("cnv_1", "text", "dari dua");
    one.changed(OUTBOX_KEY);
    const texts = (JSON.parse(store.getItem(OUTBOX_KEY) ?? "[]") as Pending[]).map((p) => p.text);
    expect(texts.sort()).toEqual(["dari dua", "dari satu"]);
    expect(
      one
        .of("cnv_1")
        .map((p) => p.text)
        .sort(),
    ).toEqual(texts);
    for (const p of two.of("cnv_1")) if (p.text === "dari dua") two.discard(p.clientId);
    one.changed(OUTBOX_KEY);
    expect(one.of("cnv_1").map((p) => p.text)).toEqual(["dari satu"]);
  });
});

describe("colleagues", () => {
  const make = (others: Watching[] = []) => {
    const calls: string[] = [];
    const request = (async (_m: string, path: string, body: { what: string }) => {
      calls.push(`${path} ${body.what}`);
      return { others };
    }) as Request;
    const watch = createWatch({
      request,
      later,
      now: () => Date.now(),
      agentId: () => "me",
      looking: () => true,
    });
    return { watch, calls };
  };
  const bima = { agent_id: "b", name: "Bima" };

  it("are told seldom that one writes, and that one has stopped or left", async () => {
    const { watch, calls } = make();
    watch.enter("c");
    for (let i = 0; i < 10; i++) {
      watch.wrote("c", "reply");
      await vi.advanceTimersByTimeAsync(500);
    }
    await vi.advanceTimersByTimeAsync(5000);
    watch.leave();
    expect(calls).toEqual([
      "/conversations/c/watch viewing",
      "/conversations/c/watch reply",
      "/conversations/c/watch reply",
      "/conversations/c/watch viewing",
      "/conversations/c/watch gone",
    ]);
  });

  it("fade: from writing to looking, from looking to nothing; oneself is no colleague", async () => {
    const { watch } = make();
    watch.heard({ conversation_id: "c", ...bima, what: "reply" });
    watch.heard({ conversation_id: "c", agent_id: "me", name: "Rina", what: "reply" });
    expect(watch.of("c")).toEqual([{ ...bima, what: "reply" }]);
    await vi.advanceTimersByTimeAsync(6100);
    expect(watch.of("c")).toEqual([{ ...bima, what: "viewing" }]);
    await vi.advanceTimersByTimeAsync(45_000);
    expect(watch.of("c")).toEqual([]);
  });

  it("who write come before who look", () => {
    const all: Watching[] = [
      { ...bima, what: "viewing" },
      { agent_id: "s", name: "Sinta", what: "note" },
    ];
    expect(told(all)?.key).toBe("writes_note");
    expect(told([...all, { agent_id: "t", name: "Tono", what: "reply" }])?.who[0]?.name).toBe("Tono");
    expect(told([])).toBeNull();
  });
});

describe("the copy of what must not be lost", () => {
  const draft = (text: string, at: number) => JSON.stringify({ text, at });
  const key = "terang.console.draft.me.reply.c";

  it("gives back a draft that is newer, and takes one away that was sent after", () => {
    expect(mended(null, { key, value: draft("a", 5), at: 5 })).toBe(draft("a", 5));
    const tray = JSON.stringify({ at: 5, files: [] });
    expect(mended(null, { key: keyOf("me", "cnv_1"), value: tray, at: 5 })).toBe(tray);
    expect(mended(draft("alt", 4), { key, value: draft("a", 5), at: 5 })).toBe(draft("a", 5));
    expect(mended(draft("neu", 6), { key, value: draft("a", 5), at: 5 })).toBeUndefined();
    expect(mended(draft("a", 5), { key, value: null, at: 6 })).toBeNull();
    expect(mended(draft("neu", 7), { key, value: null, at: 6 })).toBeUndefined();
    expect(mended(null, { key, value: null, at: 6 })).toBeUndefined();
  });

  it("keeps unsent messages of both", () => {
    const one = (clientId: string) => ({
      clientId,
      agent: "me",
      conversation: "c",
      text: clientId,
      kind: "text",
    });
    const joined = mended(JSON.stringify([one("1")]), {
      key: OUTBOX_KEY,
      value: JSON.stringify([one("1"), one("2")]),
      at: 1,
    });
    expect((JSON.parse(joined ?? "[]") as Pending[]).map((p) => p.clientId).sort()).toEqual(["1", "2"]);
    expect(mended(JSON.stringify([one("1")]), { key: OUTBOX_KEY, value: "[]", at: 1 })).toBeUndefined();
  });
});
