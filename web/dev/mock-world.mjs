// The made-up world of dev/mock-console.mjs: a shop, its agents, its customers and what was said.

import { promised } from "./mock-handover.mjs";

const AI = {
  kind: "ai",
  label: "Asisten AI",
  name: "Asisten AI Toko Terang",
  playbook: "order_status@3",
  model: "ngram@3fa1c2d0",
};
const CONTACT = { kind: "contact", label: "Anda" };
const minute = 60_000;

/** Everything, as it stands at `now`. */
export function makeWorld(now) {
  const at = (minutesAgo) => new Date(now - minutesAgo * minute).toISOString();
  const agents = [
    { id: "agt_rina", name: "Rina Wulandari", email: "rina@toko.id", role: "owner", presence: "online" },
    { id: "agt_bagas", name: "Bagas Pratama", email: "bagas@toko.id", role: "agent", presence: "online" },
    { id: "agt_dewi", name: "Dewi Lestari", email: "dewi@toko.id", role: "admin", presence: "away" },
  ];
  const [me] = agents;
  const author = (agent) => ({
    kind: "human",
    label: "Petugas",
    name: agent.name.split(" ")[0],
    agent_id: agent.id,
  });
  const conversations = [];
  let leaf = 2100;

  const say = (c, fields) => {
    const seq = (c.messages.at(-1)?.seq ?? 0) + 1;
    const message = {
      id: `msg_${c.id}_${seq}`,
      seq,
      prev: seq - 1,
      language: c.language,
      at: new Date(Math.max(now, Date.now())).toISOString(),
      ...fields,
      ...(fields.direction === "out" && { receipt: { index: leaf++, state: "included" } }),
    };
    c.messages.push(message);
    return message;
  };
  const note = (c, text, client_id) =>
    say(c, { kind: "note", direction: "internal", author: author(me), text, client_id });

  const row = (c) => {
    const last = c.messages.at(-1);
    return {
      id: c.id,
      contact: c.contact,
      channel: "web",
      language: c.language,
      status: c.status,
      holder: c.holder,
      agent: c.agent ? { id: c.agent.id, name: c.agent.name.split(" ")[0] } : null,
      last: { author_kind: last.author.kind, text: last.text || last.survey?.question || "", at: last.at },
      trust: c.trust,
      threshold: 60,
      waiting_since: c.waiting_since,
      unread: Math.max(0, last.seq - c.agentSeen),
      seq: last.seq,
      created_at: c.messages[0].at,
      hand_over: c.hand_over,
      survey: c.survey,
      promises: c.promises ?? [],
    };
  };

  const talk = (id, name, options, lines) => {
    const c = {
      id,
      contact: { id: `cnt_${id.slice(4)}K7Q2`, name, verified: false, ...options.contact },
      language: "id",
      status: "open",
      holder: "assistant",
      agent: null,
      trust: 92,
      waiting_since: null,
      hand_over: null,
      survey: null,
      messages: [],
      agentSeen: 0,
      contactSeen: 0,
      ...options.row,
    };
    for (const [ago, who, text, more] of lines) {
      const direction = who === "in" ? "in" : who === "note" ? "internal" : "out";
      const kind = who === "note" ? "note" : who === "notice" ? "notice" : more?.survey ? "survey" : "text";
      const by =
        who === "in"
          ? CONTACT
          : who === "ai"
            ? AI
            : who === "notice"
              ? { kind: "system", label: "Pemberitahuan" }
              : who === "auto"
                ? { kind: "automation", label: "Pesan otomatis", playbook: "survey@1" }
                : author(agents.find((a) => a.id === who) ?? me);
      say(c, { kind, direction, author: by, text, at: at(ago), ...more });
    }
    c.agentSeen = options.seen ?? c.messages.length;
    c.contactSeen = options.contactSeen ?? c.messages.length;
    conversations.push(c);
    return c;
  };
  fill(talk, at, agents);
  promised(conversations, now);

  const views = {
    queue: (c) => c.status === "open" && c.holder === "queue",
    mine: (c) => c.status === "open" && c.holder === "agent" && c.agent.id === me.id,
    assistant: (c) => c.status === "open" && c.holder === "assistant",
    all: (c) => c.status === "open",
    resolved: (c) => c.status === "resolved",
  };
  const page = (params) => {
    const view = params.get("view") ?? "queue";
    const q = (params.get("q") ?? "").toLowerCase();
    const limit = Number(params.get("limit") ?? 30);
    const from = Number(params.get("cursor") ?? 0);
    const key = (c) => (view === "queue" ? (c.waiting_since ?? "") : c.messages.at(-1).at);
    const found = conversations
      .filter((c) => views[view](c) && c.contact.name.toLowerCase().includes(q))
      .sort((a, b) => (key(a) < key(b) ? -1 : 1) * (view === "queue" ? 1 : -1));
    const count = (v) => conversations.filter(views[v]).length;
    return {
      items: found.slice(from, from + limit).map(row),
      next: from + limit < found.length ? String(from + limit) : null,
      counts: {
        queue: count("queue"),
        mine: count("mine"),
        assistant: count("assistant"),
        all: count("all"),
      },
    };
  };
  const messages = (c, params) => {
    const since = Number(params.get("since") ?? -1);
    const before = Number(params.get("before") ?? Number.POSITIVE_INFINITY);
    const limit = Number(params.get("limit") ?? 50);
    const all = c.messages.filter((m) => m.seq > since && m.seq < before);
    return {
      messages: since >= 0 ? all.slice(0, limit) : all.slice(-limit),
      position: c.messages.at(-1).seq,
      contact_seen: c.contactSeen,
    };
  };
  return {
    me,
    agents,
    workspace: { id: "wsp_1", name: "Toko Terang", key: "wk_tokoterang" },
    conversations,
    author,
    say,
    note,
    row,
    page,
    messages,
    tokens: [
      {
        id: "tok_1",
        name: "Laporan mingguan",
        scopes: ["conversations:read"],
        created_at: at(60 * 24 * 40),
        last_used_at: at(90),
      },
      {
        id: "tok_2",
        name: "Gudang",
        scopes: ["conversations:read", "conversations:write"],
        created_at: at(60 * 24 * 12),
        last_used_at: null,
      },
    ],
    webhooks: [
      {
        id: "whk_1",
        url: "https://crm.toko.id/terang",
        events: ["conversation.handed_over", "conversation.resolved"],
        created_at: at(9000),
        last_status: 200,
        last_at: at(12),
        disabled_at: null,
        failing_since: null,
      },
      {
        id: "whk_2",
        url: "https://gudang.toko.id/hooks/terang",
        events: ["message.created"],
        created_at: at(5000),
        last_status: 0,
        last_at: at(30),
        disabled_at: null,
        failing_since: at(180),
      },
    ],
  };
}

