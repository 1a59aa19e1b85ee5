import { computed, signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import { type Filter, NO_FILTER } from "../find/filter";
import { createOrders, ORDERS_KEY } from "./orders";
import type { InboxView } from "./route";
import { memoryStore, write } from "./storage";

function setUp(store = memoryStore()) {
  const view = signal<InboxView>("all");
  const filter = signal<Filter>(NO_FILTER);
  const narrow = (next: Filter) => {
    filter.value = next;
  };
  return {
    orders: createOrders({ store, view: computed(() => view.value), filter, narrow }),
    view,
    filter,
    store,
  };
}

describe("the order of a list", () => {
  it("is remembered for each view, and holds while the view is narrowed", () => {
    const { orders, view, filter, store } = setUp();
    orders.choose("oldest");
    filter.value = { tags: ["vip"] };
    expect(orders.shown.value).toBe("oldest");
    view.value = "mine";
    expect(orders.shown.value).toBeUndefined();
    orders.choose("priority");
    const again = setUp(store).orders;
    expect([again.of("all"), again.of("mine"), again.of("queue")]).toEqual(["oldest", "priority", undefined]);
    again.choose(undefined);
    expect(setUp(store).orders.of("all")).toBeUndefined();
  });

  it("of a saved view is its own", () => {
    const { orders, filter, store } = setUp();
    orders.choose("oldest");
    filter.value = { saved: "view_1" };
    expect(orders.shown.value).toBeUndefined();
    orders.choose("priority");
    expect(filter.value).toEqual({ saved: "view_1", order: "priority" });
    expect(orders.shown.value).toBe("priority");
    orders.choose(undefined);
    expect(filter.value).toEqual({ saved: "view_1" });
    expect(setUp(store).orders.of("all")).toBe("oldest");
  });

  it("that an address named gives way to what is chosen", () => {
    const { orders, filter } = setUp();
    filter.value = { order: "priority" };
    expect(orders.shown.value).toBe("priority");
    orders.choose("oldest");
    expect(filter.value).toBe(NO_FILTER);
    expect(orders.shown.value).toBe("oldest");
  });

  it("is none where the list has no such order", () => {
    const store = memoryStore();
    write(store, ORDERS_KEY, { queue: "oldest", all: "waiting", mine: "oldest", nowhere: "oldest" });
    const { orders, view, filter } = setUp(store);
    expect([orders.of("queue"), orders.of("all"), orders.of("mine")]).toEqual([
      undefined,
      undefined,
      "oldest",
    ]);
    filter.value = { saved: "view_1", order: "priority" };
    view.value = "resolved";
    expect(orders.shown.value).toBeUndefined();
    view.value = "search";
    expect(orders.shown.value).toBeUndefined();
  });
});
