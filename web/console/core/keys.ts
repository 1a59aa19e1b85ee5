// Every keyboard command in one table: what the keys do, when, and what "?" and the palette show of them. Pure.
//
// A command that needs no more than its words and what it does is one line in commands.ts, with a key or without.
// One that the console itself relies on stands here, has its words in texts.ts and its deed in view/useKeyboard.ts.

export type Command =
  | "next"
  | "previous"
  | "open"
  | "claim"
  | "reply"
  | "note"
  | "use_draft"
  | "fact"
  | "aide"
  | "macro"
  | "article"
  | "mentions"
  | "resolve"
  | "hand_back"
  | "release"
  | "panel"
  | "search"
  | "go_queue"
  | "go_mine"
  | "go_all"
  | "go_trust"
  | "go_promises"
  | "go_snoozed"
  | "select"
  | "tag"
  | "priority"
  | "snooze"
  | "assign"
  | "undo"
  | "filter"
  | "views"
  | "go_live"
  | "offer_take"
  | "offer_decline"
  | "back"
  | "send"
  | "palette"
  | "help";

/** One line of the list under "?". */
export interface Binding {
  command: Command;
  /** As shown and compared; "Mod" is Ctrl or ⌘. Several are alternatives. */
  keys: readonly string[];
  group: "move" | "act" | "write";
}

/** In the order in which they are listed. */
export const BINDINGS: readonly Binding[] = [
  { command: "next", keys: ["j", "ArrowDown"], group: "move" },
  { command: "previous", keys: ["k", "ArrowUp"], group: "move" },
  { command: "open", keys: ["Enter"], group: "move" },
  { command: "back", keys: ["Escape"], group: "move" },
  { command: "search", keys: ["/"], group: "move" },
  { command: "go_queue", keys: ["1"], group: "move" },
  { command: "go_mine", keys: ["2"], group: "move" },
  { command: "go_all", keys: ["3"], group: "move" },
  { command: "go_trust", keys: ["t"], group: "move" },
  { command: "go_promises", keys: ["4"], group: "move" },
  { command: "mentions", keys: ["m"], group: "move" },
  { command: "go_snoozed", keys: ["5"], group: "move" },
  { command: "go_live", keys: ["6"], group: "move" },
  { command: "filter", keys: [","], group: "move" },
  { command: "views", keys: ["v"], group: "move" },
  { command: "offer_take", keys: ["o"], group: "act" },
  { command: "offer_decline", keys: ["u"], group: "act" },
  { command: "claim", keys: ["c"], group: "act" },
  { command: "resolve", keys: ["e"], group: "act" },
  { command: "hand_back", keys: ["b"], group: "act" },
  { command: "release", keys: ["q"], group: "act" },
  { command: "tag", keys: ["l"], group: "act" },
  { command: "priority", keys: ["p"], group: "act" },
  { command: "snooze", keys: ["s"], group: "act" },
  { command: "assign", keys: ["a"], group: "act" },
  { command: "select", keys: ["x"], group: "act" },
  { command: "undo", keys: ["z"], group: "act" },
  { command: "panel", keys: ["i"], group: "act" },
  { command: "palette", keys: ["Mod+k"], group: "act" },
  { command: "help", keys: ["?"], group: "act" },
  { command: "reply", keys: ["r"], group: "write" },
  { command: "note", keys: ["n"], group: "write" },
  { command: "use_draft", keys: ["d"], group: "write" },
  { command: "fact", keys: ["f"], group: "write" },
  { command: "aide", keys: ["w"], group: "write" },
  { command: "macro", keys: ["Mod+;"], group: "write" },
  { command: "article", keys: ["Mod+/"], group: "write" },
  { command: "send", keys: ["Mod+Enter"], group: "write" },
];

/** Where the key was pressed. */
export interface Where {
  /** In a field that takes text. */
  typing: boolean;
  /** In the list of conversations, where arrows move and Enter opens. */
  inList: boolean;
  /** A dialog or menu is open and has the keyboard. */
  captured: boolean;
  /** The person wants commands of one key. */
  singleKeys: boolean;
  /** The keyboard has ⌘ for commands; there Ctrl+K belongs to whoever edits text. */
  mac?: boolean;
}

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  isComposing?: boolean;
  /** Where the key lies, whatever the layout writes on it. */
  code?: string;
}

const LIST_ONLY = new Set(["ArrowDown", "ArrowUp", "Enter"]);

/** What an input method says while it has the keyboard, and a layout while an accent waits for its letter. */
const UNFINISHED = new Set(["Process", "Dead", "Unidentified"]);

/**
 * A press as the table writes it: as the layout says, for whoever moved a letter wants it there; by where the key lies on a
 * layout that has no such letters at all. Caps lock changes nothing.
 */
export function keyOf({ key, code, shiftKey }: Press): string {
  if (key.length !== 1) return key;
  if (key > "\x7e") return /^Key[A-Z]$/.test(code ?? "") ? (code ?? "").slice(3).toLowerCase() : key;
  return shiftKey ? key : key.toLowerCase();
}

/** Whether a press asks for the palette: ⌘K, or Ctrl+K where there is no ⌘. In a field too, as everywhere. */
export function opensPalette(press: Press, mac: boolean): boolean {
  if (press.isComposing || press.altKey || press.shiftKey || keyOf(press).toLowerCase() !== "k") return false;
  return mac ? press.metaKey && !press.ctrlKey : press.ctrlKey && !press.metaKey;
}

/** The command of a key press, null if it is none: other keys with modifiers belong to the browser. */
export function commandOf(press: Press, where: Where): Command | null {
  if (press.isComposing || where.captured || UNFINISHED.has(press.key)) return null;
  if (opensPalette(press, where.mac ?? false)) return "palette";
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (press.key === "Escape") return "back";
  if (where.typing) return null;
  if (LIST_ONLY.has(press.key)) {
    if (!where.inList || press.shiftKey) return null;
  } else if (!where.singleKeys) {
    return null;
  } else if (press.shiftKey && press.key !== "?" && press.key !== "/") {
    return null;
  }
  return found(keyOf(press)) ?? found(digitOf(press));
}

const found = (key: string): Command | null =>
  BINDINGS.find((b) => b.command !== "send" && b.keys.includes(key))?.command ?? null;

/** The digit that lies under a press: some layouts write digits only with Shift. */
export const digitOf = ({ code }: Press): string => (code?.startsWith("Digit") ? code.slice(5) : "");

/** Whether a press in the composer sends. */
export function sends(press: Press, sendWith: "enter" | "ctrl"): boolean {
  if (press.key !== "Enter" || press.isComposing || press.altKey) return false;
  if (press.ctrlKey || press.metaKey) return true;
  return sendWith === "enter" && !press.shiftKey;
}

/** Whether the event's target takes text, so that single keys belong to it. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(target.type)
  );
}
