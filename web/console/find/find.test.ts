import { describe, expect, it } from "vitest";
import type { Conversation } from "../../shared/api";
import {
  alike,
  asked,
  type Filter,
  filterOf,
  fits,
  formatFilter,
  NO_FILTER,
  parseFilter,
  parts,
} from "./filter";
import { keptOf, placeOf, type SavedView } from "./views";

const FULL: Filter = {
  q: 'refund "dua kata" & 100%',
  in: "resolved",
  tags: ["vip", "ukuran salah"],
  priority: "high",
  agent: "me",
  team: "retur",
  channel: "web",
  language: "en",
  unread: true,
  saved: "view_1",
  order: "oldest",
};

const row = (over: Partial<Conversation>): Conversation => ({
  id: "cnv_1",
  contact: { id: "con_1", name: "Sari", verified: false },
  channel: "web",
  language: "id",
  status: "open",
  holder: "queue",
  agent: null,
  last: { author_kind: "contact", text: "halo", at: "2026-11-21T03:00:00Z" },
  trust: 80,
  threshold: 60,
  waiting_since: null,
  unread: 0,
  seq: 3,
  created_at: "2026-11-21T02:00:00Z",
  hand_over: null,
  survey: null,
  ...over,
});

describe("a filter", () => {
  it("goes into the address and back", () => {
    const text = formatFilter(FULL, 12);
    expect(parseFilter(text.slice(1))).toEqual({ filter: FULL, at: 12 });
    expect(formatFilter(NO_FILTER)).toBe("");
    expect(parseFilter("").filter).toBe(NO_FILTER);
  });

  it("leaves out what it does not know, and is nothing where nothing is left", () => {
    expect(parseFilter("priority=loud&order=loudest&language=fr&in=nowhere&at=-3&x=1")).toEqual({
      filter: NO_FILTER,
      at: 0,
    });
    expect(filterOf({ q: "", tags: [], priority: undefined })).toBe(NO_FILTER);
  });

  it("counts what it narrows by, without words and name", () => {
    expect(parts(FULL)).toBe(9);
    expect(parts({ q: "x", saved: "view_1", order: "oldest" })).toBe(0);
  });

  it("is asked for in the API's words", () => {
    expect(asked(FULL)).toMatchObject({ view: "resolved", tag: "vip,ukuran salah", unread: "true" });
    expect(asked(FULL)).not.toHaveProperty("saved");
    expect(asked(FULL)).not.toHaveProperty("order"); // each list has its own
  });

  it.each([
    [{ tags: ["vip"] }, { tags: ["vip", "x"] }, true],
    [{ tags: ["vip", "y"] }, { tags: ["vip"] }, false],
    [{ priority: "high" }, { priority: "urgent" }, true],
    [{ priority: "high" }, {}, false],
    [{ priority: "normal" }, {}, true],
    [{ agent: "me" }, { agent: { id: "agt_me", name: "Rina" } }, true],
    [{ agent: "agt_x" }, { agent: { id: "agt_me", name: "Rina" } }, false],
    [{ channel: "email" }, {}, false],
    [{ language: "en" }, {}, false],
    [{ unread: true }, { unread: 2 }, true],
    [{ unread: true }, {}, false],
    [NO_FILTER, {}, true],
  ] as [Filter, Partial<Conversation>, boolean][])("%j takes %j: %s", (filter, over, expected) => {
    expect(fits(row(over), filter, "agt_me")).toBe(expected);
  });
});

describe("a saved view", () => {
  const saved: SavedView = {
    id: "view_1",
    name: "Refund",
    shared: false,
    mine: true,
    count: 3,
    filter: { view: "queue", tags: ["refund"], priority: "", language: "" },
  };

  it("is shown where it belongs, and kept as it is shown", () => {
    const place = placeOf(saved);
    expect(place).toEqual({ view: "queue", filter: { tags: ["refund"], saved: "view_1" } });
    expect(keptOf(place.view, place.filter, undefined)).toEqual({ view: "queue", tags: ["refund"] });
  });

  it("has its order, which is kept as it stands", () => {
    const place = placeOf({ ...saved, filter: { view: "all", order: "priority" } });
    expect(place).toEqual({ view: "all", filter: { saved: "view_1", order: "priority" } });
    expect(keptOf(place.view, place.filter, "oldest")).toEqual({ view: "all", order: "oldest" });
    expect(keptOf(place.view, place.filter, undefined)).toEqual({ view: "all" });
    expect(alike(place.filter, { saved: "view_1" })).toBe(false);
  });

  it("with words is a search", () => {
    const place = placeOf({ ...saved, filter: { view: "resolved", q: "kupon" } });
    expect(place.view).toBe("search");
    expect(keptOf(place.view, place.filter, undefined)).toEqual({ view: "resolved", q: "kupon" });
  });

  it("is alike whatever it is called", () => {
    expect(alike({ tags: ["a"], saved: "view_1" }, { tags: ["a"] })).toBe(true);
    expect(alike({ tags: ["a"] }, { tags: ["b"] })).toBe(false);
  });
});
