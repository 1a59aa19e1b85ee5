// How the room's views reach its state. It lives as long as the session, so that a filter and an open playbook are
// found again.
import { signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Console } from "../core/console";
import { createSlot } from "../room/slot";
import { useConsole } from "../view/context";
import { createPlaybooksApi } from "./api";
import { type Book, createBook } from "./book";
import type { Filter } from "./list";

export function createPlaybooks(console: Console, agentId: string) {
  const api = createPlaybooksApi(console.request);
  const rows = createSlot(api.list);
  const reference = createSlot(api.reference);
  const query = signal("");
  const filter = signal<Filter>("all");
  let open: Book | null = null;
  return {
    api,
    rows,
    reference,
    query,
    filter,
    /** The playbook that is worked on; another one is put away first. */
    book(id: string): Book {
      if (open?.id === id) return open;
      open?.stop();
      open = createBook(id, {
        ...console,
        api,
        agentId,
        onChanged: () => void rows.load(),
      });
      return open;
    },
  };
}

export type Playbooks = ReturnType<typeof createPlaybooks>;

const Context = createContext<Playbooks | null>(null);
const BookContext = createContext<Book | null>(null);

export const PlaybooksProvider = Context.Provider;
export const BookProvider = BookContext.Provider;

/** The room of this page. */
export function usePlaybooks(): Playbooks {
  const found = useContext(Context);
  if (!found) throw new Error("console: a view of the playbooks stands outside of its provider");
  return found;
}

/** The playbook of this page. */
export function useBook(): Book {
  const found = useContext(BookContext);
  if (!found) throw new Error("console: a view of a playbook stands outside of its provider");
  return found;
}

/** Goes to where the text is seen, if it is not seen now. */
export function useShowText(): () => void {
  const { route, layout, go } = useConsole();
  return () => {
    const here = route.peek();
    if (here.page !== "playbooks" || here.tab === "text") return;
    const beside = layout.peek() === "full";
    if (beside && here.tab !== "versions") return;
    go({ ...here, tab: beside ? "graph" : "text" });
  };
}

const made = new WeakMap<Console, { agentId: string; room: Playbooks }>();

/** The room of whoever is signed in. */
export function playbooksOf(console: Console): Playbooks {
  const agentId = console.session.agentId();
  const known = made.get(console);
  if (known?.agentId === agentId) return known.room;
  const room = createPlaybooks(console, agentId);
  made.set(console, { agentId, room });
  return room;
}
