// /api/v1/understanding for dev/mock-console.mjs: the retail pack's own examples, with made-up figures of how well they
// are understood. A sentence is "heard" by the words that it shares with the examples.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const pack = new URL("../../packs/retail/intents/", import.meta.url);
const titles = {
  order_status: ["Status pesanan", "Order status"],
  order_late: ["Paket terlambat", "Late parcel"],
  return_item: ["Pengembalian barang", "Returns"],
  refund_status: ["Status pengembalian dana", "Refund status"],
  opening_hours: ["Jam buka", "Opening hours"],
  store_location: ["Lokasi toko", "Store locations"],
  contact_info: ["Kontak toko", "Contact details"],
  payment_methods: ["Cara pembayaran", "Payment methods"],
  shipping_cost: ["Ongkos kirim", "Shipping cost"],
  delivery_area: ["Wilayah pengiriman", "Delivery area"],
  promo_question: ["Promo", "Promotions"],
  warranty: ["Garansi", "Warranty"],
  product_question: ["Keterangan produk", "Product details"],
  stock_question: ["Ketersediaan barang", "Stock"],
  password_reset: ["Atur ulang kata sandi", "Password reset"],
  cancel_order: ["Pembatalan pesanan", "Order cancellation"],
  change_address: ["Ubah alamat kirim", "Change of address"],
  invoice_request: ["Nota dan faktur", "Receipt and invoice"],
  complaint_damaged: ["Barang rusak atau salah", "Damaged or wrong item"],
  wrong_item: ["Barang rusak atau salah", "Damaged or wrong item"],
  account_delete: ["Hapus akun", "Account deletion"],
  appointment_service: ["Janji temu", "Appointment"],
};
const near = {
  order_status: "order_late",
  order_late: "order_status",
  return_item: "refund_status",
  refund_status: "return_item",
  shipping_cost: "delivery_area",
  delivery_area: "shipping_cost",
  wrong_item: "complaint_damaged",
  complaint_damaged: "wrong_item",
  stock_question: "product_question",
  product_question: "stock_question",
  store_location: "opening_hours",
  cancel_order: "change_address",
};
const OUTSIDE = "out_of_scope";
const hash = (text) => createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32;
const words = (text) => new Set(text.toLowerCase().match(/[a-z]{3,}/g) ?? []);
const likeness = (a, b) => {
  const [x, y] = [words(a), words(b)];
  const both = [...x].filter((w) => y.has(w)).length;
  return x.size + y.size === 0 ? 0 : (2 * both) / (x.size + y.size);
};

function packExamples() {
  const found = [];
  for (const language of ["id", "en"]) {
    const lines = readFileSync(new URL(`${language}.tsv`, pack), "utf8").split("\n");
    for (const [i, row] of lines.entries()) {
      const [intent, text] = row.split("\t");
      if (i > 0 && text) found.push({ intent, language, text, where: `intents/${language}.tsv:${i + 1}` });
    }
  }
  return found;
}

/** What is heard in each example, as if it had been held out; `skill` is how often that is right. */
function measure(examples, skill) {
  return examples.map((e) => {
    const luck = hash(e.text);
    const weak = near[e.intent] ? 0.13 : 0.03;
    if (luck > weak * (1 - skill))
      return { ...e, guess: e.intent, confidence: 0.7 + 0.29 * hash(`${e.text}c`), right: true };
    const guess = hash(`${e.text}n`) < 0.12 ? "" : (near[e.intent] ?? "product_question");
    return { ...e, guess, confidence: guess ? 0.35 + 0.35 * luck : 0, right: false };
  });
}

const MISSED = [
  [
    "return_item",
    0.41,
    [
      "mau retur tapi dus udah dibuang gmn",
      "dus nya udah ga ada, masih bisa retur kak?",
      "kak bisa balikin barang tanpa dus asli?",
      "retur tanpa kardus boleh ga",
      "bisa return kalau box nya sobek?",
      "kotaknya hilang, apa masih bisa dikembalikan",
      "tanpa dus bisa retur?",
    ],
  ],
  [
    "shipping_cost",
    0.38,
    ["ongkir ke papua kok mahal bgt min", "ongkir ke timika brp ya kak", "kirim ke jayapura ongkirnya brp"],
  ],
  ["", 0, ["bisa titip kado + kartu ucapan ga kak?", "ada bungkus kado?"]],
  ["order_late", 0.52, ["resi JP4410098812 ga gerak dr senin"]],
  ["payment_methods", 0.33, ["can i pay with my singapore card", "do you take foreign cards?"]],
  ["", 0, ["kak boleh minta link lowongan kerjanya"]],
];

