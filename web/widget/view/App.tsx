import { useEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../../shared/api";
import { Bars } from "./Bars";
import { Composer } from "./Composer";
import { usePanel } from "./context";
import { Head } from "./Head";
import { Log } from "./Log";
import { Opening } from "./Opening";

interface Props {
  /** What was typed and not sent before the page went. */
  draft: string;
  onDraft: (text: string) => void;
}

/** Fetched when somebody asks who wrote a message. */
type Sheet = typeof import("../who/WhoSheet");

/** The whole panel. */
export function App({ draft, onDraft }: Props) {
  const { chat, close } = usePanel();
  const [who, setWho] = useState<Message | null>(null);
  const [sheet, setSheet] = useState<Sheet>();
  const ask = (message: Message) => {
    setWho(message);
    import("../who/WhoSheet").then(setSheet, () => setWho(null));
  };
  const field = useRef<HTMLTextAreaElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const takeBack = (text: string) => {
    const input = field.current;
    if (!input) return;
    input.value = input.value ? `${text}\n${input.value}` : text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // The sheet takes its own Escape, an input method too.
      if (event.key === "Escape" && !event.isComposing && !document.querySelector("dialog[open]")) close?.();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [close]);

  // A tapped chip is gone: the focus goes on to where the talk goes on, without a phone's keyboard.
  const afterPick = () => (matchMedia("(pointer: fine)").matches ? field : box).current?.focus();

  const opened = chat.messages.value.length > 0 || chat.outgoing.value.length > 0;
  return (
    <>
      <Head />
      <Bars />
      <main class="talk">
        {opened ? <Log box={box} onWho={ask} onPicked={afterPick} onTakeBack={takeBack} /> : <Opening />}
        <Composer field={field} draft={draft} onDraft={onDraft} />
      </main>
      {who && sheet && (
        <sheet.WhoSheet
          // The receipt may have been included meanwhile.
          message={chat.messages.value.find((m) => m.id === who.id) ?? who}
          onClose={() => setWho(null)}
        />
      )}
    </>
  );
}
