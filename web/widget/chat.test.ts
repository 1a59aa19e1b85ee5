import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChatSend, ChatState, Message } from "../shared/api";
import { Chat } from "./chat";
import { openStore, type Store } from "./storage";

/** A generator that can be seeded, so that a failing run can be run again (mulberry32). */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The server's side of the contract, over a network that can be cut at any byte. */
class World {
  readonly log: Message[] = [];
  private readonly byClient = new Map<string, Message>();
  private readonly streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  up = true;
  token = "t1";
  conversation = "cnv_1";
  state: ChatState = {
    position: 0,
    handled: 0,
    holder: "assistant",
    agent: null,
    status: "open",
    queue: null,
  };
  answer: (path: string) => Response | undefined = () => undefined;
  calls: string[] = [];

  constructor(private readonly random: () => number) {
    this.push("out", "Halo");
  }

  push(direction: "in" | "out", text: string, clientId?: string): Message {
    const seq = this.log.length + 1;
    const message: Message = {
      id: `msg_${seq}`,
      seq,
      prev: seq - 1,
      kind: "text",
      direction,
      author: { kind: direction === "in" ? "contact" : "ai" },
      text,
      at: new Date(Date.now()).toISOString(),
      ...(clientId && { client_id: clientId }),
    };
    this.log.push(message);
    this.state = { ...this.state, position: seq, handled: direction === "in" ? seq : this.state.handled };
    this.emit("message", message);
    return message;
  }

  emit(event: string, data: unknown): void {
    for (const c of this.streams) this.write(c, event, data);
  }

  /** Cuts every connection; about half of the events in flight end in the middle. */
  cut(): void {
    this.up = false;
    for (const c of this.streams) {
      if (this.random() < 0.5) c.enqueue(new TextEncoder().encode('event: message\ndata: {"seq":99'));
      c.error(new TypeError("network"));
    }
    this.streams.clear();
  }

  private write(c: ReadableStreamDefaultController<Uint8Array>, event: string, data: unknown): void {
    const bytes = new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    const at = Math.floor(this.random() * bytes.length);
    c.enqueue(bytes.slice(0, at));
    c.enqueue(bytes.slice(at));
  }

  readonly fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input), "http://host");
    const path = url.pathname.replace("/api/v1", "");
    await new Promise((r) => setTimeout(r, 5 + this.random() * 40));
    if (!this.up) throw new TypeError("network");
    this.calls.push(`${init.method} ${path}`);
    const early = this.answer(path);
    if (early) return early;
    const auth = new Headers(init.headers).get("Authorization");
    if (auth !== `Bearer ${this.token}` && !(path === "/chat/sessions" && !auth)) {
      return problem(401, "unauthorized");
    }
    if (path === "/chat/stream") return this.stream(Number(url.searchParams.get("since")), init.signal);
    const body = init.body ? JSON.parse(String(init.body)) : {};
    const response = this.rest(path, url, body);
    // The work is done, but the answer may be lost on its way.
    await new Promise((r) => setTimeout(r, 5 + this.random() * 40));
    if (!this.up) throw new TypeError("network");
    return response;
  };

  private rest(path: string, url: URL, body: unknown): Response {
    if (path === "/chat/sessions") {
      return Response.json({
        token: this.token,
        conversation_id: this.conversation,
        contact_id: "c",
        brand: { name: "Toko" },
        language: "id",
        messages: this.log.slice(-50),
        ...this.state,
      });
    }
    if (path === "/chat/messages" && body && "client_id" in (body as object)) {
      const send = body as ChatSend;
      const had = this.byClient.get(send.client_id);
      if (had) return Response.json({ message: had });
      const message = this.push("in", send.text, send.client_id);
      this.byClient.set(send.client_id, message);
      return Response.json({ message }, { status: 201 });
    }
    if (path === "/chat/messages") {
      const since = Number(url.searchParams.get("since") ?? 0);
      const before = Number(url.searchParams.get("before") ?? 1e9);
      const limit = Number(url.searchParams.get("limit"));
      const found = this.log.filter((m) => m.seq > since && m.seq < before);
      const messages = url.searchParams.has("before") ? found.slice(-limit) : found.slice(0, limit);
      return Response.json({ messages, ...this.state });
    }
    if (path === "/chat/person") {
      this.state = { ...this.state, holder: "queue", queue: { place: 1, online: true, refreshed_at: "" } };
      this.emit("state", this.state);
      return Response.json({ holder: "queue", queue: this.state.queue }, { status: 202 });
    }
    return new Response(null, { status: 204 });
  }

  private stream(since: number, abort: AbortSignal | null | undefined): Response {
    let mine: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (c) => {
        mine = c;
        this.write(c, "state", this.state);
        for (const m of this.log) if (m.seq > since) this.write(c, "message", m);
        this.streams.add(c);
      },
      cancel: () => void (mine && this.streams.delete(mine)),
    });
    abort?.addEventListener("abort", () => {
      if (mine && this.streams.delete(mine)) mine.error(new DOMException("aborted", "AbortError"));
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }
}

