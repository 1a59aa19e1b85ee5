// What a waiting customer is told of their wait and of what they were promised. Pure.
import type { ChatState, Message, QuickReply, ToldPromise, Wait } from "../shared/api";

/** A promise that is still waited for. */
export interface Awaited extends ToldPromise {
  state: "open" | "broken";
}

/** "3–7", "< 5": whole minutes, and never one number where the desk told a range. */
export function waitRange({ from_s, to_s }: Wait): string {
  const to = Math.max(1, Math.ceil(to_s / 60));
  const from = Math.floor(from_s / 60);
  return from < 1 || from >= to ? `< ${to}` : `${from}–${to}`;
}

/** What the customer still waits for. One whose time has just passed is not called broken before the desk says so. */
export const awaited = (state: ChatState): Awaited[] =>
  (state.promises ?? []).filter((p): p is Awaited => p.state === "open" || p.state === "broken");

/** The quick replies of a message that the bar of a waiting customer does not offer all the time. */
export const besideBar = (m: Message): QuickReply[] =>
  (m.replies ?? []).filter((r) => !/^(reach:(call|write)|assistant)$/.test(r.value));
