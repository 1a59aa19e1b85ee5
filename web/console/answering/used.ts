// Which macros went into what is being written: their tags and priority are set with it, and it may close the matter. Kept
// beside the draft, so that a reload forgets neither.
import { read, type Store, write } from "../core/storage";
import type { Macro } from "./api";

const PREFIX = "terang.console.macros.";
/** As many as one reply may name. */
const MANY = 10;

export type Used = Pick<Macro, "id" | "name" | "tags" | "priority" | "resolves">;

const isUsed = (value: unknown): value is Used =>
  typeof value === "object" && value !== null && typeof (value as Used).id === "string";

export function createUsed(store: Store, agentId: () => string) {
  const keyOf = (conversation: string) => `${PREFIX}${agentId()}.${conversation}`;
  const get = (conversation: string): Used[] => {
    const kept = read(store, keyOf(conversation));
    return Array.isArray(kept) ? kept.filter(isUsed) : [];
  };
  return {
    get,
    add(conversation: string, { id, name, tags, priority, resolves }: Macro): void {
      const others = get(conversation).filter((u) => u.id !== id);
      write(store, keyOf(conversation), [...others, { id, name, tags, priority, resolves }].slice(-MANY));
    },
    clear: (conversation: string): void => store.removeItem(keyOf(conversation)),
  };
}

/** What is done once it was sent: every tag, the last priority, and whether the matter is closed. */
export function effectsOf(used: readonly Used[]) {
  const tags = [...new Set(used.flatMap((u) => u.tags ?? []))];
  const priority = used.findLast((u) => u.priority)?.priority ?? "";
  const resolves = used.some((u) => u.resolves);
  return { tags, priority, resolves, any: tags.length > 0 || priority !== "" || resolves };
}
