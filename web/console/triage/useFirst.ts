// What has the keyboard first in a dialog. A dialog that opens gives the focus to the first thing in it, its way out;
// so this takes it right after.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

export function useFirst<E extends HTMLElement>(): RefObject<E | null> {
  const first = useRef<E>(null);
  useEffect(() => queueMicrotask(() => first.current?.focus()), []);
  return first;
}
