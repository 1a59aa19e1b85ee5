// What can be done, in one list: the keyboard obeys it, "?" and the palette show it.
//
// To add a command, add one line to MORE: its words in both languages, what it does, and if you like a key, a group under "?",
// and when it can be done. Nothing else has to be touched. (Those of BINDINGS, in keys.ts, are the console's own.)

import type { Permission } from "../../shared/api";
import { mergeAsked } from "../contacts/asked";
import { allows } from "./abilities";
import type { Action } from "./actions";
import type { Console } from "./console";
import { BINDINGS, type Command } from "./keys";
import type { More } from "./registry";
import { parse } from "./route";

const may = (permission: Permission) => (console: Console) => console.session.may(permission);
const rowOf = (console: Console) => console.inbox.lists.peek().rows.get(console.openId.peek() ?? "");
const contactOf = (console: Console) => {
  const here = console.route.peek();
  return here.page === "contacts" ? here.id : null;
};
const to = (hash: string) => (console: Console) => console.go(parse(hash));
const be = (presence: "online" | "away") => (console: Console) => void console.session.setPresence(presence);

// biome-ignore format: a command is a line
export const MORE: readonly More[] = [
  { id: "assistant", text: { id: "Ditangani asisten", en: "With the assistant" }, run: (c) => c.show("assistant") },
  { id: "resolved", text: { id: "Selesai", en: "Resolved" }, run: (c) => c.show("resolved") },
  { id: "contacts", text: { id: "Kontak", en: "Contacts" }, run: to("#/contacts"), keys: ["7"], group: "move" },
  { id: "contact_page", text: { id: "Semua tentang kontak ini", en: "All about this contact" }, run: (c) => c.go({ page: "contacts", id: rowOf(c)?.contact.id ?? null }), keys: ["y"], group: "move", may: (c) => rowOf(c) !== undefined },
  { id: "merge_contact", text: { id: "Gabungkan dengan kontak lain…", en: "Merge with another contact…" }, run: (c) => { mergeAsked.value = contactOf(c); }, keys: ["g"], may: (c) => contactOf(c) !== null && c.session.may("write") },
  { id: "understanding", text: { id: "Pemahaman asisten", en: "What the assistant understands" }, run: to("#/understanding"), may: may("figures") },
  { id: "playbooks", text: { id: "Playbook", en: "Playbooks" }, run: to("#/playbooks"), may: may("figures") },
  { id: "measures", text: { id: "Ukuran kepercayaan", en: "Measures of trust" }, run: to("#/trust/measures"), may: may("figures") },
  { id: "preferences", text: { id: "Pengaturan: preferensi", en: "Settings: preferences" }, run: to("#/settings/preferences") },
  { id: "notifications", text: { id: "Pengaturan: notifikasi", en: "Settings: notifications" }, run: to("#/settings/notifications") },
  { id: "sign-in", text: { id: "Pengaturan: cara masuk", en: "Settings: sign-in" }, run: to("#/settings/sign-in") },
  { id: "sessions", text: { id: "Pengaturan: sesi", en: "Settings: sessions" }, run: to("#/settings/sessions") },
  { id: "people", text: { id: "Pengaturan: orang", en: "Settings: people" }, run: to("#/settings/people") },
  { id: "tokens", text: { id: "Pengaturan: token API", en: "Settings: API tokens" }, run: to("#/settings/tokens"), may: may("manage") },
  { id: "webhooks", text: { id: "Pengaturan: web hook", en: "Settings: web hooks" }, run: to("#/settings/webhooks"), may: may("manage") },
  { id: "exchange", text: { id: "Pengaturan: impor & ekspor", en: "Settings: import & export" }, run: to("#/settings/exchange"), may: may("own") },
  { id: "connections", text: { id: "Pengaturan: koneksi", en: "Settings: connections" }, run: to("#/settings/connections"), may: may("manage") },
  { id: "widget", text: { id: "Pengaturan: widget", en: "Settings: widget" }, run: to("#/settings/widget") },
  { id: "audit", text: { id: "Pengaturan: jejak perubahan", en: "Settings: audit" }, run: to("#/settings/audit"), may: may("audit") },
  { id: "online", text: { id: "Saya di tempat", en: "I am online" }, run: be("online") },
  { id: "away", text: { id: "Saya pergi sebentar", en: "I am away" }, run: be("away") },
  { id: "light", text: { id: "Tampilan terang", en: "Light appearance" }, run: (c) => c.prefer({ theme: "light" }) },
  { id: "dark", text: { id: "Tampilan gelap", en: "Dark appearance" }, run: (c) => c.prefer({ theme: "dark" }) },
  { id: "language_id", text: { id: "Bahasa Indonesia", en: "Indonesian" }, run: (c) => c.prefer({ language: "id" }) },
  { id: "language_en", text: { id: "Bahasa Inggris", en: "English" }, run: (c) => c.prefer({ language: "en" }) },
  { id: "sign_out", text: { id: "Keluar", en: "Sign out" }, run: (c) => void c.session.logout() },
];

const ON_A_CONVERSATION = [
  "reply",
  "note",
  "use_draft",
  "fact",
  "aide",
  "macro",
  "article",
  "panel",
] as const;
const ACTIONS: readonly Action[] = ["claim", "resolve", "hand_back", "release"];
/** Keys that mean something only where the keyboard stands. */
const BY_KEY_ALONE: readonly Command[] = ["next", "previous", "open", "back", "send", "palette"];

/** Whether a command of the table can be done now; the server decides, this only spares what would be refused. */
export function can(console: Console, command: Command): boolean {
  const id = console.openId.peek();
  const row = id ? console.inbox.lists.peek().rows.get(id) : undefined;
  if (command === "go_trust") return console.session.may("figures");
  const action = ACTIONS.find((a) => a === command);
  if (action) return row !== undefined && allows(row, console.session.agentId(), action);
  if (command === "panel") return row !== undefined && console.layout.peek() !== "full";
  return !ON_A_CONVERSATION.some((c) => c === command) || row !== undefined;
}

/** Whether a command of the table is shown to be chosen. */
export const choosable = (command: Command): boolean => !BY_KEY_ALONE.includes(command);

/** Whether a command is about the open conversation. */
export const concerns = (command: Command): boolean =>
  [...ACTIONS, ...ON_A_CONVERSATION].some((c) => c === command);

/** Every key that is taken, for the test that none is taken twice. */
export const takenKeys = (): string[] => [
  ...BINDINGS.flatMap((b) => b.keys),
  ...MORE.flatMap((m) => m.keys ?? []),
];