/** The room's half of the mock: handle(request, response, path, body, url, tools). */
export function makeUnderstanding(now) {
  const ago = (minutes) => new Date(now - minutes * 60_000).toISOString();
  let examples = packExamples();
  let measured = measure(examples, 0);
  let promise = 0.95;
  let changes = [];
  let last = 0;
  const trials = new Map();
  const versions = [
    {
      number: 2,
      digest: "9c41f0aa",
      published_at: ago(60 * 26),
      published_by: "Rina Wulandari",
      added: 14,
      removed: 3,
      accuracy: 0.911,
      changes: [],
    },
    {
      number: 1,
      digest: "3fa1c2d0",
      published_at: ago(60 * 24 * 6),
      published_by: "Dewi Lestari",
      added: 22,
      removed: 0,
      accuracy: 0.897,
      changes: [],
    },
    {
      number: 0,
      digest: "00aa12ff",
      published_at: null,
      published_by: "",
      added: 0,
      removed: 0,
      accuracy: null,
      changes: [],
    },
  ];
  const conversations = [
    "cnv_sari",
    "cnv_james",
    "cnv_budi",
    "cnv_maya",
    "cnv_yusuf",
    "cnv_ai0",
    "cnv_ai1",
    "cnv_long",
  ];
  let missed = MISSED.flatMap(([suggestion, confidence, texts], g) =>
    texts.map((text, i) => ({
      g,
      suggestion,
      confidence,
      text,
      message_id: `msg_missed_${g}_${i}`,
      conversation_id: conversations[(g * 3 + i) % conversations.length],
      seq: 2 + g * 10 + i,
      language: /\b(can|you|card)\b/.test(text) ? "en" : "id",
      at: ago(7 + g * 190 + i * 47),
    })),
  );
  const idOf = (e) =>
    `exm_${createHash("sha256").update(`${e.intent}\0${e.text}`).digest("hex").slice(0, 16)}`;
  const curve = (precision) =>
    Math.max(
      0.3,
      0.97 - 4.2 * Math.max(0, precision - 0.86) ** 1.35 - 18 * Math.max(0, precision - 0.96) ** 1.3,
    );
  const promised = (precision) => ({
    precision,
    share: curve(precision),
    threshold: Math.min(0.99, 0.3 + (precision - 0.8) * 3.2),
  });
  const figures = (list, bonus = 0) => ({
    measured: true,
    accuracy: list.filter((e) => e.right).length / list.length,
    ece: 0.031 - bonus / 2,
    share_at_promise: curve(promise) + bonus,
  });

  function confusions() {
    const by = new Map();
    for (const e of measured) {
      if (e.right || !e.guess) continue;
      const key = `${e.intent} ${e.guess}`;
      const found = by.get(key) ?? { intent: e.intent, guess: e.guess, count: 0, texts: [] };
      found.count++;
      if (found.texts.length < 8) found.texts.push(e.text);
      by.set(key, found);
    }
    return [...by.values()].sort((a, b) => b.count - a.count || a.intent.localeCompare(b.intent));
  }

  function scores(list) {
    const by = new Map();
    const of = (name) => by.get(name) ?? by.set(name, { own: 0, right: 0, heard: 0 }).get(name);
    for (const e of list) {
      of(e.intent).own++;
      if (e.right) of(e.intent).right++;
      of(e.guess).heard++;
    }
    return new Map(
      [...by]
        .filter(([, s]) => s.own)
        .map(([name, s]) => [name, { recall: s.right / s.own, precision: s.heard ? s.right / s.heard : 0 }]),
    );
  }

  function overview(lang) {
    const score = scores(measured);
    const all = confusions();
    const names = [...new Set(examples.map((e) => e.intent))].filter((n) => n !== OUTSIDE).sort();
    return {
      version: { ...versions[0], live: true, accuracy: figures(measured).accuracy },
      complete: true,
      measured: true,
      intents: names.map((name) => {
        const count = { id: 0, en: 0 };
        for (const e of examples)
          if (e.intent === name) count[e.language || "other"] = (count[e.language || "other"] ?? 0) + 1;
        return {
          name,
          title: titles[name] ? { id: titles[name][0], en: titles[name][1] } : null,
          examples: count,
          ...score.get(name),
          confused_with: all
            .filter((c) => c.intent === name)
            .slice(0, 3)
            .map((c) => ({ intent: c.guess, count: c.count })),
        };
      }),
      examples: examples.length,
      figures: figures(measured),
      coverage: [0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99].map(promised),
      promise: promised(promise),
      deep_share: 0.31,
      warnings: [
        [
          [
            "Sama persis dengan contoh lain untuk Status pesanan.",
            "Says the same as another example of Order status.",
          ],
          "intents/id.tsv:48",
        ],
        [
          [
            "Hanya dua kata; asisten sulit belajar darinya.",
            "Only two words; there is little to learn from.",
          ],
          "intents/id.tsv:311",
        ],
        [
          [
            "Maksud ini hanya punya 23 contoh berbahasa Indonesia.",
            "This intent has only 23 examples in Indonesian.",
          ],
          "intents/id.tsv:702",
        ],
        [["Terdengar sebagai Paket terlambat.", "Heard as Late parcel."], "console"],
      ].map(([message, where]) => ({ message: message[lang], where })),
      draft: {
        added: changes.filter((c) => c.kind === "add").length,
        removed: changes.filter((c) => c.kind === "remove").length,
      },
      missed: missed.length,
      languages: ["id", "en"],
    };
  }

  const overlaid = () => {
    const key = (e) => `${e.intent}\0${e.text}`;
    const gone = new Set(changes.filter((c) => c.kind === "remove").map(key));
    const kept = examples.filter((e) => !gone.has(key(e)));
    return [
      ...kept,
      ...changes
        .filter((c) => c.kind === "add")
        .map((c) => ({ intent: c.intent, language: c.language, text: c.text, where: "console" })),
    ];
  };

  function change(body, fail) {
    const made = [];
    const known = new Map(overlaid().map((e) => [e.text.toLowerCase(), e.intent]));
    const intents = new Set(overlaid().map((e) => e.intent));
    for (const id of body.remove ?? []) {
      const e = examples.find((one) => idOf(one) === id);
      if (!e)
        return fail(
          404,
          "example_not_found",
          ["Contoh tidak ditemukan", "Example not found"],
          ["Muat ulang.", "Reload."],
        );
      made.push({
        id: `chg_${++last}`,
        kind: "remove",
        intent: e.intent,
        language: e.language,
        text: e.text,
      });
    }
    for (const a of body.add ?? []) {
      const text = a.text.trim().split(/\s+/).join(" ");
      if (!intents.has(a.intent) && !body.new_intent)
        return fail(
          422,
          "intent_unknown",
          ["Maksud belum ada", "No such intent"],
          [`${a.intent} belum punya contoh.`, `${a.intent} has no examples yet.`],
        );
      if (known.has(text.toLowerCase()))
        return fail(
          422,
          "example_duplicate",
          ["Contoh itu sudah ada", "That example is there already"],
          ["Sudah menjadi contoh.", "It is an example already."],
        );
      known.set(text.toLowerCase(), a.intent);
      made.push({
        id: `chg_${++last}`,
        kind: "add",
        intent: a.intent,
        language: a.language,
        text,
        message: a.message,
      });
    }
    for (const { message } of made)
      if (message)
        missed = missed.filter((m) => m.conversation_id !== message.conversation_id || m.seq !== message.seq);
    changes.push(...made);
    return null;
  }

  function trialOf(trial) {
    if (Date.now() < trial.ready)
      return {
        id: trial.id,
        state: "running",
        before: null,
        after: null,
        by_intent: [],
        better: 0,
        worse: 0,
        moved: [],
      };
    const before = scores(measured);
    const list = measure(trial.examples, 0.25);
    const after = scores(list);
    const was = new Map(measured.map((e) => [`${e.intent}\0${e.text}`, e]));
    const moved = list
      .map((e) => [was.get(`${e.intent}\0${e.text}`), e])
      .filter(([a, b]) => a && a.guess !== b.guess)
      .map(([a, b]) => ({
        text: b.text,
        intent: b.intent,
        before: { intent: a.guess, confidence: a.confidence },
        after: { intent: b.guess, confidence: b.confidence },
        better: b.right,
      }));
    const lost = list.filter((e) => near[e.intent]).slice(40, 42);
    for (const e of lost)
      moved.unshift({
        text: e.text,
        intent: e.intent,
        before: { intent: e.intent, confidence: 0.74 },
        after: { intent: near[e.intent], confidence: 0.55 },
        better: false,
      });
    return {
      id: trial.id,
      state: "done",
      before: figures(measured),
      after: figures(list, 0.024),
      by_intent: [...after].map(([intent, s]) => ({
        intent,
        recall_before: before.get(intent)?.recall ?? 0,
        recall_after: s.recall - (lost.some((e) => e.intent === intent) ? 0.06 : 0),
        precision_before: before.get(intent)?.precision ?? 0,
        precision_after: s.precision,
      })),
      better: moved.filter((m) => m.better).length,
      worse: moved.filter((m) => !m.better && m.before.intent === m.intent).length,
      moved,
    };
  }

  function live(entry) {
    versions.unshift({
      number: versions[0].number + 1,
      digest: createHash("sha256").update(String(last++)).digest("hex").slice(0, 8),
      published_at: new Date().toISOString(),
      published_by: "Rina Wulandari",
      added: 0,
      removed: 0,
      accuracy: figures(measured).accuracy,
      ...entry,
    });
    return { ...versions[0], live: true };
  }

  function listen(text) {
    const by = examples.map((e) => ({ ...e, like: likeness(text, e.text) })).sort((a, b) => b.like - a.like);
    const weight = new Map();
    for (const e of by.slice(0, 12))
      if (e.intent !== OUTSIDE) weight.set(e.intent, (weight.get(e.intent) ?? 0) + e.like ** 2);
    const sum = [...weight.values()].reduce((a, b) => a + b, 0.15);
    const intents = [...weight]
      .map(([intent, w]) => ({ intent, confidence: w / sum }))
      .sort((a, b) => b.confidence - a.confidence)
      .slice(0, 5);
    const english = /\b(the|my|is|can|you|was|want|how)\b/i.test(text);
    const found = (re) => text.match(re)?.[0];
    const matters = text.split(/\s+(?:sama sekalian|sekalian|and)\s+/i);
    return {
      language: english ? "en" : "id",
      register: /mohon|please|dengan hormat/i.test(text) ? "formal" : "everyday",
      intents,
      known: (intents[0]?.confidence ?? 0) > 0.55,
      deep: (intents[0]?.confidence ?? 0) < 0.7,
      nearest: by
        .slice(0, 5)
        .filter((e) => e.like > 0)
        .map(({ intent, text: t, like }) => ({ intent, text: t, likeness: like })),
      entities: [
        [/\b\d+ (?:hari|days?)\b/i, "duration"],
        [/trg-?\d+/i, "order_no"],
        [/makassar|bandung|papua/i, "city"],
      ].flatMap(([re, kind]) => (found(re) ? [{ kind, value: "", text: found(re) }] : [])),
      requests: found(/talk to a person|petugas|orang/i)
        ? [{ request: "person", quote: found(/talk to a person|petugas|orang/i) }]
        : [],
      mood: /blm|belum|twice|already/i.test(text)
        ? [
            {
              mood: "worry",
              strength: 0.46,
              quotes: [found(/blm sampe|belum \w+|charged twice|already/i) ?? "blm"],
            },
          ]
        : [],
      parts:
        matters.length > 1
          ? matters.map((part, i) => ({
              text: part,
              intent: i ? "shipping_cost" : (intents[0]?.intent ?? ""),
            }))
          : [],
    };
  }

  return function handle({ method, path, body, params, lang, send, fail }) {
    const [, , noun, id] = path.split("/");
    const key = `${method} ${noun ?? ""}`;
    const conflict = (code, titles, details) => fail(409, code, titles, details);
    switch (key) {
      case "GET ":
        return send(200, overview(lang));
      case "GET examples": {
        const q = (params.get("q") ?? "").toLowerCase();
        const all = measured.filter(
          (e) =>
            (!params.get("intent") || e.intent === params.get("intent")) &&
            (!params.get("language") || e.language === params.get("language")) &&
            (params.get("verdict") !== "wrong" || !e.right) &&
            e.text.toLowerCase().includes(q),
        );
        const from = Number(params.get("cursor") ?? 0);
        const limit = Number(params.get("limit") ?? 50);
        return send(200, {
          items: all.slice(from, from + limit).map((e) => ({ id: idOf(e), ...e })),
          next: from + limit < all.length ? String(from + limit) : "",
        });
      }
      case "GET confusions":
        return send(200, { items: confusions() });
      case "GET missed": {
        const groups = new Map();
        for (const m of missed) groups.set(m.g, [...(groups.get(m.g) ?? []), m]);
        const limit = Number(url.searchParams.get("limit") ?? 20);
        return send(200, {
          next: groups.size > limit ? String(limit) : "",
          groups: [...groups.values()]
            .map((list) => ({
              size: list.length,
              suggestion: list[0].suggestion
                ? { intent: list[0].suggestion, confidence: list[0].confidence }
                : null,
              messages: list.map(({ g, suggestion, confidence, ...m }) => m),
            }))
            .sort((a, b) => b.size - a.size)
            .slice(0, limit),
        });
      }
      case "POST missed":
        missed = missed.filter(
          (m) => !body.messages.some((k) => k.conversation_id === m.conversation_id && k.seq === m.seq),
        );
        return send(204);
      case "GET changes":
        return send(200, { items: changes.map(({ message, ...c }) => c) });
      case "POST changes": {
        if (change(body, fail) !== null) return;
        return send(201, overview(lang).draft);
      }
      case "DELETE changes":
        changes = changes.filter((c) => c.id !== id);
        return send(204);
      case "POST trials": {
        if (changes.length === 0)
          return conflict(
            "draft_empty",
            ["Belum ada perubahan", "Nothing has been changed"],
            ["Tambahkan contoh dahulu.", "Add examples first."],
          );
        const trial = {
          id: `try_${++last}`,
          ready: Date.now() + 1600,
          examples: overlaid(),
          changes: changes.map((c) => c.id),
        };
        trials.set(trial.id, trial);
        return send(202, trialOf(trial));
      }
      case "GET trials":
        return trials.has(id)
          ? send(200, trialOf(trials.get(id)))
          : fail(
              404,
              "trial_not_found",
              ["Percobaan tidak ditemukan", "Trial not found"],
              ["Coba sekali lagi.", "Try once more."],
            );
      case "POST publish": {
        const trial = trials.get(body.trial_id);
        if (!trial || trial.changes.join() !== changes.map((c) => c.id).join())
          return conflict(
            "draft_moved_on",
            ["Perubahan bertambah sejak dicoba", "The draft has changed since the trial"],
            ["Coba sekali lagi, lalu terbitkan.", "Try it once more, then publish."],
          );
        const entry = {
          added: changes.filter((c) => c.kind === "add").length,
          removed: changes.filter((c) => c.kind === "remove").length,
        };
        examples = trial.examples;
        measured = measure(examples, 0.25);
        changes = [];
        return send(200, live(entry));
      }
      case "GET versions":
        return send(200, { items: versions.map(({ changes: _, ...v }, i) => ({ ...v, live: i === 0 })) });
      case "POST rollback":
        examples = packExamples();
        measured = measure(examples, 0);
        return send(200, live({}));
      case "PUT promise":
        promise = body.precision;
        live({});
        return send(200, promised(promise));
      case "POST listen":
        return send(200, listen(body.text));
      default:
        return send(404, {});
    }
  };
}
