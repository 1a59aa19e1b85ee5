import { afterEach, describe, expect, it, vi } from "vitest";
import type { Conversation, Message } from "../../shared/api";
import { NO_FILTER } from "../find/filter";
import { createConsole, type World } from "./console";
import type { Source } from "./live";
import { memoryStore } from "./storage";
import { position } from "./thread";

const me = { id: "agt_me", name: "Rina", email: "rina@toko.id", role: "agent", presence: "online" };
const message = (seq: number, over: Partial<Message> = {}): Message => ({
  id: `msg_${seq}`,
  seq,
  prev: seq - 1,
  kind: "text",
  direction: "in",
  author: { kind: "contact" },
  text: `pesan ${seq}`,
  at: "2026-11-21T03:00:00Z",
  ...over,
});
const row = (over: Partial<Conversation> = {}): Conversation => ({
  id: "cnv_1",
  contact: { id: "cnt_1", name: "Sari", verified: true },
  channel: "web",
  language: "id",
  status: "open",
  holder: "queue",
  agent: null,
  last: { author_kind: "contact", text: "halo", at: "2026-11-21T03:00:00Z" },
  trust: 80,
  threshold: 60,
  waiting_since: "2026-11-21T03:00:00Z",
  unread: 3,
  seq: 3,
  created_at: "2026-11-21T02:00:00Z",
  hand_over: null,
  survey: null,
  ...over,
});
const counts = { queue: 1, mine: 0, assistant: 0, all: 1 };

/** A server in a table: "METHOD path" to an answer; every call is noted. */
function setUp(hash: string, routes: Record<string, (body: unknown) => [status: number, body: unknown]>) {
  const calls: string[] = [];
  const heard = new Map<string, (event: MessageEvent<string>) => void>();
  const source: Source = {
    readyState: 1,
    onopen: null,
    onerror: null,
    addEventListener: (type, listener) => void heard.set(type, listener),
    close: () => {},
  };
  const base: typeof routes = {
    "GET /me": () => [
      200,
      {
        agent: me,
        permissions: ["self", "speak", "read", "write"],
        workspace: { id: "w", name: "Toko", key: "wk_1" },
      },
    ],
    "GET /conversations": () => [200, { items: [row()], next: null, counts }],
    "GET /conversations/cnv_1/messages": () => [
      200,
      { messages: [1, 2, 3].map((n) => message(n)), position: 3, contact_seen: 0 },
    ],
    "POST /conversations/cnv_1/seen": () => [204, null],
    ...routes,
  };
  const world: World = {
    fetch: (async (url: string, init: RequestInit) => {
      const path = url.replace("/api/v1", "").split("?")[0] ?? "";
      calls.push(`${init.method} ${url.replace("/api/v1", "")}`);
      const [status, body] = base[`${init.method} ${path}`]?.(
        init.body ? JSON.parse(String(init.body)) : null,
      ) ?? [404, {}];
      return new Response(status === 204 ? null : JSON.stringify(body), { status });
    }) as typeof fetch,
    openStream: () => source,
    store: memoryStore(),
    now: () => new Date("2026-11-21T03:10:00Z"),
    later: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    newId: () => "client-1",
    browserLanguage: "id",
    embedded: false,
    width: 1440,
    hash,
    go: vi.fn(),
    looking: () => true,
  };
  const console = createConsole(world);
  const say = (type: string, data: unknown) =>
    heard.get(type)?.({ data: JSON.stringify(data) } as MessageEvent<string>);
  return { console, calls, say, world, source };
}

vi.useFakeTimers();
const settle = () => vi.advanceTimersByTimeAsync(500);
afterEach(() => vi.clearAllTimers());

