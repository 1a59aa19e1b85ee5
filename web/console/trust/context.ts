// How the room's views reach its state. It lives as long as the session, so that lines that are being tried, a source
// and a period are found again.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Console } from "../core/console";
import { createTrustApi } from "./api";
import { createLab, type Lab } from "./lab/lab";
import { createMeasures, type MeasuresState } from "./measures/measures";

export interface TrustRoom {
  lab: Lab;
  measures: MeasuresState;
}

const Context = createContext<TrustRoom | null>(null);

export const TrustProvider = Context.Provider;

function useRoom(): TrustRoom {
  const found = useContext(Context);
  if (!found) throw new Error("console: a view of trust stands outside of its provider");
  return found;
}

export const useLab = (): Lab => useRoom().lab;
export const useMeasures = (): MeasuresState => useRoom().measures;

const made = new WeakMap<Console, { agentId: string; room: TrustRoom }>();

/** The room of whoever is signed in. */
export function trustOf(console: Console): TrustRoom {
  const agentId = console.session.agentId();
  const known = made.get(console);
  if (known?.agentId === agentId) return known.room;
  const api = createTrustApi(console.request);
  const { world } = console;
  const room = { lab: createLab({ api, world, agentId }), measures: createMeasures({ api, world }) };
  made.set(console, { agentId, room });
  return room;
}
