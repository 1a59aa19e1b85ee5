// In which order the lists stand: a view's is remembered on this device, a saved view has its own.
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { View } from "../../shared/api";
import { type Filter, filterOf } from "../find/filter";
import type { InboxView } from "./route";
import { read, type Store, write } from "./storage";

/** Instead of the usual: what moved last first, and the queue as the desk serves it. */
export type Order = "oldest" | "priority" | "waiting";

/** What a view can be read in without the server looking at more than is shown. */
export const ORDERS: Readonly<Record<View, readonly Order[]>> = {
  queue: ["waiting"],
  mine: ["oldest", "priority"],
  snoozed: ["oldest", "priority"],
  assistant: ["oldest", "priority"],
  all: ["oldest", "priority"],
  resolved: ["oldest"],
  every: ["oldest"],
};
export const ORDERS_KEY = "terang.console.orders";

interface Deps {
  store: Store;
  view: ReadonlySignal<InboxView>;
  filter: ReadonlySignal<Filter>;
  narrow: (filter: Filter) => void;
}

function remembered(store: Store): Partial<Record<View, Order>> {
  const stored = read(store, ORDERS_KEY);
  if (typeof stored !== "object" || stored === null) return {};
  const good = Object.entries(stored).filter(([view, order]) => ORDERS[view as View]?.includes(order));
  return Object.fromEntries(good);
}

export function createOrders({ store, view, filter, narrow }: Deps) {
  const kept = signal(remembered(store));
  return {
    /** Of a view that is not narrowed; nothing where it stands as usual. */
    of: (one: View): Order | undefined => kept.value[one],
    /** Of the list that is shown. */
    shown: computed((): Order | undefined => {
      const here = view.value;
      if (here === "promises" || here === "search") return undefined;
      const { order, saved } = filter.value;
      const asked = order ?? (saved === undefined ? kept.value[here] : undefined);
      return asked && ORDERS[here].includes(asked) ? asked : undefined;
    }),
    /** Chooses the order of the list that is shown; nothing for the usual one. */
    choose(order: Order | undefined): void {
      const here = view.peek();
      if (here === "promises" || here === "search") return;
      const now = filter.peek();
      if (now.saved !== undefined) {
        narrow(filterOf({ ...now, order }));
        return;
      }
      const { [here]: _, ...others } = kept.peek();
      kept.value = { ...others, ...(order && { [here]: order }) };
      write(store, ORDERS_KEY, kept.peek());
      if (now.order) narrow(filterOf({ ...now, order: undefined }));
    },
  };
}
