// Saved views: a filter with a name, as the API keeps it and as the address has it.
import type { Priority, View } from "../../shared/api";
import type { Language } from "../../shared/i18n";
import type { Order } from "../core/orders";
import type { InboxView } from "../core/route";
import { type Filter, filterOf } from "./filter";

/** What a saved view shows, on the wire. */
export interface ViewFilter {
  view: View;
  q?: string;
  agent?: string;
  team?: string;
  tags?: string[] | null;
  channel?: string;
  language?: Language | "";
  priority?: Priority | "";
  unread?: boolean;
  order?: Order | "";
}

export interface SavedView {
  id: string;
  name: string;
  /** All agents have it. */
  shared: boolean;
  /** The reader may change it. */
  mine: boolean;
  filter: ViewFilter;
  /** How many it holds, counted to 1000; null for one that searches. */
  count: number | null;
}

/** Where a saved view is shown. */
export function placeOf(saved: SavedView): { view: InboxView; filter: Filter } {
  const { view, q, tags, language, priority, unread, agent, team, channel, order } = saved.filter;
  const filter = filterOf({
    q,
    in: q && view !== "every" ? view : undefined,
    agent,
    team,
    tags: tags ?? undefined,
    channel,
    language: language || undefined,
    priority: priority || undefined,
    unread: unread || undefined,
    saved: saved.id,
    order: order || undefined,
  });
  return { view: q ? "search" : view, filter };
}

/** What is shown now, as it is kept with the order that it stands in. */
export function keptOf(view: InboxView, filter: Filter, order: Order | undefined): ViewFilter {
  const { saved: _, order: __, in: state, tags, ...rest } = filter;
  const shown: View = view === "search" ? (state ?? "every") : view === "promises" ? "all" : view;
  return { ...rest, ...(tags && { tags: [...tags] }), ...(order && { order }), view: shown };
}
