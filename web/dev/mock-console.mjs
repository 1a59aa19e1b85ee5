// A small server that plays /api/v1 for the console, with made-up people and orders: to develop the console and
// to look at it without the real one. It keeps everything in memory.
//
//   node build.mjs console && node dev/mock-console.mjs [port]     http://127.0.0.1:8099/console/
//   rina@toko.id / terang-demo
//
// POST /dev/fault {"match":"/messages","status":503,"times":1}     the next calls that match fail (status 0: no answer)
// POST /dev/say {"id":"cnv_1","text":"…"}                          the contact writes
// POST /dev/wait {"id":"cnv_9"}                                    a conversation goes to the queue
// POST /dev/cut                                                    every live stream is cut
import { randomBytes, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { courseOf, makeHandOver } from "./mock-handover.mjs";
import { makeUnderstanding } from "./mock-understanding.mjs";
import { makeWorld } from "./mock-world.mjs";

const port = Number(process.argv[2] ?? 8099);
const dist = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

let world = makeWorld(Date.now());
let understanding = makeUnderstanding(Date.now());
const sessions = new Set();
const streams = new Set();
const faults = [];
let wrong = 0;
let eventId = 0;

const words = (request) => ((request.headers["accept-language"] ?? "id").startsWith("en") ? 1 : 0);
const send = (response, status, body, headers = {}) => {
  response.writeHead(status, {
    "Content-Type": status >= 400 ? "application/problem+json" : "application/json",
    "Cache-Control": "no-store",
    ...headers,
  });
  response.end(status === 204 ? undefined : JSON.stringify(body));
};
const problem = (request, response, status, code, titles, details, headers) => {
  const l = words(request);
  send(
    response,
    status,
    { type: "about:blank", status, code, title: titles[l], detail: details[l] },
    headers,
  );
};
const emit = (event, data) => {
  eventId++;
  for (const stream of streams)
    stream.write(`id: ${eventId}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
};
const changed = (c) => emit("conversation", world.row(c));
const said = (c, message) => {
  emit("message", {
    conversation_id: c.id,
    message: { ...message, ...(message.receipt && { receipt: { index: null, state: "pending" } }) },
  });
  changed(c);
};

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString() || "{}");
  } catch {
    return {};
  }
}

/** The contact reads, types and answers what an agent has said. */
function answer(c) {
  setTimeout(() => {
    c.contactSeen = c.messages.at(-1).seq;
    changed(c);
  }, 900);
  setTimeout(() => emit("typing", { conversation_id: c.id, author: "contact", on: true }), 1800);
  setTimeout(
    () =>
      said(
        c,
        world.say(c, {
          kind: "text",
          direction: "in",
          author: { kind: "contact", label: "Anda" },
          text: c.language === "en" ? "Thank you, that helps." : "Oke kak, makasih ya. Saya tunggu kabarnya.",
        }),
      ),
    4200,
  );
}

const notice = (c, id, en, author = { kind: "system", label: "Pemberitahuan" }) =>
  world.say(c, { kind: "notice", direction: "out", author, text: c.language === "en" ? en : id });

const verbs = {
  claim(c, request, response) {
    if (c.holder === "agent" && c.agent.id !== world.me.id)
      return problem(
        request,
        response,
        409,
        "already_claimed",
        ["Sudah diambil", "Already claimed"],
        [`${c.agent.name} sudah mengambil percakapan ini.`, `${c.agent.name} has this conversation already.`],
      );
    if (c.race) {
      c.holder = "agent";
      c.agent = world.agents[1];
      c.race = false;
      c.waiting_since = null;
      changed(c);
      return verbs.claim(c, request, response);
    }
    Object.assign(c, { holder: "agent", agent: world.me, waiting_since: null, status: "open" });
    said(
      c,
      notice(
        c,
        `Mulai pesan ini Anda dilayani petugas kami, ${world.me.name} (manusia).`,
        `From now on our agent ${world.me.name} (a person) is with you.`,
      ),
    );
    send(response, 200, world.row(c));
  },
  release(c, _request, response) {
    Object.assign(c, { holder: "queue", agent: null, waiting_since: new Date().toISOString() });
    said(
      c,
      notice(
        c,
        "Petugas lain akan melanjutkan. Anda tetap di antrean.",
        "Another agent will carry on. You keep your place.",
      ),
    );
    send(response, 200, world.row(c));
  },
  "hand-back"(c, _request, response, body) {
    if (body.note) said(c, world.note(c, body.note));
    Object.assign(c, { holder: "assistant", agent: null, hand_over: null, trust: 78 });
    said(
      c,
      notice(
        c,
        "Anda kembali dilayani asisten AI, bukan manusia.",
        "The AI assistant, not a person, is with you again.",
      ),
    );
    send(response, 200, world.row(c));
  },
  resolve(c, _request, response) {
    Object.assign(c, {
      status: "resolved",
      holder: "assistant",
      agent: null,
      hand_over: null,
      waiting_since: null,
    });
    said(
      c,
      world.say(c, {
        kind: "survey",
        direction: "out",
        author: { kind: "automation", label: "Pesan otomatis", playbook: "survey@1" },
        text: "Percakapan ini ditutup.",
        survey: {
          question:
            c.language === "en" ? "How well were you helped today?" : "Seberapa terbantu Anda hari ini?",
          options: [1, 2, 3, 4, 5],
          answered: null,
        },
      }),
    );
    send(response, 200, world.row(c));
  },
  seen(c, _request, response, body) {
    c.agentSeen = Math.max(c.agentSeen, body.seq);
    send(response, 204);
    changed(c);
  },
  typing: (_c, _request, response) => send(response, 204),
  messages(c, request, response, body) {
    if (c.holder !== "agent" || c.agent.id !== world.me.id)
      return problem(
        request,
        response,
        409,
        "not_holder",
        ["Bukan pegangan Anda", "Not yours to answer"],
        ["Ambil percakapan ini dahulu sebelum menjawab.", "Claim the conversation before you answer."],
      );
    const known = c.messages.find((m) => m.client_id === body.client_id);
    const message =
      known ??
      world.say(c, {
        kind: "text",
        direction: "out",
        author: world.author(world.me),
        text: body.text,
        client_id: body.client_id,
      });
    c.agentSeen = message.seq;
    if (!known) {
      said(c, message);
      answer(c);
    }
    send(response, 201, { message });
  },
  notes(c, _request, response, body) {
    const known = c.messages.find((m) => m.client_id === body.client_id);
    const message = known ?? world.note(c, body.text, body.client_id);
    if (!known) said(c, message);
    send(response, 201, { message });
  },
};

const handOver = makeHandOver({ world: () => world, send, changed, emit, said });
Object.assign(verbs, handOver.verbs);
const keepResolve = verbs.resolve;
verbs.resolve = (c, request, response) =>
  (c.promises ?? []).some((p) => p.state === "open" || p.state === "broken")
    ? problem(
        request,
        response,
        409,
        "promise_owed",
        ["Masih ada janji", "Something is owed"],
        ["Tepati atau batalkan dahulu.", "Keep or cancel it first."],
      )
    : keepResolve(c, request, response);

function conversations(request, response, path, body, url) {
  const [id, verb, rest] = path.split("/").filter(Boolean).map(decodeURIComponent);
  if (!id) return send(response, 200, world.page(url.searchParams));
  const c = world.conversations.find((one) => one.id === id);
  if (!c)
    return problem(
      request,
      response,
      404,
      "conversation_not_found",
      ["Percakapan tidak ditemukan", "No such conversation"],
      ["Tidak ada, atau bukan milik Anda.", "It is not here, or not yours."],
    );
  if (!verb) return send(response, 200, world.row(c));
  if (verb === "receipts") {
    response.writeHead(200, {
      "Content-Type": "text/plain",
      "Content-Disposition": `attachment; filename=terang-receipt-${rest}.txt`,
    });
    return response.end("c2sp.org/tlog-proof@v1\n");
  }
  if (verb === "trust") return send(response, 200, courseOf(c));
  if (verb === "messages" && request.method === "GET")
    return send(response, 200, world.messages(c, url.searchParams));
  return verbs[verb] ? verbs[verb](c, request, response, body) : send(response, 404, {});
}

function stream(request, response) {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  response.write("retry: 800\n\n");
  if (request.headers["last-event-id"] && Number(request.headers["last-event-id"]) < eventId)
    response.write("event: reset\ndata: {}\n\n");
  streams.add(response);
  request.on("close", () => streams.delete(response));
}

async function api(request, response, url) {
  const path = url.pathname.replace("/api/v1", "");
  const body = request.method === "GET" ? {} : await bodyOf(request);
  const open = (status = 200) => {
    const token = randomUUID();
    sessions.add(token);
    send(
      response,
      status,
      { agent: world.me },
      { "Set-Cookie": `terang_session=${token}; Path=/; HttpOnly; SameSite=Lax` },
    );
  };
  if (path === "/login") {
    if (wrong >= 5) {
      setTimeout(() => {
        wrong = 0;
      }, 12_000);
      return problem(
        request,
        response,
        429,
        "rate_limited",
        ["Terlalu sering", "Too often"],
        ["Coba lagi dalam 12 detik.", "Try again in 12 s."],
        { "Retry-After": "12" },
      );
    }
    if (body.email === world.me.email && body.password === "terang-demo") return open();
    wrong++;
    return problem(
      request,
      response,
      401,
      "login_wrong",
      ["Tidak cocok", "Does not match"],
      ["Alamat surel atau kata sandi salah.", "The e-mail address or the password is wrong."],
    );
  }
  if (path.startsWith("/setup/"))
    return path === "/setup/baru"
      ? send(response, 200, { workspace: { name: "Toko Terang" }, purpose: "agent", name: "", email: "" })
      : problem(
          request,
          response,
          404,
          "link_used_or_expired",
          ["Tautan sudah tidak berlaku", "The link no longer works"],
          ["Minta yang baru.", "Ask for a new one."],
        );
  if (path === "/setup") return open();
  const cookie = /terang_session=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
  if (!sessions.has(cookie))
    return problem(
      request,
      response,
      401,
      "session_unknown",
      ["Belum masuk", "Not signed in"],
      ["Masuk dahulu lalu coba lagi.", "Sign in, then try again."],
    );
  if (path === "/logout") {
    sessions.delete(cookie);
    return send(response, 204);
  }
  if (path === "/stream") return stream(request, response);
  if (path === "/me") return send(response, 200, { agent: world.me, workspace: world.workspace });
  if (path === "/me/presence") {
    world.me.presence = body.presence;
    emit("presence", { agent_id: world.me.id, presence: body.presence });
    return send(response, 204);
  }
  if (path.startsWith("/conversations")) return conversations(request, response, path.slice(14), body, url);
  if (path.startsWith("/promises")) return handOver.promises(response, path.slice(9), body, url.searchParams);
  if (path.startsWith("/understanding"))
    return understanding({
      method: request.method,
      path,
      body,
      params: url.searchParams,
      lang: words(request),
      send: (status, answer) => send(response, status, answer),
      fail: (status, code, titles, details) => problem(request, response, status, code, titles, details),
    });
  return settings(request, response, path, body);
}

function settings(request, response, path, body) {
  const [, kind, id, verb] = path.split("/");
  const list = { agents: world.agents, tokens: world.tokens, webhooks: world.webhooks }[kind];
  if (!list) return send(response, 404, {});
  if (request.method === "GET")
    return send(response, 200, { items: list.map(({ token, secret, ...rest }) => rest) });
  if (request.method === "DELETE") {
    list.splice(
      list.findIndex((one) => one.id === id),
      1,
    );
    return send(response, 204);
  }
  if (verb === "test")
    return send(response, 200, id === "whk_2" ? { status: 0, reason: "unreachable" } : { status: 200 });
  const made = {
    id: `${kind.slice(0, 3)}_${randomUUID().slice(0, 8)}`,
    created_at: new Date().toISOString(),
    ...body,
  };
  if (kind === "agents") {
    made.presence = "away";
    world.agents.push(made);
    return send(response, 201, {
      agent: made,
      link: `/console/#/setup/${randomBytes(24).toString("base64url")}`,
    });
  }
  list.push(made);
  send(response, 201, {
    ...made,
    ...(kind === "tokens"
      ? { token: `trg_${randomBytes(32).toString("base64url")}` }
      : { secret: `whsec_${randomBytes(24).toString("base64")}` }),
  });
}

