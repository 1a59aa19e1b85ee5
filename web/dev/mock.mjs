// A stand-in for the chat API while working on the panel: one conversation in memory, a few canned answers.
//
//   node build.mjs panel loader && node dev/mock.mjs [port]     then open http://127.0.0.1:8090/
//
// Try: "status", "sandi", "jam buka", "petugas", "selesai", "tautan". POST /mock/online|away|down|up|fail.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const port = Number(process.argv[2] ?? 8090);
const dist = new URL("../dist/", import.meta.url);
const types = { js: "text/javascript", css: "text/css", html: "text/html" };
const ago = (hours) => new Date(Date.now() - hours * 3_600_000).toISOString();

const ai = {
  kind: "ai",
  label: "Asisten AI",
  name: "Asisten AI Toko Terang",
  playbook: "order_status@1",
  model: "ngram@3fa1c2d0",
};
const rina = { kind: "human", label: "Petugas", name: "Rina", agent_id: "agt_1" };
const system = { kind: "system" };
const words = {
  id: {
    first:
      "Ini asisten AI Toko Terang, bukan manusia. Anda bisa minta petugas kapan saja lewat tombol di atas.",
    hello:
      "Halo. Saya bisa mengecek pesanan, membantu masuk ke akun, dan menjawab soal belanja. Apa yang bisa saya bantu?",
    chips: ["Cek pesanan", "Lupa sandi", "Jam buka"],
    order:
      "Pesanan TRG-1042 sedang dalam perjalanan ke Bandung. Kurir JNE menyerahkannya paling lambat besok, 22 Nov pukul 18.00 WIB. Kalau belum tiba, balas di sini dan saya lacak ke kurir.",
    steps: ["Dibayar", "Dikemas", "Dikirim dari Jakarta", "Tiba di Bandung"],
    status: "Dikirim",
    courier: "Kurir",
    hours: "Toko buka setiap hari pukul 09.00–21.00 WIB, termasuk hari libur nasional.",
    source: "Jam buka toko",
    taken: "Mulai pesan ini Anda dilayani petugas kami, Rina (manusia).",
    rina: "Halo, saya Rina. Saya sudah membaca percakapan tadi. Saya cek dulu ke gudang, ya; paling lama 10 menit.",
    survey: "Seberapa puas Anda dengan bantuan kami?",
    unknown: "Saya belum tahu jawabannya. Anda bisa menulis dengan kata lain, atau saya panggilkan petugas.",
  },
  en: {
    first:
      "This is the AI assistant of Toko Terang, not a human. You can ask for a person at any time with the button above.",
    hello:
      "Hello. I can check an order, help you sign in, and answer questions about shopping. What can I do for you?",
    chips: ["Check an order", "Forgot password", "Opening hours"],
    order:
      "Order TRG-1042 is on its way to Bandung. The courier JNE delivers it by tomorrow, 22 Nov, 18:00 WIB. If it has not arrived by then, reply here and I will trace it.",
    steps: ["Paid", "Packed", "Sent from Jakarta", "Arrives in Bandung"],
    status: "Shipped",
    courier: "Courier",
    hours: "The shop is open every day from 09:00 to 21:00 WIB, public holidays included.",
    source: "Opening hours",
    taken: "From this message on you are served by our agent, Rina (a human).",
    rina: "Hello, I am Rina. I have read the conversation. I will check with the warehouse; ten minutes at most.",
    survey: "How satisfied are you with our help?",
    unknown: "I do not know the answer yet. You can put it in other words, or I call a person.",
  },
};

const talks = new Map();
let online = true;
let down = false;
let fail = false;

function talk(id) {
  let c = talks.get(id);
  if (!c) {
    c = {
      id,
      language: "id",
      log: [],
      clients: new Map(),
      streams: new Set(),
      state: { position: 0, handled: 0, holder: "assistant", agent: null, status: "open", queue: null },
    };
    talks.set(id, c);
  }
  return c;
}

