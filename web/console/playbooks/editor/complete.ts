// What may stand where the cursor is: names that the brand's own world knows, and the words of the language. Pure.
import type { Reference } from "../api";

export interface Choice {
  label: string;
  /** "action", "intent" …: what it is, for the list. */
  kind: "action" | "intent" | "slot" | "type" | "article" | "segment" | "step" | "field";
  detail?: string;
  /** What is put in; the label where it is absent. `|` is where the cursor goes. */
  insert?: string;
}

export interface Completion {
  /** How many characters before the cursor are replaced. */
  typed: number;
  choices: Choice[];
}

/** The steps with the form that one begins with. */
const STEPS: Readonly<Record<string, string>> = {
  say: 'say: {text: {id: "|", en: ""}}',
  ask: 'ask: {slot: |, text: {id: "", en: ""}}',
  reask: 'reask: {slot: |, text: {id: "", en: ""}}',
  article: "article: {id: |}",
  verify: "verify: {}|",
  call: "call: {action: |, inputs: {}, save: }",
  branch: "branch: {if: |, then: [], else: []}",
  wait: "wait: {for: |}",
  remember: "remember: {label: {id: |, en: }, value: }",
  hand_over: "hand_over: {reason: |}",
  run: "run: {playbook: |}",
  end: "end: {solved: true}|",
};

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  say: ["text", "replies", "card"],
  article: ["id", "replies"],
  ask: ["slot", "text", "again", "choices", "choices_from", "tries"],
  reask: ["slot", "text"],
  verify: ["by"],
  call: ["action", "inputs", "save", "on_error", "preview", "confirm", "on_no", "receipt", "undo"],
  preview: ["action", "inputs", "save"],
  confirm: ["text", "card", "yes", "no"],
  receipt: ["text", "card"],
  undo: ["action", "inputs", "until", "text", "done"],
  branch: ["on", "cases", "else", "if", "then"],
  wait: ["for", "until", "event", "if", "on_timeout"],
  remember: ["label", "value", "source", "attribute", "purpose", "keep"],
  hand_over: ["reason", "text", "skill"],
  run: ["playbook", "with"],
  end: ["solved"],
};
const TOP = ["id", "version", "title", "about", "class", "triggers", "slots", "steps"];
const SLOT_FIELDS = ["type", "label", "keep", "check", "wrong"];
const OWN_TYPES = ["choice", "text"];
const CLASSES = ["service", "security", "marketing"];

const indentOf = (line: string) => /^[\s-]*/.exec(line)?.[0].length ?? 0;

/** The keys above a line, innermost first, by indentation: ["say", "steps"]. */
export function above(lines: readonly string[], row: number): string[] {
  const keys: string[] = [];
  let indent = indentOf(lines[row] ?? "");
  if ((lines[row] ?? "").trim() === "") indent = (lines[row] ?? "").length;
  for (let i = row - 1; i >= 0 && indent > 0; i--) {
    const line = lines[i] ?? "";
    if (line.trim() === "" || line.trim().startsWith("#")) continue;
    const at = indentOf(line);
    // A list may stand at the indentation of its own key.
    if (at >= indent) continue;
    const key = /^[\s-]*"?([\w .,]+?)"?:/.exec(line)?.[1];
    if (key) keys.push(key);
    indent = at;
  }
  return keys;
}

/** The slots that the text declares. */
export function slotsOf(lines: readonly string[]): string[] {
  const from = lines.findIndex((line) => /^slots:/.test(line));
  if (from < 0) return [];
  const names: string[] = [];
  let indent = -1;
  for (const line of lines.slice(from + 1)) {
    if (/^\S/.test(line)) break;
    const found = /^(\s+)(\w+):/.exec(line);
    if (!found) continue;
    const [, space = "", name = ""] = found;
    if (indent < 0) indent = space.length;
    if (space.length === indent) names.push(name);
  }
  return names;
}

