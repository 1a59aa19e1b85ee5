// What the agents said of a conversation's order, as far as a row shows it. Pure.
import type { Conversation } from "../../shared/api";
import { priorityOf } from "../find/filter";

/** Whether a row has anything of it to show. */
export const orderSigns = (row: Conversation): boolean =>
  priorityOf(row) !== "normal" || (row.tags?.length ?? 0) > 0 || !!row.snoozed_until;

/** About how high a row is before it was measured: with a line of signs or without. */
export function estimate(row: Conversation | undefined, now: number): number {
  if (!row) return PLAIN_PX;
  const signs =
    orderSigns(row) ||
    row.survey !== null ||
    (row.status === "open" && (row.holder === "queue" || row.trust < row.threshold)) ||
    (row.promises ?? []).some((p) => p.state === "open" && Date.parse(p.due_at) < now);
  return signs ? SIGNS_PX : PLAIN_PX;
}

const PLAIN_PX = 64;
const SIGNS_PX = 91;
