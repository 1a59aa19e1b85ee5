// How views reach the console that was put together for this page.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Console } from "../core/console";

const Context = createContext<Console | null>(null);

export const ConsoleProvider = Context.Provider;

/** The console of this page. */
export function useConsole(): Console {
  const found = useContext(Context);
  if (!found) throw new Error("console: a view stands outside of its provider");
  return found;
}
