// What filters and tags are chosen from: the tags that are used, the agents, the teams, the saved views. Fetched when
// first asked for and again whenever a dialog opens; what is there stays until the answer comes.
import type { Agent } from "../../shared/api";
import type { Console } from "../core/console";
import { createSlot, type Slot } from "../room/slot";
import type { SavedView } from "./views";

export interface UsedTag {
  tag: string;
  count: number;
}

export interface Team {
  id: string;
  name: string;
}

export interface Data {
  tags: Slot<UsedTag[]>;
  agents: Slot<Agent[]>;
  teams: Slot<Team[]>;
  views: Slot<SavedView[]>;
}

const made = new WeakMap<object, { agentId: string; data: Data }>();

/** What this page knows, of the person who is signed in. */
export function dataOf({ request, session }: Console): Data {
  const agentId = session.agentId();
  const known = made.get(request);
  if (known?.agentId === agentId) return known.data;
  const items = <T>(path: string) =>
    createSlot(async () => (await request<{ items: T[] | null }>("GET", path)).items ?? []);
  const data: Data = {
    tags: items<UsedTag>("/tags"),
    agents: items<Agent>("/agents"),
    teams: createSlot(async () => (await request<{ teams: Team[] | null }>("GET", "/routing")).teams ?? []),
    views: items<SavedView>("/views"),
  };
  made.set(request, { agentId, data });
  return data;
}

/** Who can hold a conversation: those who may speak with contacts and can sign in. */
export const canHold = (agent: Agent): boolean =>
  !agent.disabled && agent.role !== "analyst" && agent.role !== "privacy";