const plain = (kind: Choice["kind"], names: readonly string[] | null | undefined): Choice[] =>
  (names ?? []).map((label) => ({ label, kind }));

/** Names of inputs without the mark of those that must be given. */
const names = (inputs: readonly string[] | null | undefined) =>
  (inputs ?? []).map((name) => name.replace(/\*$/, ""));

/** Values of a key. */
function values(key: string, inside: readonly string[], lines: readonly string[], ref: Reference): Choice[] {
  switch (key) {
    case "action":
      return (ref.actions ?? []).map(({ name, risk, inputs }) => ({
        label: name,
        kind: "action",
        detail: [risk, names(inputs).join(", ")].filter(Boolean).join(" · "),
      }));
    case "slot":
      return plain("slot", slotsOf(lines));
    case "type":
      return plain("type", [...(ref.slots ?? []), ...OWN_TYPES]);
    case "intent":
      return plain("intent", ref.intents);
    case "playbook":
      return plain("field", ref.playbooks);
    case "attribute":
      return plain("field", ref.attributes);
    case "segment":
      return plain("segment", ref.segments);
    case "class":
      return plain("field", CLASSES);
    case "id":
      return inside[0] === "article" ? plain("article", ref.articles) : [];
    default:
      return [];
  }
}

/** What fits at a place of the text; null where nothing is known to. */
export function complete(text: string, position: number, ref: Reference): Completion | null {
  const before = text.slice(0, position);
  const lines = text.split("\n");
  const row = before.split("\n").length - 1;
  const line = before.slice(before.lastIndexOf("\n") + 1);
  if (/^\s*#/.test(line)) return null;

  const inside = above(lines, row);
  // The innermost key on the line itself: in "- call: {action: or" that is "call".
  const opened = [...line.matchAll(/(\w+):\s*\{(?![^{}]*\})/g)].map((m) => m[1] ?? "").reverse();
  const around = [...opened, ...inside];

  // `slot.` in an expression or a template.
  const member = /(?:^|[^\w.])slot\.(\w*)$/.exec(line);
  if (member) return some((member[1] ?? "").length, plain("slot", slotsOf(lines)));

  const value = /(?:^|[\s{,-])(\w+):\s+([\w.]*)$/.exec(line);
  if (value) return some((value[2] ?? "").length, values(value[1] ?? "", around, lines, ref));

  const key = /(?:^|[\s{,-])(\w*)$/.exec(line);
  if (!key) return null;
  const typed = (key[1] ?? "").length;
  const dash = /^\s*-\s+\w*$/.test(line);
  if (dash && inside[0] === "triggers") return some(typed, plain("intent", ref.intents));
  if (dash)
    return some(
      typed,
      Object.entries(STEPS).map(([label, insert]) => ({ label, kind: "step", insert })),
    );
  if (!/^\s*\w*$/.test(line) && opened.length === 0) return null;
  if (around.length === 0) return some(typed, keys(TOP));
  if (around[1] === "slots" && around[0] !== "slots") return some(typed, keys(SLOT_FIELDS));
  const known = ref.actions?.find((a) => a.name === actionAbove(lines, row));
  if (around[0] === "on_error") return some(typed, keys([...(known?.codes ?? []), "default"]));
  if (around[0] === "inputs") {
    return some(typed, keys(names(known?.inputs)));
  }
  return some(typed, keys(FIELDS[around[0] ?? ""] ?? []));
}

const keys = (names: readonly string[]): Choice[] =>
  names.map((label) => ({ label, kind: "field", insert: `${label}: |` }));

const some = (typed: number, choices: Choice[]): Completion | null =>
  choices.length > 0 ? { typed, choices } : null;

/** The action of the call around a line. */
function actionAbove(lines: readonly string[], row: number): string | null {
  for (let i = row; i >= 0 && i > row - 20; i--) {
    const found = /\baction:\s*([\w.]+)/.exec(lines[i] ?? "");
    if (found) return found[1] ?? null;
  }
  return null;
}