function problem(status: number, code: string, detail = "", headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ title: code, status, code, detail }), { status, headers });
}

const memory = () =>
  openStore(() => {
    throw new Error("none");
  });

function chatOn(world: World, store: Store, random: () => number): Chat {
  let n = 0;
  return new Chat({
    key: "wk",
    base: "http://host/api/v1",
    store,
    lock: (_, work) => work(),
    fetch: world.fetch as typeof fetch,
    now: Date.now,
    random,
    newId: () => `c-${++n}-${Math.floor(random() * 1e9)}`,
  });
}

const texts = (chat: Chat, direction: string) =>
  chat.messages.value.filter((m) => m.direction === direction).map((m) => m.text);
const seqs = (chat: Chat) => chat.messages.value.map((m) => m.seq);
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-11-21T03:00:00Z") }));
afterEach(() => void vi.useRealTimers());

describe("the link cut 20 times during 200 messages each way", () => {
  it.each([1, 2, 3, 7, 42])("loses none, doubles none, in order (seed %i)", async (seed) => {
    const random = seeded(seed);
    const world = new World(random);
    const store = memory();
    let chat = chatOn(world, store, random);
    chat.start();
    await wait(200);
    const cuts = new Set<number>();
    while (cuts.size < 20) cuts.add(1 + Math.floor(random() * 198));
    for (let i = 0; i < 200; i++) {
      chat.say(`contact ${i}`);
      world.push("out", `brand ${i}`);
      await wait(random() * 60);
      if (cuts.has(i)) {
        world.cut();
        await wait(random() * 3000);
        if (i % 3 === 0) {
          // The page is reloaded while there is no network.
          chat.stop();
          chat = chatOn(world, store, random);
          chat.start();
        }
        world.up = true;
        if (random() < 0.5) chat.online();
      }
    }
    await wait(120_000);
    const said = Array.from({ length: 200 }, (_, i) => `contact ${i}`);
    const heard = Array.from({ length: 200 }, (_, i) => `brand ${i}`);
    expect(world.log.filter((m) => m.direction === "in").map((m) => m.text)).toEqual(said);
    const mine = texts(chat, "in");
    const theirs = texts(chat, "out").filter((t) => t !== "Halo");
    expect(mine).toEqual(said.slice(said.length - mine.length));
    expect(theirs).toEqual(heard.slice(heard.length - theirs.length));
    while (chat.older.value === "some") {
      const older = chat.loadOlder();
      await wait(200);
      await older;
    }
    expect(seqs(chat)).toEqual(world.log.map((m) => m.seq));
    expect(chat.outgoing.value).toEqual([]);
    chat.stop();
  });
});

