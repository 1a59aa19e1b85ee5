// What one agent may do to a conversation as it stands, and whether it can be replied to. The server decides;
// this only spares a click that would be refused.
import type { Conversation } from "../../shared/api";
import type { Action } from "./actions";
import { hasGap, type Thread } from "./thread";

/** One thing that can be done; the main one is the button, the others are in the menu. */
export interface Ability {
  action: Action;
  main: boolean;
}

/** In the order in which they are offered. */
export function abilities(row: Conversation, agentId: string): Ability[] {
  if (row.status === "resolved") return [];
  const resolve = { action: "resolve" as const, main: false };
  if (row.holder !== "agent") return [{ action: "claim", main: true }, resolve];
  if (row.agent?.id !== agentId) return [];
  return [
    { action: "resolve", main: true },
    { action: "hand_back", main: false },
    { action: "release", main: false },
  ];
}

export const allows = (row: Conversation, agentId: string, action: Action): boolean =>
  abilities(row, agentId).some((a) => a.action === action);

/** Why a reply cannot be written now; null where it can. */
export type Lock = "queue" | "assistant" | "other" | "resolved" | "gap";

export function lockOf(row: Conversation, thread: Thread, agentId: string): Lock | null {
  if (row.status === "resolved") return "resolved";
  if (row.holder === "queue") return "queue";
  if (row.holder === "assistant") return "assistant";
  if (row.agent?.id !== agentId) return "other";
  return hasGap(thread) ? "gap" : null;
}
