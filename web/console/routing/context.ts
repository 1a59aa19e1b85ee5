// How the parts of the page reach the routing that is being changed.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Routing } from "./state";

const Context = createContext<{ routing: Routing; may: boolean } | null>(null);

export const RoutingProvider = Context.Provider;

/** The routing, and whether whoever looks may change it. */
export function useRouting(): { routing: Routing; may: boolean } {
  const found = useContext(Context);
  if (!found) throw new Error("console: a part of routing stands outside of its page");
  return found;
}
