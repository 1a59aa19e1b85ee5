// Obeys the table of keyboard commands.

import { useEffect } from "preact/hooks";
import { aideOpen } from "../aide/open";
import { pickOpen } from "../answering/open";
import { allows, lockOf } from "../core/abilities";
import type { Action } from "../core/actions";
import type { Console } from "../core/console";
import type { DraftKind } from "../core/drafts";
import { type Command, commandOf, takesText } from "../core/keys";
import { opened } from "../core/recent";
import { moreOf } from "../core/registry";
import { parse } from "../core/route";
import { ringing } from "../desk/ringing";
import { filterOpen, viewsOpen } from "../find/open";
import { factsOpen, hasKnown } from "../handover/facts";
import { newestSuggestion, take } from "../suggestion/suggestion";
import { ask, asked, type Task } from "../triage/asked";
import { composerFocus } from "./composerFocus";
import { useConsole } from "./context";
import { strays } from "./fieldGone";
import { handBackOpen } from "./handBack";
import { keysOpen, MOD } from "./Keys";
import { paletteOpen } from "./palette";
import { enter, hasEnter, isWalked, walk } from "./walk";

const inConversation = () => document.querySelector<HTMLElement>(".conversation");

const inList = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest("#rows") !== null;

function focusRow(id: string | null): void {
  if (id === null) return;
  const focus = (): boolean => {
    const row = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
    return row !== null;
  };
  // At once, for whoever types fast; a row that is only being drawn takes it in the next frame.
  if (!focus()) requestAnimationFrame(focus);
}

/** One step outward: from the composer to the conversation, from there to its row, on a phone to the list. */
function back(console: Console, target: EventTarget | null): void {
  const here = console.route.peek();
  if (takesText(target) && target instanceof HTMLElement) {
    const pane = target.closest<HTMLElement>(".conversation");
    target.blur();
    pane?.focus({ preventScroll: true });
  } else if (console.selection.ids.peek().size > 0 || console.selection.picking.peek()) {
    console.selection.clear();
  } else if (
    here.page === "settings" ||
    here.page === "understanding" ||
    here.page === "playbooks" ||
    here.page === "trust" ||
    here.page === "live" ||
    here.page === "contacts" ||
    console.layout.peek() === "pages" ||
    (here.page === "inbox" && here.panel)
  ) {
    console.up();
  } else {
    focusRow(console.cursor.peek());
  }
}

