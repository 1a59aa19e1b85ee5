// Every keyboard command in one table: what the keys do, when, and what "?" shows of them. Pure.

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
}

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  isComposing?: boolean;
}

const LIST_ONLY = new Set(["ArrowDown", "ArrowUp", "Enter"]);

/** The command of a key press, null if it is none: keys with modifiers belong to the browser. */
export function commandOf(press: Press, where: Where): Command | null {
  if (press.isComposing || where.captured) return null;
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
  return BINDINGS.find((b) => b.command !== "send" && b.keys.includes(press.key))?.command ?? null;
}

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
