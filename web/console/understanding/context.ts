// How the room's views reach its state. It lives as long as the session, so that a trial and a filter are found again.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Console } from "../core/console";
import { createRoom, type Room } from "./room";

const Context = createContext<Room | null>(null);

export const RoomProvider = Context.Provider;

/** The room of this page. */
export function useRoom(): Room {
  const found = useContext(Context);
  if (!found) throw new Error("console: a view of the room stands outside of its provider");
  return found;
}

const made = new WeakMap<Console, { agentId: string; room: Room }>();

/** The room of whoever is signed in. */
export function roomOf(console: Console): Room {
  const agentId = console.session.agentId();
  const known = made.get(console);
  if (known?.agentId === agentId) return known.room;
  const room = createRoom({ ...console, agentId });
  made.set(console, { agentId, room });
  return room;
}
