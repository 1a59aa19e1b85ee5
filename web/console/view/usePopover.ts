// A list or box that hangs on a button: a press beside it or Escape closes it, and Escape gives the focus back.
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

export function usePopover(
  open: boolean,
  box: RefObject<HTMLElement | null>,
  first: string,
  close: () => void,
): void {
  useEffect(() => {
    const view = box.current;
    if (!open || !view) return;
    view.querySelector<HTMLElement>(first)?.focus();
    const outside = (event: Event) => {
      if (event.target instanceof Node && !view.contains(event.target)) close();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      close();
      view.querySelector<HTMLElement>("button")?.focus();
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    view.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
      view.removeEventListener("keydown", onKeyDown);
    };
  }, [open]);
}

/** Moves the focus among the entries of an open menu, with the arrow keys. */
export function moveInMenu(event: KeyboardEvent, box: HTMLElement | null): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const all = [...(box?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
  const at = all.indexOf(document.activeElement as HTMLElement);
  all[(at + step + all.length) % all.length]?.focus();
}