describe("Chat", () => {
  async function started(seed = 5) {
    const random = seeded(seed);
    const world = new World(random);
    const store = memory();
    const chat = chatOn(world, store, random);
    chat.start();
    await wait(300);
    return { world, store, chat, random };
  }

  it("shows a message at once, then as sent, then as delivered", async () => {
    const { chat } = await started();
    chat.say("halo");
    expect(chat.outgoing.value.map((i) => i.text)).toEqual(["halo"]);
    await wait(300);
    expect(chat.outgoing.value).toEqual([]);
    expect(texts(chat, "in")).toEqual(["halo"]);
    expect(chat.state.value.handled).toBeLessThanOrEqual(chat.messages.value.at(-1)?.seq ?? 0);
  });

  it("fetches what a hole in prev says is missing", async () => {
    const { chat, world } = await started();
    const lost = { ...world.push("out", "x") };
    await wait(50);
    world.log.push(
      { ...lost, id: "msg_3", seq: 3, prev: 2, text: "y" },
      { ...lost, id: "msg_4", seq: 4, prev: 3, text: "z" },
    );
    world.emit("message", world.log[3]);
    await wait(100);
    expect(seqs(chat)).toEqual([1, 2]);
    await wait(1000);
    expect(texts(chat, "out")).toEqual(["Halo", "x", "y", "z"]);
  });

  it("begins anew where the token is no longer good, and still sends what waits", async () => {
    const { chat, world } = await started();
    world.cut();
    chat.say("masih ada");
    await wait(500);
    world.log.length = 0;
    world.push("out", "Halo lagi");
    world.token = "t2";
    world.conversation = "cnv_2";
    world.up = true;
    chat.online();
    await wait(20_000);
    expect(texts(chat, "out")).toEqual(["Halo lagi"]);
    expect(texts(chat, "in")).toEqual(["masih ada"]);
  });

  it("marks what the server refuses as failed, with its reason, and goes on", async () => {
    const { chat, world } = await started();
    world.answer = (path) =>
      path === "/chat/messages" ? problem(422, "too_long", "Terlalu panjang.") : undefined;
    chat.say("panjang");
    await wait(300);
    expect(chat.outgoing.value[0]).toMatchObject({ state: "failed", problem: "Terlalu panjang." });
    world.answer = () => undefined;
    chat.say("pendek");
    await wait(300);
    expect(texts(chat, "in")).toEqual(["pendek"]);
    chat.retry();
    await wait(300);
    expect(texts(chat, "in")).toEqual(["pendek", "panjang"]);
  });

  it("waits as long as Retry-After says", async () => {
    const { chat, world } = await started();
    world.answer = (path) =>
      path === "/chat/messages" ? problem(429, "too_many", "", { "Retry-After": "10" }) : undefined;
    chat.say("sabar");
    await wait(500);
    world.answer = () => undefined;
    const before = world.calls.length;
    await wait(9000);
    expect(world.calls.slice(before)).not.toContain("POST /chat/messages");
    await wait(3000);
    expect(texts(chat, "in")).toEqual(["sabar"]);
  });

  it("asks after repeated server errors instead of trying for ever", async () => {
    const { chat, world } = await started();
    world.answer = (path) => (path === "/chat/messages" ? problem(500, "internal") : undefined);
    chat.say("satu");
    chat.say("dua");
    await wait(120_000);
    expect(chat.outgoing.value.map((i) => i.state)).toEqual(["failed", "failed"]);
    world.answer = () => undefined;
    chat.retry();
    await wait(1000);
    expect(texts(chat, "in")).toEqual(["satu", "dua"]);
  });

  it("keeps what was said a moment ago when the page goes", async () => {
    const { chat, world, store, random } = await started();
    chat.say("jam buka?");
    await vi.waitUntil(() => texts(chat, "in").length === 1, { interval: 1 });
    world.cut();
    chat.leaving();
    chat.stop();
    const again = chatOn(world, store, random);
    again.start();
    expect(texts(again, "in")).toEqual(["jam buka?"]);
  });

  it("keeps the wish for a person until the server has heard it", async () => {
    const { chat, world, store, random } = await started();
    world.cut();
    void chat.ask("person");
    await wait(500);
    chat.stop();
    const again = chatOn(world, store, random);
    again.start();
    expect(again.wish.value).toBe("person");
    world.up = true;
    again.online();
    await wait(5000);
    expect(again.wish.value).toBe("");
    expect(again.state.value.holder).toBe("queue");
  });

  it("says that it is away when it cannot open, and opens when it can", async () => {
    const world = new World(seeded(1));
    world.up = false;
    const chat = chatOn(world, memory(), seeded(2));
    chat.start();
    await wait(500);
    expect(chat.phase.value).toBe("away");
    world.up = true;
    await wait(40_000);
    expect(chat.phase.value).toBe("ready");
  });

  it("tells a wrong key apart from a missing network", async () => {
    const world = new World(seeded(1));
    world.answer = () => problem(404, "unknown_key", "Widget ini tidak dikenal.");
    const chat = chatOn(world, memory(), seeded(2));
    chat.start();
    await wait(500);
    expect(chat.phase.value).toBe("refused");
    expect(chat.problem.value).toBe("Widget ini tidak dikenal.");
  });

  it("counts what was not seen, and nothing once the customer looks", async () => {
    const { chat, world } = await started();
    chat.watching.value = true;
    chat.markSeen();
    chat.watching.value = false;
    world.push("out", "satu");
    world.push("out", "dua");
    await wait(200);
    expect(chat.unread.value).toBe(2);
    chat.watching.value = true;
    chat.markSeen();
    expect(chat.unread.value).toBe(0);
    await wait(600);
    expect(chat.seen.value).toBe(3);
  });

  it("notices a link that is silent and comes back", async () => {
    const { chat, world } = await started();
    expect(chat.link.value).toBe("live");
    const before = world.calls.filter((c) => c === "GET /chat/stream").length;
    await wait(62_000);
    expect(world.calls.filter((c) => c === "GET /chat/stream").length).toBe(before + 1);
    expect(chat.link.value).toBe("live");
  });
});
