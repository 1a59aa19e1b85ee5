// What the composer asks of macros, articles and mentions: opens the picker, puts in what is picked, and holds a reply that
// still has a gap. What is seen of it is fetched when it is first needed.
import "./answering.css";
import type { RefObject } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../shared/api";
import { Icon } from "../../shared/Icon";
import type { DraftKind } from "../core/drafts";
import { useChunk } from "../room/useChunk";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import type { Macro } from "./api";
import type { BelowProps } from "./Below";
import { pickOpen } from "./open";
import type { PickerProps } from "./picker/Picker";
import { t } from "./texts";
import { gapsOf, type Pick, triggerAt } from "./trigger";

/** What is open: by a sign in the text, or, where `from` is absent, with a field of its own. */
interface Open {
  pick: Pick;
  from?: number;
  query: string;
}

interface Deps {
  row: Conversation;
  kind: DraftKind;
  locked: boolean;
  area: RefObject<HTMLTextAreaElement | null>;
  text: string;
  write: (text: string) => void;
}

const openPicker = () => import("./parts").then((m) => m.Picker);
const openBelow = () => import("./parts").then((m) => m.Below);

export function useAnswering({ row, kind, locked, area, text, write }: Deps) {
  const { used } = useConsole();
  const [open, setOpen] = useState<Open | null>(null);
  const [active, setActive] = useState("");
  const [held, setHeld] = useState("");
  const [turn, setTurn] = useState(0);
  const keys = useRef<((event: KeyboardEvent) => boolean) | null>(null);
  const dismissed = useRef(-1);
  const list = useId();
  const replies = kind === "reply" && !locked;
  const [gap] = replies ? gapsOf(text) : [];
  const macros = replies && text.trim() ? used.get(row.id) : [];
  const { Part: Picker, failed: noPicker } = useChunk<PickerProps>(openPicker, open !== null);
  const { Part: Below } = useChunk<BelowProps>(openBelow, gap !== undefined || macros.length > 0);
  const typed = open?.from !== undefined;

  const close = () => {
    setOpen(null);
    setActive("");
    keys.current = null;
  };
  useEffect(close, [row.id, kind, locked]);

  const wanted = pickOpen.value;
  useEffect(() => {
    if (!wanted || !replies) return;
    pickOpen.value = null;
    setOpen({ pick: wanted, query: "" });
  }, [wanted, replies]);
  const select = (from: number, to: number) => {
    area.current?.focus();
    // The field takes a new text with the next drawing.
    requestAnimationFrame(() => area.current?.setSelectionRange(from, to));
  };
  const ask = (pick: Pick) => setOpen({ pick, query: "" });

  return {
    /** A sign before the cursor opens the picker; one that Escape closed stays closed until it is gone. */
    look(): void {
      const field = area.current;
      if (replies && !field?.value.trim()) used.clear(row.id); // nothing is left of them
      if (held && field && gapsOf(field.value).length === 0) setHeld("");
      const found = field && triggerAt(field.value, field.selectionStart, kind);
      if (!found) {
        dismissed.current = -1;
        if (typed) close();
      } else if (found.from !== dismissed.current) setOpen(found);
    },
    /** Whether a key was for the picker. */
    keyDown(event: KeyboardEvent): boolean {
      const mod = event.ctrlKey || event.metaKey;
      if (mod && replies && (event.key === ";" || event.key === "/")) {
        event.preventDefault();
        ask(event.key === ";" ? "macro" : "article");
        return true;
      }
      if (!typed || mod || event.isComposing) return false;
      if (event.key === "Escape") {
        event.preventDefault();
        dismissed.current = open?.from ?? -1;
        close();
        return true;
      }
      const taken = keys.current
        ? keys.current(event)
        : event.key === "Enter" && Picker === null && !noPicker;
      if (taken) event.preventDefault();
      return taken;
    },
    /** Whether the text may not go yet: its first gap is selected, and a word says so. */
    holds(): boolean {
      if (!gap) return false;
      setHeld(gap.label);
      select(gap.from, gap.to);
      return true;
    },
    /** The macros that go with what is sent now. */
    sending() {
      const all = kind === "reply" ? used.get(row.id) : [];
      if (all.length === 0) return undefined;
      used.clear(row.id);
      return { macros: all.map((u) => u.id), resolves: all.some((u) => u.resolves) };
    },
    buttons: replies && (
      <>
        <Ask pick="macro" keyName=";" onAsk={ask} />
        <Ask pick="article" keyName="/" onAsk={ask} />
      </>
    ),
    picker: open && !locked && Picker && (
      <Picker
        key={open.pick}
        {...{ list, row, area, keys }}
        {...open}
        onActive={setActive}
        onPut={(next, from, to, macro?: Macro) => {
          write(next);
          select(from, to);
          if (macro) used.add(row.id, macro);
          close();
        }}
        onClose={(back) => {
          dismissed.current = open.from ?? -1;
          close();
          if (back) area.current?.focus();
        }}
      />
    ),
    below: Below && (gap || macros.length > 0) && (
      <Below
        text={gap ? text : ""}
        held={gap ? held : ""}
        used={macros}
        onGap={select}
        onDrop={() => {
          used.clear(row.id);
          setTurn(turn + 1);
          area.current?.focus();
        }}
      />
    ),
    /** For the field: which entry of the list is meant while its words are typed. */
    aria:
      typed && active
        ? { "aria-controls": list, "aria-activedescendant": active, "aria-autocomplete": "list" as const }
        : {},
  };
}

function Ask({
  pick,
  keyName,
  onAsk,
}: {
  pick: "macro" | "article";
  keyName: string;
  onAsk: (pick: Pick) => void;
}) {
  const { layout } = useConsole();
  const name = t(`${pick}_open`);
  return (
    <button
      type="button"
      class="fact-menu-face"
      aria-haspopup="dialog"
      aria-label={name}
      aria-keyshortcuts={`Control+${keyName}`}
      title={name}
      onClick={() => onAsk(pick)}
    >
      {pick === "macro" ? <Glyph name="quote" size={16} /> : <Icon name="book-open" size={16} />}
      {layout.value !== "pages" && <span>{t(pick)}</span>}
    </button>
  );
}