describe("the console", () => {
  it("opens what the address names, loads its list, and tells how far was read", async () => {
    const { console, calls } = setUp("#/queue/cnv_1", {});
    await console.start();
    await settle();
    expect(position(console.threads.get("cnv_1").value)).toBe(3);
    expect(console.inbox.lists.value.slices.queue.ids).toEqual(["cnv_1"]);
    expect(calls.sort()).toEqual([
      "GET /conversations/cnv_1",
      "GET /conversations/cnv_1/messages?limit=50",
      "GET /conversations?view=queue&limit=30",
      "GET /me",
      "GET /me/mentions?limit=1",
      "GET /me/outgoing",
      "GET /promises?state=open&owner=all&limit=1",
      "POST /conversations/cnv_1/seen",
      "POST /conversations/cnv_1/watch",
    ]);
    expect(console.inbox.lists.value.rows.get("cnv_1")?.unread).toBe(0);
    console.stop();
  });

  it("fetches a list anew in the order that is chosen, and only that one", async () => {
    const { console, calls, world } = setUp("#/all", {});
    await console.start();
    await settle();
    const lists = () => calls.filter((c) => c.startsWith("GET /conversations?") && c.includes("limit=30"));
    expect(lists()).toEqual(["GET /conversations?view=all&limit=30"]);
    console.orders.choose("oldest");
    await settle();
    expect(lists().at(-1)).toBe("GET /conversations?view=all&limit=30&order=oldest");
    expect(console.inbox.lists.value.slices.all).toMatchObject({ order: "oldest", ids: ["cnv_1"] });
    // A saved view has its own; the way back to the list finds it as it was.
    console.narrow({ saved: "view_1", order: "priority" });
    await settle();
    expect(lists().at(-1)).toBe("GET /conversations?view=all&limit=30&order=priority");
    expect(world.go).toHaveBeenLastCalledWith("#/all?saved=view_1&order=priority", true);
    console.narrow(NO_FILTER);
    await settle();
    expect(lists()).toHaveLength(3);
    expect(console.inbox.lists.value.slices.all.order).toBe("oldest");
    console.stop();
  });

  it("asks once for a conversation that is not there", async () => {
    const { console, calls } = setUp("#/queue/cnv_gone", {});
    await console.start();
    await settle();
    expect(calls.filter((c) => c.includes("cnv_gone/messages"))).toHaveLength(1);
    expect(console.threads.get("cnv_gone").value.state).toBe("failed");
    console.stop();
  });

  it("goes to the sign-in where nobody is signed in, and back to it when the session ends", async () => {
    let signedIn = false;
    const { console } = setUp("#/queue", {
      "GET /me": () =>
        signedIn
          ? [200, { agent: me, workspace: { id: "w", name: "Toko", key: "k" } }]
          : [401, { code: "session_unknown" }],
      "POST /login": () => {
        signedIn = true;
        return [200, { agent: me }];
      },
      "POST /conversations/cnv_1/claim": () => [401, { code: "session_unknown" }],
    });
    await console.start();
    expect(console.session.state.value).toEqual({ kind: "out", ended: false });
    expect(await console.session.login("rina@toko.id", "rahasia")).toBeNull();
    expect(console.session.state.value.kind).toBe("in");
    await console.actions.run("claim", "cnv_1");
    expect(console.session.state.value).toEqual({ kind: "out", ended: true });
    expect(console.inbox.lists.value.rows.size).toBe(0);
  });

  it("has no use for the sign-in while somebody is in", async () => {
    const { console, world } = setUp("#/mine", {});
    await console.start();
    console.moved("#/login");
    expect(console.route.value).toMatchObject({ page: "inbox" });
    expect(world.go).toHaveBeenLastCalledWith("#/queue", true);
    console.stop();
  });

  it("after a claim stands with the conversation under mine", async () => {
    const { console } = setUp("#/queue/cnv_1", {
      "POST /conversations/cnv_1/claim": () => [
        200,
        row({ holder: "agent", agent: { id: me.id, name: "Rina" }, waiting_since: null }),
      ],
    });
    await console.start();
    await settle();
    expect(await console.actions.run("claim", "cnv_1")).toBe(true);
    expect(console.route.value).toMatchObject({ view: "mine", conversation: "cnv_1" });
    expect(console.inbox.lists.value.slices.queue.ids).toEqual([]);
    console.stop();
  });

  it("says who has it where a claim comes too late, and shows the truth", async () => {
    const { console } = setUp("#/queue/cnv_1", {
      "POST /conversations/cnv_1/claim": () => [
        409,
        { code: "already_claimed", title: "Sudah diambil", detail: "Bagas sudah mengambil percakapan ini." },
      ],
      "GET /conversations/cnv_1": () => [
        200,
        row({ holder: "agent", agent: { id: "agt_b", name: "Bagas" } }),
      ],
    });
    await console.start();
    await settle();
    expect(await console.actions.run("claim", "cnv_1")).toBe(false);
    expect(console.toasts.toasts.value.at(-1)).toMatchObject({
      tone: "info",
      detail: "Bagas sudah mengambil percakapan ini.",
    });
    expect(console.inbox.lists.value.rows.get("cnv_1")?.agent?.name).toBe("Bagas");
    console.stop();
  });

  it("fills a hole in the live stream from the server", async () => {
    const { console, calls, say } = setUp("#/queue/cnv_1", {});
    await console.start();
    await settle();
    say("message", { conversation_id: "cnv_1", message: message(5) });
    expect(position(console.threads.get("cnv_1").value)).toBe(3);
    expect(calls).toContain("GET /conversations/cnv_1/messages?since=3&limit=50");
    console.stop();
  });

  it("looks at everything again when the stream was cut", async () => {
    const { console, calls, source } = setUp("#/queue/cnv_1", {});
    await console.start();
    await settle();
    source.onopen?.(new Event("open"));
    calls.length = 0;
    source.onopen?.(new Event("open"));
    await settle();
    expect(calls).toContain("GET /conversations?view=queue&limit=30");
    expect(calls).toContain("GET /conversations/cnv_1/messages?since=3&limit=50");
    console.stop();
  });

  it("shows a reply at once, and once only, whichever of answer and stream is first", async () => {
    const mine = { holder: "agent", agent: { id: me.id, name: "Rina" } } as const;
    const reply = message(4, {
      direction: "out",
      author: { kind: "human", agent_id: me.id },
      text: "Siap",
      client_id: "client-1",
    });
    const { console, say } = setUp("#/mine/cnv_1", {
      "GET /conversations": () => [200, { items: [row(mine)], next: null, counts }],
      "POST /conversations/cnv_1/messages": () => [201, { message: reply }],
    });
    await console.start();
    await settle();
    console.outbox.add("cnv_1", "text", "Siap");
    expect(console.outbox.entries.value).toHaveLength(1);
    say("message", { conversation_id: "cnv_1", message: reply });
    await settle();
    expect(console.outbox.entries.value).toEqual([]);
    expect(console.threads.get("cnv_1").value.messages.map((m) => m.seq)).toEqual([1, 2, 3, 4]);
    console.stop();
  });

  it("announces who begins to wait", async () => {
    const { console, say } = setUp("#/mine", {
      "GET /conversations": () => [200, { items: [], next: null, counts: { ...counts, queue: 0 } }],
    });
    await console.start();
    await settle();
    say("conversation", row({ id: "cnv_2" }));
    expect(console.spoken.value).toContain("Sari");
    console.stop();
  });

  it("keeps what the stream told while a list was on its way: the answer is older", async () => {
    const { console, say } = setUp("#/queue", {});
    await console.start();
    await settle();
    const mine = { holder: "agent", agent: { id: me.id, name: "Rina" } } as const;
    const load = console.inbox.load("queue");
    say("conversation", row({ ...mine }));
    say("conversation", row({ id: "cnv_2", unread: 0, waiting_since: "2026-11-21T03:05:00Z" }));
    await load;
    expect(console.inbox.lists.value.slices.queue.ids).toEqual(["cnv_2"]);
    expect(console.inbox.lists.value.rows.get("cnv_1")?.holder).toBe("agent");
    console.stop();
  });

  it("asks again where more was said while a hole was being filled", async () => {
    let said = 3;
    const page = () => ({
      messages: Array.from({ length: said }, (_, i) => message(i + 1)),
      position: said,
      contact_seen: 0,
    });
    const { console } = setUp("#/queue/cnv_1", { "GET /conversations/cnv_1/messages": () => [200, page()] });
    await console.start();
    await settle();
    const first = console.threads.fill("cnv_1"); // answered as of now
    said = 4;
    void console.threads.fill("cnv_1");
    await first;
    expect(position(console.threads.get("cnv_1").value)).toBe(4);
    console.stop();
  });

  it("fills a hole later where the server could not answer", async () => {
    let busy = false;
    const page = { messages: [1, 2, 3, 4, 5].map((n) => message(n)), position: 5, contact_seen: 0 };
    const { console, say } = setUp("#/queue/cnv_1", {
      "GET /conversations/cnv_1/messages": () =>
        busy ? [503, {}] : [200, { ...page, messages: page.messages.slice(0, 3), position: 3 }],
    });
    await console.start();
    await settle();
    busy = true;
    say("message", { conversation_id: "cnv_1", message: message(5) });
    await settle();
    expect(position(console.threads.get("cnv_1").value)).toBe(3);
    busy = false;
    page.messages = [4, 5].map((n) => message(n));
    await vi.advanceTimersByTimeAsync(4000);
    expect(position(console.threads.get("cnv_1").value)).toBe(5);
    console.stop();
  });
});
