// The part of dev/mock-console.mjs that belongs to a hand-over: trust in a talk, promises, what is known.
import { randomUUID } from "node:crypto";

const minute = 60_000;

/** Trust turn by turn, as GET /conversations/{id}/trust tells it. */
export function courseOf(c) {
  const turns = c.messages.filter((m) => m.direction === "in");
  const reasons = c.hand_over?.trust.reasons ?? [];
  let score = 100;
  const points = turns.map((m, i) => {
    const last = i === turns.length - 1;
    const signals = reasons.filter((r) => r.seq === m.seq).map((r) => ({ ...r, points: -18 }));
    score = last ? c.trust : Math.max(c.trust, score - (signals.length > 0 ? 20 : 3));
    return {
      seq: m.seq,
      at: m.at,
      score,
      decision: score < 40 ? "take_over" : score < 60 ? "offer" : "go_on",
      signals,
    };
  });
  return {
    score: c.trust,
    decision: points.at(-1)?.decision ?? "go_on",
    lines: { offer: 60, take_over: 40, hysteresis: 10 },
    points,
  };
}

const owed = (p) => p.state === "open" || p.state === "broken";

/** Promises and their calls. */
export function makeHandOver({ world, send, changed, emit, said }) {
  const find = (id) => {
    for (const c of world().conversations) {
      const p = (c.promises ?? []).find((one) => one.id === id);
      if (p) return [c, p];
    }
    return [];
  };
  const tell = (c, p) => {
    changed(c);
    emit("promise", { conversation_id: c.id, contact: c.contact, what: "changed", promises: [p] });
  };
  return {
    verbs: {
      promises(c, _request, response, body) {
        const p = {
          id: `prm_${randomUUID().slice(0, 8)}`,
          ...body,
          made_by: world().me.id,
          owner: world().me.id,
          owner_name: "Rina",
          created_at: new Date().toISOString(),
          state: "open",
        };
        c.promises = [...(c.promises ?? []), p];
        if (body.tell)
          said(
            c,
            world().say(c, {
              kind: "text",
              direction: "out",
              author: world().author(world().me),
              text: body.words,
            }),
          );
        tell(c, p);
        send(response, 201, p);
      },
      check(c, _request, response, body) {
        const facts = c.hand_over?.facts ?? [];
        const asks = /nomor pesanan|no\.? pesanan|order number/i.test(body.text);
        send(response, 200, {
          asks_again: asks ? facts.filter((f) => /pesanan|order/i.test(f.label)).slice(0, 1) : [],
        });
      },
      needless: (_c, _request, response) => send(response, 204),
    },
    promises(response, path, body, params) {
      const [id, verb] = path.split("/").filter(Boolean);
      if (!id) {
        const all = world().conversations.flatMap((c) =>
          (c.promises ?? []).filter(owed).map((p) => ({ ...p, conversation_id: c.id, contact: c.contact })),
        );
        const whose = params.get("owner");
        const items = all
          .filter((p) => whose === "all" || (whose === "me" ? p.owner === world().me.id : p.owner === ""))
          .sort((a, b) => (a.due_at < b.due_at ? -1 : 1));
        const soon = Date.now() + 60 * minute;
        return send(response, 200, {
          items,
          next: null,
          counts: {
            open: all.length,
            due_1h: all.filter((p) => p.state === "open" && Date.parse(p.due_at) < soon).length,
            broken: all.filter((p) => p.state === "broken").length,
          },
        });
      }
      const [c, p] = find(id);
      if (!p) return send(response, 404, {});
      if (verb === "keep") Object.assign(p, { state: "kept", kept_at: new Date().toISOString() });
      if (verb === "cancel") p.state = "cancelled";
      if (verb === "move") p.due_at = body.due_at;
      tell(c, p);
      return send(response, 200, p);
    },
  };
}

/** What the made-up customers were promised. */
export function promised(conversations, now) {
  const at = (minutes) => new Date(now + minutes * minute).toISOString();
  const give = (id, promises) => {
    const c = conversations.find((one) => one.id === id);
    if (c) c.promises = promises;
  };
  give("cnv_sari", [
    {
      id: "prm_1",
      kind: "reply",
      words: "Petugas membalas Anda di sini paling lambat pukul 14.30 WIB.",
      made_by: "assistant",
      owner: "",
      due_at: at(24),
      created_at: at(-6),
      state: "open",
    },
  ]);
  give("cnv_budi", [
    {
      id: "prm_2",
      kind: "task",
      words: "Dana kembali Rp 725.000 ke rekening yang sama.",
      made_by: "agt_rina",
      owner: "agt_rina",
      owner_name: "Rina",
      due_at: at(60 * 26),
      created_at: at(-44),
      state: "open",
    },
    {
      id: "prm_3",
      kind: "call",
      reach: "0812 3456 7890",
      words: "Saya menelepon Bapak soal penjemputan barang.",
      made_by: "agt_rina",
      owner: "agt_rina",
      owner_name: "Rina",
      due_at: at(-5),
      created_at: at(-70),
      state: "broken",
    },
  ]);
  const sari = conversations.find((c) => c.id === "cnv_sari");
  if (sari)
    sari.hand_over.brief = {
      who: "Sari Anggraini, terverifikasi, Bogor",
      wants: "Tahu kapan paket TRG-1042 tiba, atau uang kembali",
      tried: "Status pesanan, artikel keterlambatan, artikel pengembalian",
      known: [
        { label: "Pesanan", value: "TRG-1042", source: "brand system" },
        { label: "Resi", value: "JP4410098812", source: "brand system" },
        { label: "Alamat", value: "sudah benar", source: "customer" },
      ],
      promises: ["Balasan petugas paling lambat 14.30"],
      mood: "Kecewa, menurun: “saya tanya KAPAN sampainya”",
      next: "Lacak ke kurir sekarang, tawarkan dana kembali",
    };
}