const disclosure = {
  elements: ["is_ai", "not_human", "operator", "human_route"],
  text: "Ini asisten AI Toko Terang, bukan manusia. Petugas kami bisa dipanggil kapan saja lewat tombol “Bicara dengan petugas”.",
};

function fill(talk, at, agents) {
  talk(
    "cnv_sari",
    "Sari Anggraini",
    {
      contact: { verified: true },
      seen: 9,
      contactSeen: 10,
      row: {
        holder: "queue",
        trust: 38,
        waiting_since: at(6),
        hand_over: {
          reason: "unhelpful",
          reason_text: "Dua jawaban berturut-turut dinilai tidak membantu.",
          wants:
            "Paket TRG-1042 sudah tiga hari berstatus “Transit Bekasi”; ia ingin tahu kapan tiba, atau uangnya kembali.",
          tried: [
            "Status pesanan dari sistem toko",
            "Artikel “Paket terlambat”",
            "Artikel “Pengembalian dana”",
          ],
          facts: [
            { label: "Pesanan", value: "TRG-1042 · Rp 384.000", source: "brand system" },
            { label: "Kurir", value: "JNE REG · JP4410098812", source: "brand system" },
            { label: "Identitas", value: "Terverifikasi lewat kode ke 0812••••331", source: "verified" },
            { label: "Alamat", value: "Sudah benar, menurut pelanggan", source: "customer" },
          ],
          trust: {
            score: 38,
            reasons: [
              { kind: "unhelpful", quote: "itu bukan jawaban kak", seq: 9 },
              { kind: "repeated", quote: "saya tanya KAPAN sampainya", seq: 7 },
              { kind: "disappointment", quote: "kecewa sih, katanya 2 hari", seq: 11 },
            ],
          },
          at: at(6),
        },
      },
    },
    [
      [26, "ai", "Halo, ada yang bisa dibantu?", { disclosure, author: { ...AI, playbook: "greeting@2" } }],
      [25, "in", "halo, paket saya TRG-1042 kok blm nyampe ya"],
      [
        25,
        "ai",
        "Saya bantu cek. Untuk menjaga data Anda, tulis kode 6 angka yang baru kami kirim ke 0812••••331.",
      ],
      [24, "in", "482913"],
      [
        24,
        "ai",
        "Terima kasih, Bu Sari. Pesanan TRG-1042 sedang di perjalanan.",
        {
          card: {
            kind: "timeline",
            title: "Pesanan TRG-1042",
            status: "Dikirim",
            fields: [
              { label: "Kurir", value: "JNE REG" },
              { label: "Resi", value: "JP4410098812" },
            ],
            steps: [
              { at: at(60 * 24 * 5), label: "Dibayar", state: "done" },
              { at: at(60 * 24 * 4), label: "Dikemas", state: "done" },
              { at: at(60 * 24 * 3), label: "Transit Bekasi", state: "now" },
              { at: null, label: "Tiba di Bogor", state: "next" },
            ],
          },
        },
      ],
      [22, "in", "itu dari hari senin statusnya gitu terus"],
      [20, "in", "saya tanya KAPAN sampainya"],
      [
        20,
        "ai",
        "Paket yang terlambat lebih dari 3 hari kami lacak bersama kurir. Biasanya ada kabar dalam 1 × 24 jam.",
        { sources: [{ id: "paket-terlambat", title: "Paket terlambat", version: "4" }] },
      ],
      [12, "in", "itu bukan jawaban kak"],
      [
        12,
        "ai",
        "Maaf, jawaban itu belum membantu. Saya hubungkan dengan petugas; ringkasan percakapan ini ikut, jadi Anda tidak perlu mengulang.",
      ],
      [6, "in", "kecewa sih, katanya 2 hari. tolong ya"],
      [6, "notice", "Anda di antrean nomor 1. Petugas kami sedang ada dan akan menjawab di sini."],
    ],
  );
  talk(
    "cnv_james",
    "James Whitfield",
    {
      seen: 3,
      row: {
        language: "en",
        holder: "queue",
        trust: 71,
        waiting_since: at(2),
        race: true,
        hand_over: {
          reason: "asked",
          reason_text: "The customer tapped “Talk to a person”.",
          wants: "Change the delivery address of an order that is being packed.",
          tried: ["Order status"],
          facts: [{ label: "Order", value: "TRG-1077", source: "customer" }],
          trust: { score: 71, reasons: [] },
          at: at(2),
        },
      },
    },
    [
      [
        9,
        "ai",
        "Hello, how can I help?",
        {
          language: "en",
          disclosure: {
            ...disclosure,
            text: "This is the AI assistant of Toko Terang, not a person. You can ask for a person at any time.",
          },
        },
      ],
      [8, "in", "Hi! I need to change the address on order TRG-1077 please, I moved last week"],
      [8, "ai", "I cannot change an address while the order is being packed. A person can. Shall I get one?"],
      [2, "in", "Yes please, a person"],
      [2, "notice", "You are number 2 in the queue."],
    ],
  );
  talk(
    "cnv_budi",
    "Budi Santoso",
    {
      contact: { verified: true },
      contactSeen: 7,
      row: {
        holder: "agent",
        agent: agents[0],
        trust: 64,
        hand_over: {
          reason: "policy",
          reason_text: "Pengembalian dana di atas Rp 500.000 selalu ke petugas.",
          wants: "Uang kembali untuk blender yang rusak saat tiba (TRG-0991).",
          tried: ["Foto barang diterima", "Syarat pengembalian dijelaskan"],
          facts: [
            { label: "Pesanan", value: "TRG-0991 · Rp 725.000", source: "brand system" },
            { label: "Tiba", value: "17 Nov 2026", source: "brand system" },
          ],
          trust: { score: 64, reasons: [{ kind: "worry", quote: "uangnya balik kan kak?", seq: 2 }] },
          at: at(48),
        },
      },
      seen: 6,
    },
    [
      [60, "ai", "Halo, ada yang bisa dibantu?", { disclosure }],
      [58, "in", "blender saya datang pecah. uangnya balik kan kak?"],
      [
        58,
        "ai",
        "Bisa. Pengembalian di atas Rp 500.000 ditangani petugas; saya teruskan beserta fotonya.",
        { sources: [{ id: "retur", title: "Syarat pengembalian", version: "2" }] },
      ],
      [47, "notice", "Mulai pesan ini Anda dilayani petugas kami, Rina (manusia)."],
      [
        46,
        "agt_rina",
        "Selamat siang Pak Budi, saya Rina. Fotonya sudah saya lihat: tabungnya pecah di sisi kiri. Saya ajukan pengembalian penuh ke rekening yang sama ya.",
      ],
      [
        45,
        "note",
        "Sudah dicek di sistem: pembayaran lewat transfer BCA, dana kembali 2–3 hari kerja. Tunggu persetujuan Bu Dewi sebelum menjanjikan tanggal.",
      ],
      [
        44,
        "agt_rina",
        "Pengembaliannya sudah diajukan dengan nomor RTR-552. Dana kembali paling lambat Rabu, 25 Nov 2026.",
      ],
      [3, "in", "Terima kasih banyak mbak Rina. Barangnya perlu saya kirim balik?"],
    ],
  );
  talk(
    "cnv_maya",
    "Maya Kusuma",
    { contact: { verified: true }, row: { holder: "agent", agent: agents[0], trust: 81 } },
    [
      [130, "in", "kak mau ganti ukuran sepatu, bisa?"],
      [129, "notice", "Mulai pesan ini Anda dilayani petugas kami, Rina (manusia)."],
      [
        125,
        "agt_rina",
        "Bisa, Kak Maya. Ukuran 38 masih ada; kurir menjemput yang lama besok antara 10.00 dan 13.00.",
      ],
    ],
  );
  talk("cnv_yusuf", "Yusuf Hakim", { row: { holder: "agent", agent: agents[1], trust: 55 } }, [
    [31, "in", "voucher saya ditolak terus"],
    [30, "notice", "Mulai pesan ini Anda dilayani petugas kami, Bagas (manusia)."],
    [18, "agt_bagas", "Sebentar ya Pak Yusuf, saya cek kode vouchernya."],
  ]);
  const lines = [
    ["", "lupa sandi", "Tautan untuk membuat kata sandi baru sudah kami kirim ke surel Anda."],
    ["Putri Ayu", "jam buka?", "Toko buka Senin–Sabtu 09.00–21.00 WIB, Minggu 10.00–18.00 WIB."],
    ["Hendra Wijaya", "bisa COD ke Depok?", "Bisa, untuk pesanan sampai Rp 1.000.000."],
    ["Nadia", "ini robot ya?", "Ya. Saya asisten AI (program komputer), bukan manusia."],
    ["Agus Salim", "status TRG-1101", "Pesanan TRG-1101 sudah dikemas dan menunggu kurir."],
  ];
  for (const [i, [name, question, answer]] of lines.entries())
    talk(`cnv_ai${i}`, name, { row: { trust: i === 3 ? 88 : 95 }, seen: 1 }, [
      [14 + i * 23, "ai", "Halo, ada yang bisa dibantu?", { disclosure }],
      [13 + i * 23, "in", question],
      [13 + i * 23, "ai", answer],
    ]);
  talk(
    "cnv_done",
    "Ratna Dewi",
    {
      row: {
        status: "resolved",
        survey: { score: 5, comment: "Cepat dan jelas, dan saya tahu kapan bicara dengan manusia." },
      },
    },
    [
      [300, "in", "pesanan saya dobel, tolong batalkan satu"],
      [290, "agt_rina", "Sudah saya batalkan TRG-0950; yang TRG-0951 tetap dikirim."],
      [
        280,
        "auto",
        "Percakapan ini ditutup.",
        { survey: { question: "Seberapa terbantu Anda hari ini?", options: [1, 2, 3, 4, 5], answered: 5 } },
      ],
    ],
  );
  const first = ["Ari", "Bella", "Candra", "Dian", "Eko", "Fitri", "Gilang", "Hana", "Indra", "Joko"];
  const last = ["Saputra", "Maharani", "Nugroho", "Permata", "Siregar"];
  for (let i = 0; i < 45; i++)
    talk(
      `cnv_old${i}`,
      `${first[i % 10]} ${last[i % 5]}`,
      { row: { status: "resolved", survey: i % 3 ? null : { score: 3 + (i % 3), comment: "" } } },
      [
        [400 + i * 97, "in", "terima kasih, sudah beres"],
        [
          399 + i * 97,
          "auto",
          "Percakapan ini ditutup.",
          {
            survey: {
              question: "Seberapa terbantu Anda hari ini?",
              options: [1, 2, 3, 4, 5],
              answered: null,
            },
          },
        ],
      ],
    );
  const long = [];
  for (let i = 0; i < 130; i++)
    long.push([
      2000 - i * 10,
      i % 2 ? "ai" : "in",
      i % 2 ? `Stok barang nomor ${i} masih ada.` : `masih ada barang nomor ${i + 1}?`,
    ]);
  talk("cnv_long", "Toni Gunawan", { row: { trust: 90 } }, long);
}