/** What each command does where the keyboard stands. */
export function actions(console: Console, target: EventTarget | null): Record<Command, () => void> {
  const id = console.openId.peek();
  const row = id ? console.inbox.lists.peek().rows.get(id) : undefined;
  const speaks = console.session.may("speak");
  const may = (action: Action) =>
    speaks && row !== undefined && allows(row, console.session.agentId(), action);
  const run = (action: Action) => () => {
    if (id && may(action)) void console.actions.run(action, id);
  };
  const write = (kind: DraftKind) => () => {
    if (id && speaks) composerFocus.value = kind;
  };
  const picked = [...console.selection.ids.peek()];
  const about = inList(target) ? console.cursor.peek() : (id ?? console.cursor.peek());
  const task = (what: Task) => () => ask(what, picked.length > 0 ? picked : about ? [about] : []);
  /** For what helps with a reply: who may not reply is told why, as with r. */
  const atComposer = (open: () => void) => {
    if (!id || !row || !speaks) return;
    if (lockOf(row, console.threads.get(id).peek(), console.session.agentId())) composerFocus.value = "reply";
    else open();
  };
  const atReply = (open: () => void) =>
    atComposer(() => {
      composerFocus.value = "reply";
      open();
    });
  const useDraft = () => {
    const newest = id && newestSuggestion(console.threads.get(id).peek());
    if (newest) atComposer(() => take(console, id, newest));
  };
  return {
    next: () => walk(1) || focusRow(console.step(1)),
    previous: () => walk(-1) || focusRow(console.step(-1)),
    open: () => {
      if (enter()) return;
      const at = console.cursor.peek();
      if (at) console.open(at);
      inConversation()?.focus({ preventScroll: true });
    },
    claim: run("claim"),
    resolve: picked.length > 0 ? task("resolve") : run("resolve"),
    tag: task("tag"),
    priority: task("priority"),
    snooze: task("snooze"),
    assign: task("assign"),
    select: () => {
      const at = console.cursor.peek() ?? id;
      if (at) console.selection.toggle(at);
    },
    // A reply that has not left comes first: in a moment it can no longer be taken back.
    undo: () => {
      if (!id || !console.outgoing.undoLast(id)) console.toasts.undo();
    },
    filter: () => {
      filterOpen.value = true;
    },
    views: () => {
      viewsOpen.value = true;
    },
    release: run("release"),
    hand_back: () => {
      if (may("hand_back")) handBackOpen.value = id;
    },
    reply: write("reply"),
    note: write("note"),
    use_draft: useDraft,
    fact: () => {
      if (row && hasKnown(row)) atComposer(() => (factsOpen.value = id));
    },
    aide: () => atReply(() => (aideOpen.value = id)),
    // Their keys are the composer's; the palette opens them from anywhere.
    macro: () => atReply(() => (pickOpen.value = "macro")),
    article: () => atReply(() => (pickOpen.value = "article")),
    mentions: () => {
      console.mentions.shown.value = true;
    },
    panel: () => {
      if (console.layout.peek() !== "full") console.togglePanel();
    },
    search: () => {
      const field = document.querySelector<HTMLElement>("[data-search]");
      if (field) field.focus();
      else console.startSearch();
    },
    go_queue: () => console.show("queue"),
    go_mine: () => console.show("mine"),
    go_all: () => console.show("all"),
    go_trust: () => {
      if (console.session.may("figures")) console.go(parse("#/trust"));
    },
    go_promises: () => console.show("promises"),
    go_snoozed: () => console.show("snoozed"),
    go_live: () => {
      if (console.session.may("supervise")) console.go(parse("#/live"));
    },
    offer_take: () => ringing.peek()?.take(),
    offer_decline: () => ringing.peek()?.decline(),
    palette: () => {
      paletteOpen.value = true;
    },
    help: () => {
      keysOpen.value = true;
    },
    back: () => back(console, target),
    send: () => {}, // the composer sends
  };
}

/** Whether the composer is about to take the keyboard; where there is none (a reason is asked for first) nobody would. */
function composing(): boolean {
  if (composerFocus.peek() !== null && !document.querySelector(".composer")) composerFocus.value = null;
  return composerFocus.peek() !== null;
}

/** A dialog or menu has the keyboard, or the composer is about to take it. */
const captured = () =>
  strays.holds() ||
  composing() ||
  asked.peek() !== null ||
  filterOpen.peek() ||
  viewsOpen.peek() ||
  document.querySelector("dialog[open], .menu-list, .me-box") !== null;

/** Whether arrows move and Enter opens where a key was pressed. */
function walks({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (key === "Enter" && hasEnter(target)) return false;
  return target.closest("#rows") !== null || isWalked(target);
}

/** Listens as long as the workplace is shown. */
export function useKeyboard(): void {
  const console = useConsole();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const target = event.target;
      const where = {
        typing: takesText(target),
        inList: walks(event),
        captured: captured(),
        singleKeys: console.prefs.peek().singleKeys,
        mac: MOD === "⌘",
      };
      const command = commandOf(event, where);
      const more = command ? undefined : moreOf(event, where);
      if (!command && !(more && (more.may?.(console) ?? true))) return;
      event.preventDefault();
      if (command) actions(console, target)[command]();
      else more?.run(console);
    };
    document.addEventListener("keydown", onKeyDown);
    const stop = console.openId.subscribe((id) => {
      if (id) opened(console.world.store, console.session.agentId(), id);
    });
    return () => {
      stop();
      document.removeEventListener("keydown", onKeyDown);
    };
  }, [console]);
}
