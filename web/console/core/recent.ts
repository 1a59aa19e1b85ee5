// The conversations that were opened last in this browser, newest first: ids only.
import { read, type Store, write } from "./storage";

const KEY = "terang.console.recent";
const KEPT = 12;

export function recentOf(store: Store, agent: string): string[] {
  const held = read(store, KEY) as { agent?: unknown; ids?: unknown } | undefined;
  if (held?.agent !== agent || !Array.isArray(held.ids)) return [];
  return held.ids.filter((id): id is string => typeof id === "string").slice(0, KEPT);
}

export const opened = (store: Store, agent: string, id: string): void =>
  write(store, KEY, {
    agent,
    ids: [id, ...recentOf(store, agent).filter((other) => other !== id)].slice(0, KEPT),
  });
