import { describe, expect, it } from "vitest";
import type { Conversation, ConversationPage } from "../../shared/api";
import {
  attention,
  belongs,
  changed,
  emptyLists,
  type Lists,
  loading,
  neighbour,
  paged,
  pruned,
  rowsOf,
} from "./lists";
import type { Order } from "./orders";

const ME = "agt_me";

function row(id: string, over: Partial<Conversation> = {}): Conversation {
  return {
    id,
    contact: { id: `cnt_${id}`, name: id, verified: false },
    channel: "web",
    language: "id",
    status: "open",
    holder: "queue",
    agent: null,
    last: { author_kind: "contact", text: "halo", at: "2026-11-21T03:00:00Z" },
    trust: 80,
    threshold: 60,
    waiting_since: "2026-11-21T03:00:00Z",
    unread: 0,
    seq: 3,
    created_at: "2026-11-21T02:00:00Z",
    hand_over: null,
    survey: null,
    ...over,
  };
}

const page = (items: Conversation[], next: string | null = null, queue = items.length): ConversationPage => ({
  items,
  next,
  counts: { queue, mine: 0, assistant: 0, all: queue },
});
const ids = (rows: Conversation[]) => rows.map((r) => r.id);
const at = (minute: number) => `2026-11-21T03:${String(minute).padStart(2, "0")}:00Z`;

describe("belongs", () => {
  it.each([
    ["queue", row("a"), true],
    ["mine", row("a", { holder: "agent", agent: { id: ME, name: "Rina" } }), true],
    ["mine", row("a", { holder: "agent", agent: { id: "agt_x", name: "Bagas" } }), false],
    ["assistant", row("a", { holder: "assistant" }), true],
    ["assistant", row("a", { holder: "assistant", seq: 1 }), false],
    ["all", row("a", { status: "resolved" }), false],
    ["resolved", row("a", { status: "resolved", holder: "assistant" }), true],
  ] as const)("%s", (view, conversation, expected) => {
    expect(belongs(conversation, view, ME)).toBe(expected);
  });
});

describe("the queue", () => {
  const loaded = paged(
    emptyLists(),
    "queue",
    page([row("old", { waiting_since: at(1) }), row("new", { waiting_since: at(9) })]),
    false,
  );

  it("puts who waits longer first", () => {
    const { lists } = changed(loaded, row("middle", { waiting_since: at(5) }), ME);
    expect(ids(rowsOf(lists, "queue"))).toEqual(["old", "middle", "new"]);
  });

  it("stands by deadline, narrowed too, and who becomes urgent moves up", () => {
    const clock = (minute: number) => ({ priority: "normal" as const, due_at: at(minute) });
    const one = row("one", { waiting_since: at(1), clock: clock(6) });
    const two = row("two", { waiting_since: at(2), clock: clock(7) });
    const urgent = { ...two, clock: { priority: "urgent" as const, due_at: at(3) } };
    const all = page([one, two]);
    const both = paged(paged(emptyLists(), "queue", all, false), "narrow", all, false);
    const { lists } = changed(both, urgent, ME, { view: "queue", fits: () => true });
    expect(ids(rowsOf(lists, "queue"))).toEqual(["two", "one"]);
    expect(ids(rowsOf(lists, "narrow"))).toEqual(["two", "one"]);
  });

  it("loses a row that somebody claims, and the counts follow", () => {
    const { lists, entered } = changed(
      loaded,
      row("old", { holder: "agent", agent: { id: ME, name: "Rina" } }),
      ME,
    );
    expect(ids(rowsOf(lists, "queue"))).toEqual(["new"]);
    expect(lists.counts).toEqual({ queue: 1, mine: 1, assistant: 0, all: 2, snoozed: 0 });
    expect(entered).toBe(false);
  });

  it("says when somebody begins to wait, once", () => {
    const first = changed(loaded, row("late", { waiting_since: at(20) }), ME);
    expect(first.entered).toBe(true);
    expect(first.unsure).toBe(true);
    expect(changed(first.lists, row("late", { waiting_since: at(20), seq: 4 }), ME).entered).toBe(false);
  });

  it("does not show what belongs to a page that is not loaded", () => {
    const partly = paged(
      emptyLists(),
      "queue",
      page([row("old", { waiting_since: at(1) })], "cursor"),
      false,
    );
    const { lists } = changed(partly, row("late", { waiting_since: at(20) }), ME);
    expect(ids(rowsOf(lists, "queue"))).toEqual(["old"]);
  });
});

