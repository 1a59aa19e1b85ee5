// Facts come to where the composer's cursor is; one that comes while nobody may write says why, as the key r does.
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { composerFocus } from "../view/composerFocus";
import { inserted, inserting } from "./facts";

export function useInsert(
  conversation: string,
  locked: boolean,
  area: RefObject<HTMLTextAreaElement | null>,
  write: (text: string) => void,
): void {
  const asked = inserting.value;
  useLayoutEffect(() => {
    if (asked?.conversation !== conversation) return;
    inserting.value = null;
    const field = area.current;
    if (locked || !field) {
      composerFocus.value = "reply";
      return;
    }
    const next = inserted(field.value, field.selectionStart, field.selectionEnd, asked.text);
    write(next.text);
    field.focus();
    // The field takes the new text with the next drawing; the cursor goes behind what was put in.
    requestAnimationFrame(() => field.setSelectionRange(next.at, next.at));
  }, [asked, conversation, locked]);
}
