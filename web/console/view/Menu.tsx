import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { Key } from "./Key";
import { moveInMenu, usePopover } from "./usePopover";

export interface MenuItem {
  id: string;
  label: string;
  icon?: ComponentChildren;
  hint?: string;
  run: () => void;
}

interface Props {
  label: string;
  face: ComponentChildren;
  items: readonly MenuItem[];
  class?: string;
  /** Where the reader is lies behind it. */
  current?: boolean;
}

/** A button that opens a short list of actions; arrows move, Escape closes. */
export function Menu({ label, face, items, class: className = "icon-button", current = false }: Props) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  usePopover(open, box, "[role=menuitem]", () => setOpen(false));

  return (
    <div class="menu" ref={box}>
      <button
        type="button"
        ref={button}
        class={className}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-current={current ? "true" : undefined}
        aria-label={label}
        title={label}
        onClick={() => setOpen(!open)}
      >
        {face}
      </button>
      {open && (
        <div
          class="menu-list"
          role="menu"
          id={id}
          aria-label={label}
          tabIndex={-1}
          onKeyDown={(event) => moveInMenu(event, box.current)}
        >
          {items.map((item) => (
            <button
              key={item.id}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                setOpen(false);
                button.current?.focus();
                item.run();
              }}
            >
              {item.icon}
              <span>{item.label}</span>
              {item.hint && <Key name={item.hint} />}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