describe("an order", () => {
  const said = (id: string, minute: number, over: Partial<Conversation> = {}) =>
    row(id, { holder: "assistant", last: { author_kind: "contact", text: "halo", at: at(minute) }, ...over });
  const loaded = (order: Order | undefined, items: Conversation[], next: string | null = null) =>
    paged(loading(emptyLists(), "all", order), "all", page(items, next), false);
  const moving = (lists: Lists, moved: Conversation) =>
    ids(rowsOf(changed(lists, moved, ME).lists, "all")).join(" ");

  it("is kept by what changes", () => {
    const [a, b, c] = [said("a", 1), said("b", 2), said("c", 3)];
    expect(moving(loaded(undefined, [c, b, a]), said("a", 9))).toBe("a c b");
    expect(moving(loaded("oldest", [a, b, c]), said("a", 9))).toBe("b c a");
    expect(moving(loaded("oldest", [a, b, c]), said("new", 9))).toBe("a b c new");
    expect(moving(loaded("priority", [c, b, a]), said("a", 1, { priority: "high" }))).toBe("a c b");
    const urgent = said("c", 3, { priority: "urgent" });
    expect(moving(loaded("priority", [urgent, b, a]), said("a", 9))).toBe("c a b");
    expect(moving(loaded("priority", [urgent, b, a]), said("c", 3, { priority: "low" }))).toBe("b a c");
  });

  it("of the queue may be how long one waits, whatever its clock says", () => {
    const queue = page([row("old", { waiting_since: at(1) }), row("new", { waiting_since: at(9) })]);
    const lists = paged(loading(emptyLists(), "queue", "waiting"), "queue", queue, false);
    const clock = { priority: "urgent" as const, due_at: at(2) };
    const { lists: next } = changed(lists, row("new", { waiting_since: at(9), clock }), ME);
    expect(ids(rowsOf(next, "queue"))).toEqual(["old", "new"]);
  });

  it("knows fractions of a second", () => {
    const fine = (id: string, time: string) =>
      said(id, 0, { last: { author_kind: "contact", text: "halo", at: `2026-11-21T03:00:05${time}Z` } });
    const lists = loaded("oldest", [fine("whole", ""), fine("late", ".5")]);
    expect(moving(lists, fine("between", ".123"))).toBe("whole between late");
  });

  it("puts what moved behind the last loaded row on a page to come, and nothing before it", () => {
    const [a, b, c] = [said("a", 1), said("b", 2), said("c", 5)];
    const partly = loaded("oldest", [a, b, c], "cursor");
    expect(moving(partly, said("a", 9))).toBe("b c");
    const gone = changed(partly, said("c", 9), ME).lists;
    expect(moving(gone, said("a", 4))).toBe("b a");
    const more = paged(gone, "all", page([said("d", 7), said("c", 9)]), true);
    expect(ids(rowsOf(more, "all"))).toEqual(["a", "b", "d", "c"]);
    expect(moving(more, said("a", 9))).toBe("b d a c");
  });
});

describe("pages", () => {
  it("append without doubling a row that moved", () => {
    const one = paged(emptyLists(), "all", page([row("a"), row("b")], "c1"), false);
    const two = paged(one, "all", page([row("b"), row("c")]), true);
    expect(ids(rowsOf(two, "all"))).toEqual(["a", "b", "c"]);
  });

  it("never take a row back behind what the live stream said", () => {
    const live = changed(
      paged(emptyLists(), "all", page([row("a")]), false),
      row("a", { seq: 9, trust: 12 }),
      ME,
    ).lists;
    expect(paged(live, "all", page([row("a", { seq: 3 })]), false).rows.get("a")?.trust).toBe(12);
  });

  it("are left alone by changes while their list was never opened", () => {
    expect(rowsOf(changed(emptyLists(), row("a"), ME).lists, "queue")).toEqual([]);
  });
});

it("the keyboard stops at both ends and begins at the first", () => {
  const list = ["a", "b", "c"];
  expect(neighbour(list, null, 1)).toBe("a");
  expect(neighbour(list, "gone", -1)).toBe("c");
  expect(neighbour(list, "c", 1)).toBe("c");
  expect(neighbour(list, "b", -1)).toBe("a");
  expect(neighbour([], null, 1)).toBeNull();
});

it("attention is the queue and what is unread of one's own", () => {
  const mine = { holder: "agent", agent: { id: ME, name: "Rina" } } as const;
  const lists = paged(
    emptyLists(),
    "mine",
    {
      items: [row("a", { ...mine, unread: 2 }), row("b", mine)],
      next: null,
      counts: { queue: 3, mine: 2, assistant: 0, all: 5 },
    },
    false,
  );
  expect(attention(lists, ME)).toBe(4);
});

it("rows that no list shows are forgotten once there are many; the open one and one's own stay", () => {
  let lists = paged(emptyLists(), "queue", page([row("shown", { waiting_since: at(1) })], "cursor"), false);
  lists = changed(lists, row("mine", { holder: "agent", agent: { id: ME, name: "Rina" } }), ME).lists;
  for (const id of ["open", "x", "y"]) lists = changed(lists, row(id, { holder: "assistant" }), ME).lists;
  expect(pruned(lists, 10, "open", ME).rows.size).toBe(5);
  expect([...pruned(lists, 3, "open", ME).rows.keys()].sort()).toEqual(["mine", "open", "shown"]);
});