function push(c, author, text, more = {}) {
  const seq = c.log.length + 1;
  const out = author.kind !== "contact";
  const m = {
    id: `msg_${String(seq).padStart(4, "0")}`,
    seq,
    prev: seq - 1,
    kind: "text",
    direction: out ? "out" : "in",
    author,
    language: c.language,
    text,
    at: new Date().toISOString(),
    ...(out && { receipt: { index: 1000 + seq, state: "included" } }),
    ...more,
  };
  c.log.push(m);
  c.state.position = seq;
  if (!out) c.state.handled = seq;
  emit(c, "message", m);
  return m;
}

const emit = (c, event, data) => {
  for (const s of c.streams)
    s.write(`event: ${event}\nid: ${data.seq ?? ""}\ndata: ${JSON.stringify(data)}\n\n`);
};
const change = (c, state) => {
  Object.assign(c.state, state);
  emit(c, "state", c.state);
};

function takeOver(c) {
  const w = words[c.language];
  change(c, { holder: "agent", agent: { name: "Rina" }, queue: null });
  push(c, system, w.taken, { kind: "notice", disclosure: { elements: ["new_author_kind"], text: w.taken } });
  emit(c, "typing", { author: "human", on: true });
  setTimeout(() => push(c, rina, w.rina), 1200);
}

function answer(c, text) {
  const w = words[c.language];
  if (/status|pesan|order|trg/i.test(text)) {
    const at = [50, 30, 20, null];
    const card = {
      kind: "timeline",
      title: c.language === "id" ? "Pesanan TRG-1042" : "Order TRG-1042",
      status: w.status,
      fields: [
        { label: w.courier, value: "JNE" },
        { label: "Resi", value: "JNE8801245521" },
      ],
      steps: w.steps.map((label, i) => ({
        label,
        at: at[i] && ago(at[i]),
        state: ["done", "done", "now", "next"][i],
      })),
    };
    push(c, ai, w.order, { card });
  } else if (/jam|hour|open/i.test(text))
    push(c, ai, w.hours, { sources: [{ id: "jam-buka", title: w.source, version: "3" }] });
  else if (/tautan|link/i.test(text))
    push(c, ai, "https://terang.example/retur?no=1042 <b>bukan HTML</b> javascript:alert(1)");
  else if (/selesai|done/i.test(text)) {
    change(c, { status: "resolved" });
    push(c, { kind: "automation", playbook: "survey@1" }, w.survey, {
      kind: "survey",
      survey: { question: w.survey, options: [1, 2, 3, 4, 5], answered: null },
    });
  } else
    push(c, ai, w.unknown, { replies: w.chips.map((label, i) => ({ id: `r${i}`, label, value: label })) });
}

