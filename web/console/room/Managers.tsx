import type { ComponentChildren } from "preact";
import { useConsole } from "../view/context";

/** What changes something here: shown to whoever may; others of the room look. */
export function Managers({ children }: { children: ComponentChildren }) {
  const { session } = useConsole();
  return session.may("manage") ? children : null;
}
