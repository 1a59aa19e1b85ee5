// What one's own list leaves out. Pure.
import type { Counts } from "../core/lists";
import type { InboxView } from "../core/route";
import { type Filter, NO_FILTER } from "../find/filter";

/** How many conversations a list of one's own leaves out because they are put off; of a narrowed list nobody knows. */
export const putOff = (view: InboxView, filter: Filter, counts: Counts | null): number =>
  view === "mine" && filter === NO_FILTER ? (counts?.snoozed ?? 0) : 0;
