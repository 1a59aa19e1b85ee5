import { describe, expect, it } from "vitest";
import type { ChatState, Message, ToldPromise } from "../shared/api";
import { awaited, besideBar, waitRange } from "./waiting";

describe("the wait", () => {
  it.each([
    [180, 420, "3–7"],
    [0, 300, "< 5"],
    [59, 61, "< 2"],
    [0, 0, "< 1"],
    [300, 300, "< 5"],
  ])("%s to %s seconds is %s", (from_s, to_s, words) => expect(waitRange({ from_s, to_s })).toBe(words));
});

describe("promises", () => {
  const promise = (over: Partial<ToldPromise>): ToldPromise => ({
    id: "p",
    kind: "reply",
    words: "",
    due_at: "2026-11-21T07:30:00Z",
    state: "open",
    ...over,
  });
  const state = (...promises: ToldPromise[]) => ({ promises }) as unknown as ChatState;
  it("that are over are waited for no more; a broken one still is", () => {
    const all = state(
      promise({ id: "kept", state: "kept" }),
      promise({ id: "late", state: "broken" }),
      promise({}),
    );
    expect(awaited(all).map((p) => p.id)).toEqual(["late", "p"]);
    expect(awaited({} as ChatState)).toEqual([]);
  });
});

describe("choices", () => {
  it("stand in the bar or under the message, never in both", () => {
    const values = ["reach:call", "reach:write", "reach:cancel", "reach:known", "assistant", "intent:refund"];
    const m = { replies: values.map((value) => ({ id: value, label: value, value })) } as Message;
    expect(besideBar(m).map((r) => r.value)).toEqual(["reach:cancel", "reach:known", "intent:refund"]);
    expect(besideBar({} as Message)).toEqual([]);
  });
});
