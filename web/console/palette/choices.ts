// What the palette offers for what was typed: one list, in groups.
import type { Agent, Conversation } from "../../shared/api";
import { language } from "../../shared/i18n";
import type { ContactRow } from "../contacts/api";
import { calledOf } from "../contacts/context";
import { can, choosable, concerns, MORE } from "../core/commands";
import type { Console } from "../core/console";
import { BINDINGS, type Command } from "../core/keys";
import { nameOf } from "../core/names";
import { recentOf } from "../core/recent";
import { parse } from "../core/route";
import { keyWord } from "../list/keyWord";
import { ranked } from "./fuzzy";
import { t } from "./texts";

/** One line that can be chosen. */
export interface Choice {
  id: string;
  group: "here" | "commands" | "recent" | "contacts" | "found" | "people";
  text: string;
  /** Shown smaller beside it. */
  hint?: string;
  keys?: readonly string[];
  run: () => void;
}

/** Conversations, contacts and people that the server knows of. */
export interface Known {
  contacts: readonly ContactRow[];
  found: readonly Found[];
  people: readonly Agent[];
}

export interface Found {
  conversation: Conversation;
  snippet: readonly { text: string; mark?: boolean }[];
}

const FEW = 5;
const MANY = 8;

type Named = Choice & { names: readonly string[] };

/** Every command that can be given now, with its names in both languages. */
export function commands(console: Console, give: (command: Command) => void): Named[] {
  const own = BINDINGS.filter((b) => choosable(b.command) && can(console, b.command)).map(
    (b): Named => ({
      id: b.command,
      group: concerns(b.command) ? "here" : "commands",
      text: keyWord(b.command),
      names: [keyWord(b.command, "id"), keyWord(b.command, "en")],
      keys: b.keys,
      run: () => give(b.command),
    }),
  );
  const more = MORE.filter((m) => m.may?.(console) ?? true).map(
    (m): Named => ({
      id: m.id,
      group: "commands",
      text: m.text[language.peek()],
      names: [m.text.id, m.text.en],
      keys: m.keys ?? [],
      run: () => m.run(console),
    }),
  );
  return [...own, ...more].sort((a, b) => Number(b.group === "here") - Number(a.group === "here"));
}

function toConversation(
  console: Console,
  row: Conversation,
  group: "recent" | "found",
  hint: string,
): Choice {
  return {
    id: `${group}-${row.id}`,
    group,
    text: nameOf(row),
    hint,
    run: () =>
      console.go({
        page: "inbox",
        view: row.status === "resolved" ? "resolved" : "all",
        conversation: row.id,
        panel: false,
      }),
  };
}

/** The list for what was typed. Commands first: they are there at once, and do not move when conversations come in. */
export function choices(
  console: Console,
  typed: string,
  known: Known,
  give: (command: Command) => void,
): Choice[] {
  const all = commands(console, give);
  const rows = console.inbox.lists.peek().rows;
  if (typed.trim() === "") {
    const here = console.openId.peek();
    const recent = recentOf(console.world.store, console.session.agentId())
      .filter((id) => id !== here)
      .map((id) => rows.get(id))
      .filter((row) => row !== undefined)
      .slice(0, FEW);
    return [
      ...all.filter((c) => c.group === "here"),
      ...recent.map((row) => toConversation(console, row, "recent", row.last?.text ?? "")),
      ...all.filter((c) => c.group === "commands"),
    ];
  }
  const people = ranked(typed, known.people, (a) => [a.name, a.email]).slice(0, FEW);
  return [
    ...ranked(typed, all, (c) => c.names).slice(0, MANY),
    ...known.contacts.slice(0, FEW).map(
      (c): Choice => ({
        id: `contact-${c.id}`,
        group: "contacts",
        text: calledOf(c),
        hint: [c.phone, c.email, c.external_id].filter(Boolean).join(" · "),
        run: () => console.go({ page: "contacts", id: c.id }),
      }),
    ),
    ...known.found
      .slice(0, MANY)
      .map((f) => toConversation(console, f.conversation, "found", f.snippet.map((s) => s.text).join(""))),
    ...people.map(
      (a): Choice => ({
        id: `person-${a.id}`,
        group: "people",
        text: a.name,
        hint: t(a.presence === "online" ? "online" : "away"),
        run: () => console.go(parse("#/settings/people")),
      }),
    ),
  ];
}
