import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { takesText } from "../core/keys";
import { t } from "../texts";

const FOCUSABLE = "a[href], button, input, select, summary, textarea, [tabindex='0']";

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** "side" slides in from the right, as the panel does on narrow screens. */
  place?: "middle" | "side";
}

/**
 * A modal dialog. The browser keeps the focus inside and gives it back; Escape and a click beside it close.
 */
export function Dialog({ title, onClose, children, place = "middle" }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    const before = document.activeElement;
    dialog.showModal();
    // The browser begins at the cross, where a space would close it again: a field that comes first has it. On a phone that would
    // call up the keyboard over half of the dialog.
    const first = dialog.querySelector(`.dialog-body :is(${FOCUSABLE})`);
    if (takesText(first) && matchMedia("(pointer: fine)").matches) (first as HTMLElement).focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class="dialog"
      data-place={place}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === box.current) onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div class="dialog-box">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="icon-button" aria-label={t("close")} onClick={onClose}>
            <Icon name="x" />
          </button>
        </header>
        <div class="dialog-body">{children}</div>
      </div>
    </dialog>
  );
}
