import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { t } from "../texts";

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** "side" slides in from the right, as the panel does on narrow screens. */
  place?: "middle" | "side";
}

const FIELD = ".dialog-body :is(textarea, select, input:not([type=checkbox], [type=radio]))";

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
    // The browser would take the button that closes; a form begins at its field. A phone's keyboard comes when it is called.
    if (matchMedia("(pointer: fine)").matches) dialog.querySelector<HTMLElement>(FIELD)?.focus();
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