async function dev(request, response, path) {
  const body = await bodyOf(request);
  const c = world.conversations.find((one) => one.id === body.id);
  if (path === "/dev/fault") faults.push({ times: 1, ...body });
  if (path === "/dev/cut") for (const one of streams) one.destroy();
  if (path === "/dev/reset") {
    world = makeWorld(Date.now());
    understanding = makeUnderstanding(Date.now());
    wrong = 0;
    faults.length = 0;
  }
  if (path === "/dev/typing") emit("typing", { conversation_id: body.id, author: "contact", on: true });
  if (path === "/dev/say")
    said(
      c,
      world.say(c, {
        kind: "text",
        direction: "in",
        author: { kind: "contact", label: "Anda" },
        text: body.text,
      }),
    );
  if (path === "/dev/wait") {
    Object.assign(c, { holder: "queue", agent: null, waiting_since: new Date().toISOString() });
    changed(c);
  }
  send(response, 204);
}

createServer(async (request, response) => {
  const url = new URL(request.url, "http://mock");
  const fault = faults.findIndex(
    (f) => url.pathname.includes(f.match) && (!f.method || f.method === request.method),
  );
  if (fault >= 0 && url.pathname.startsWith("/api/")) {
    const { status, delay } = faults[fault];
    if (--faults[fault].times <= 0) faults.splice(fault, 1);
    if (delay) await new Promise((done) => setTimeout(done, delay));
    else if (status === 0) return request.destroy();
    else
      return problem(
        request,
        response,
        status,
        "overloaded",
        ["Sedang penuh", "Full right now"],
        ["Coba lagi sebentar lagi.", "Try again in a moment."],
      );
  }
  if (url.pathname.startsWith("/api/v1/")) return api(request, response, url);
  if (url.pathname.startsWith("/dev/")) return dev(request, response, url.pathname);
  if (url.pathname === "/") return response.writeHead(302, { Location: "/console/" }).end();
  if (url.pathname === "/frame") {
    response.writeHead(200, { "Content-Type": "text/html" });
    return response.end(
      `<!doctype html><title>Frame</title><iframe src="/console/${url.search}" style="border:0;position:fixed;inset:0;width:100%;height:100%"></iframe>`,
    );
  }
  const file = normalize(url.pathname.endsWith("/") ? `${url.pathname}index.html` : url.pathname);
  try {
    const bytes = await readFile(join(dist, file));
    response.writeHead(200, {
      "Content-Type": types[extname(file)] ?? "application/octet-stream",
      "Content-Security-Policy": csp,
    });
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/console/`));
