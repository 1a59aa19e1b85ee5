// A field can go away under somebody's hands: a supervisor takes the conversation over while its agent types. The letters that
// still come are not meant as commands.
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** Keys mean nothing until they have paused for so long. */
const PAUSE_MS = 1200;

/** Keys that are on their way to a field that has gone: each one that comes makes it last. */
export function createStrays(now: () => number) {
  let until = 0;
  return {
    begin(): void {
      until = now() + PAUSE_MS;
    },
    /** Whether a key that comes now is one of them. */
    holds(): boolean {
      if (now() >= until) return false;
      until = now() + PAUSE_MS;
      return true;
    },
  };
}

export const strays = createStrays(() => performance.now());

/** Tells when the field went away while it had the keyboard. */
export function useFieldGone(locked: boolean, field: RefObject<HTMLElement | null>): void {
  const typing = useRef(false);
  // Asked while it is still there: effects run when it has gone.
  if (field.current) typing.current = field.current === document.activeElement;
  useLayoutEffect(() => {
    if (locked && typing.current) strays.begin();
    typing.current = false;
  }, [locked]);
}
