import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { t } from "../texts";
import { usePanel } from "./context";
import { Attach } from "./Files";

/** As the server has it. */
const MAX_TEXT = 4000;
const SHOW_LEFT = 300;
const MAX_LINES = 5;
const PADDING = 22;

interface Props {
  field: RefObject<HTMLTextAreaElement | null>;
  /** What was typed and not sent before the page went. */
  draft: string;
  onDraft: (text: string) => void;
}

function grow(field: HTMLTextAreaElement): void {
  field.style.height = "auto";
  const line = Number.parseFloat(getComputedStyle(field).lineHeight) || 24;
  const max = line * MAX_LINES + PADDING;
  field.style.height = `${Math.min(field.scrollHeight + 2, max)}px`;
  field.style.overflowY = field.scrollHeight > max ? "auto" : "hidden";
}

/** Grows to five lines; Enter sends, Shift+Enter begins a line; an input method's own Enter is left alone. */
export function Composer({ field, draft, onDraft }: Props) {
  const { chat } = usePanel();
  const [text, setText] = useState(draft);
  const [note, setNote] = useState("");
  const write = (next: string) => {
    setText(next);
    onDraft(next);
  };
  // Nobody writes before who answers has been told (the first message is the disclosure).
  const ready = chat.phase.value === "ready" && chat.messages.value.length > 0;
  const length = [...text].length;
  const over = length - MAX_TEXT;
  const blank = text.trim() === "";

  useLayoutEffect(() => {
    if (field.current) grow(field.current);
  }, [text, ready, field]);

  useEffect(() => {
    if (ready && matchMedia("(pointer: fine)").matches && document.activeElement === document.body) {
      field.current?.focus({ preventScroll: true });
    }
  }, [ready, field]);

  const send = () => {
    if (!ready || blank || over > 0) return;
    if (chat.say(text.trim())) {
      write("");
      setNote("");
    } else setNote(t("full"));
    field.current?.focus();
  };

  const hint =
    over > 0 ? t("too_long", { count: over }) : -over < SHOW_LEFT ? t("left", { count: -over }) : note;
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Attach ready={ready} />
      <label class="visually-hidden" for="text">
        {t("composer")}
      </label>
      <textarea
        id="text"
        ref={field}
        rows={1}
        value={text}
        disabled={!ready}
        placeholder={ready ? t("composer") : t("composer_wait")}
        enterkeyhint="send"
        autocomplete="off"
        aria-invalid={over > 0}
        aria-describedby="hint"
        onInput={(event) => {
          write(event.currentTarget.value);
          if (event.currentTarget.value.trim()) chat.isTyping();
        }}
        onKeyDown={(event) => {
          // Safari ends a composition before its keydown and marks it with 229.
          if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      <button
        type="submit"
        class="send"
        aria-label={t("send")}
        aria-disabled={!ready || blank || over > 0}
        onMouseDown={(event) => event.preventDefault()}
      >
        <Icon name="send-up" size={22} />
      </button>
      <p id="hint" class="hint" data-bad={over > 0} aria-live="polite">
        {hint}
      </p>
    </form>
  );
}
