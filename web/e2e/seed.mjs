// Many conversations at once: written as the house's own file and read by `terang import`, beside the running server.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { terang } from "./house.mjs";

const NAMES = [
  "Sari",
  "Budi",
  "Dewi",
  "Agus",
  "Rini",
  "Joko",
  "Maya",
  "Hadi",
  "Putri",
  "Eko",
  "Wati",
  "Dian",
];
const FAMILIES = ["Wulandari", "Santoso", "Lestari", "Pratama", "Kusuma", "Hidayat", "Saputra"];
const WORDS = [
  "paket saya belum sampai juga",
  "mau tukar ukuran sepatu",
  "kapan refund saya masuk",
  "ongkir ke Makassar berapa ya",
  "kupon saya tidak bisa dipakai",
];

const number = (i) => String(i).padStart(5, "0");
export const idOf = (i) => `cnv_seed_${number(i)}`;
export const orderOf = (i) => `TRG-8${number(i)}`;
export const nameOf = (i) => `${NAMES[i % NAMES.length]} ${FAMILIES[i % FAMILIES.length]} ${i}`;

/** Brings along conversations `from` to before `to`; the one with the lowest number was spoken in last. */
export async function seed(house, from, to, { waiting = () => false } = {}) {
  const rows = { contact: [], conversation: [], message: [] };
  const now = Date.now();
  for (let i = from; i < to; i++) {
    const at = (minutes) => new Date(now - 60_000 * (i + 1) * 2 - 60_000 * minutes).toISOString();
    const conversation_id = idOf(i);
    const contact_id = `con_seed_${number(i)}`;
    const said = [
      ["in", { kind: "contact" }, `${WORDS[i % WORDS.length]}, nomor ${orderOf(i)}`],
      ["out", { kind: "human", agent_id: "agt_seed", name: "Tono" }, "Baik, saya periksa dulu."],
      ["in", { kind: "contact" }, `tolong dicek ya kak, ini yang ke-${i}`],
    ];
    rows.contact.push({
      record: "contact",
      id: contact_id,
      name: nameOf(i),
      language: "id",
      created_at: at(9),
      attributes: {},
      consent: {},
      reached: {},
    });
    rows.conversation.push({
      record: "conversation",
      id: conversation_id,
      contact_id,
      channel: "web",
      language: i % 10 === 9 ? "en" : "id",
      status: "open",
      holder: waiting(i) ? "queue" : "assistant",
      ...(waiting(i) && { waiting_since: at(0) }),
      seq: 3,
      public_seq: 3,
      handled_seq: 3,
      last_inbound: 3,
      disclosed: {},
      trust: 100,
      last_message: { author_kind: "contact", text: said[2][2], at: at(0) },
      created_at: at(9),
      last_at: at(0),
      promises: [],
    });
    said.forEach(([direction, author, text], n) => {
      rows.message.push({
        record: "message",
        id: `msg_seed_${number(i)}_${n}`,
        conversation_id,
        seq: n + 1,
        prev: n,
        kind: "text",
        direction,
        author,
        language: "id",
        content: { text },
        delivery: "accepted",
        at: at(2 - n),
      });
    });
  }
  const all = [...rows.contact, ...rows.conversation, ...rows.message];
  const file = join(house.dir, `seed-${from}.jsonl`);
  const lines = [
    { record: "header", format: "terang", version: 1 },
    ...all,
    { record: "end", rows: all.length },
  ];
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const data = ["--data", join(house.dir, "terang"), "--workspace", "toko-terang"];
  const done = await terang("import", "terang", file, ...data);
  assert.equal(done.code, 0, `${done.out}\n${done.err}`);
}