async function api(req, res, path, url) {
  const body =
    req.method === "GET" ? {} : JSON.parse((await Buffer.concat(await req.toArray()).toString()) || "{}");
  const json = (status, data) =>
    res.writeHead(status, { "Content-Type": "application/json" }).end(data && JSON.stringify(data));
  const c = talk((req.headers.authorization ?? "").replace("Bearer ", "") || `t${Date.now()}`);
  if (path === "/sessions") {
    if (c.log.length === 0) {
      c.language = body.language;
      const w = words[c.language];
      push(c, ai, w.hello, {
        disclosure: { elements: ["is_ai", "not_human", "operator", "human_route"], text: w.first },
        replies: w.chips.map((label, i) => ({ id: `r${i}`, label, value: label })),
      });
    }
    const brand = {
      name: "Toko Terang",
      action_color: "#0B5FA5",
      logo_url: "",
      hours_text: "09.00–21.00 WIB",
    };
    return json(201, {
      token: c.id,
      conversation_id: `cnv_${c.id}`,
      contact_id: "cnt_1",
      brand,
      language: c.language,
      ...c.state,
      messages: c.log.slice(-50),
    });
  }
  if (path === "/stream") {
    res.writeHead(200, { "Content-Type": "text/event-stream" });
    c.streams.add(res);
    req.on("close", () => c.streams.delete(res));
    emit(c, "state", c.state);
    for (const m of c.log) if (m.seq > Number(url.searchParams.get("since"))) emit(c, "message", m);
    return undefined;
  }
  if (path === "/messages" && req.method === "GET") {
    const before = Number(url.searchParams.get("before") ?? 1e9);
    const since = Number(url.searchParams.get("since") ?? 0);
    return json(200, {
      messages: c.log.filter((m) => m.seq > since && m.seq < before).slice(0, 50),
      ...c.state,
    });
  }
  if (path === "/messages") {
    if (fail)
      return json(422, {
        title: "Ditolak",
        status: 422,
        code: "refused",
        detail: c.language === "id" ? "Pesan ini tidak dapat diterima." : "This message cannot be accepted.",
      });
    let m = c.clients.get(body.client_id);
    if (!m) {
      m = push(c, { kind: "contact", label: "Anda" }, body.text, { client_id: body.client_id });
      c.clients.set(body.client_id, m);
      change(c, {});
      if (c.state.holder !== "agent" || /selesai|done/.test(body.text))
        setTimeout(() => answer(c, body.text), 150);
    }
    return json(201, { message: m });
  }
  if (path === "/person") {
    change(c, { holder: "queue", queue: { place: online ? 2 : 0, online } });
    if (url.searchParams.get("now") || online) c.timer = setTimeout(() => takeOver(c), 4000);
    return json(202, { holder: "queue", queue: c.state.queue });
  }
  if (path === "/assistant") {
    clearTimeout(c.timer);
    change(c, { holder: "assistant", queue: null });
    return json(202, { holder: "assistant", queue: null });
  }
  if (path === "/language") c.language = body.language;
  if (path === "/survey") c.log[body.seq - 1].survey.answered = body.score;
  if (path.startsWith("/receipts/"))
    return res.writeHead(200, { "Content-Type": "text/plain" }).end("c2sp.org/tlog-proof@v1\n");
  return json(204);
}

createServer(async (req, res) => {
  const url = new URL(req.url ?? "/", "http://mock");
  const csp =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'";
  if (url.pathname.startsWith("/mock/")) {
    const what = url.pathname.slice(6);
    if (what === "online" || what === "away") online = what === "online";
    if (what === "fail" || what === "ok") fail = what === "fail";
    if (what === "down" || what === "up") down = what === "down";
    if (down) for (const c of talks.values()) for (const s of c.streams) s.destroy();
    return res.end("ok\n");
  }
  if (url.pathname.startsWith("/api/v1/chat/")) {
    if (down) return req.socket.destroy();
    return api(req, res, url.pathname.slice("/api/v1/chat".length), url);
  }
  if (url.pathname === "/") {
    res.writeHead(200, { "Content-Type": "text/html", "Content-Security-Policy": csp });
    return res.end(
      `<!doctype html><html lang="id"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Toko</title><main><h1>Toko Terang</h1><p>Halaman toko. <a href="#x">Tautan</a></p></main><script src="/w/loader.js" data-key="wk_demo" ${url.searchParams.has("open") ? "data-open" : ""} async></script></html>`,
    );
  }
  const file = url.pathname === "/w/panel" ? "w/panel.html" : url.pathname.slice(1);
  try {
    const bytes = await readFile(new URL(file, dist));
    res.writeHead(200, {
      "Content-Type": `${types[file.split(".").pop()] ?? "application/octet-stream"}; charset=utf-8`,
      "Content-Security-Policy": csp,
    });
    res.end(bytes);
  } catch {
    res.writeHead(404).end();
  }
}).listen(port, "127.0.0.1", () => console.log(`mock: http://127.0.0.1:${port}/`));
