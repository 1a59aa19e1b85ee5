import { describe, expect, it } from "vitest";
import type { Message } from "../../shared/api";
import { createDrafts } from "../core/drafts";
import { memoryStore } from "../core/storage";
import { emptyThread } from "../core/thread";
import { isAnswered, isSuggestion, newestSuggestion, take } from "./suggestion";

const aMessage = (over: Partial<Message>): Message => ({
  id: "msg_1",
  seq: 1,
  prev: 0,
  kind: "text",
  direction: "in",
  author: { kind: "contact" },
  text: "",
  at: "2026-11-21T03:00:00Z",
  ...over,
});

describe("a draft that began as a model's", () => {
  const create = () =>
    createDrafts(
      memoryStore(),
      () => 0,
      () => "agt_me",
    );

  it("is remembered while it is rewritten, and forgotten once nothing is left of it", () => {
    const drafts = create();
    drafts.give("a", "reply", "Buka pukul 8.", "msg_1");
    drafts.set("a", "reply", "Kami buka pukul 8, Bu.");
    expect([drafts.draftId("a", "reply"), drafts.draftId("a", "note"), drafts.draftId("b", "reply")]).toEqual(
      ["msg_1", undefined, undefined],
    );
    drafts.set("a", "reply", "");
    drafts.set("a", "reply", "Halo");
    expect(drafts.draftId("a", "reply")).toBeUndefined();
  });

  it("takes nothing away of what was written, and is not put in twice", () => {
    const drafts = create();
    drafts.set("a", "reply", "Halo Bu.");
    const suggestion = aMessage({ id: "msg_1", text: "Buka pukul 8." });
    take({ drafts }, "a", suggestion);
    drafts.set("a", "reply", "Buka pukul 8 pagi.\nHalo Bu.");
    take({ drafts }, "a", suggestion);
    expect(drafts.get("a", "reply")).toBe("Buka pukul 8 pagi.\nHalo Bu.");
    expect(drafts.given.value).toEqual({ conversation: "a", kind: "reply" });
    take({ drafts }, "a", aMessage({ id: "msg_2", text: "Tutup pukul 9." }));
    expect(drafts.get("a", "reply")).toBe("Tutup pukul 9.\nBuka pukul 8 pagi.\nHalo Bu.");
    expect(drafts.draftId("a", "reply")).toBe("msg_2");
  });

  it("is one only where a machine wrote the note, and answered once an agent has spoken", () => {
    const note = aMessage({ seq: 2, kind: "note", direction: "internal", author: { kind: "ai" } });
    const own = aMessage({ seq: 3, kind: "note", direction: "internal", author: { kind: "human" } });
    const machine = aMessage({ seq: 4, direction: "out", author: { kind: "ai" } });
    const agent = aMessage({ seq: 5, direction: "out", author: { kind: "ai_assisted" } });
    const thread = { ...emptyThread("a"), messages: [note, own, machine] };
    expect([note, own, machine].map(isSuggestion)).toEqual([true, false, false]);
    expect(newestSuggestion(thread)).toBe(note);
    expect(isAnswered(thread, note)).toBe(false);
    expect(isAnswered({ ...thread, messages: [...thread.messages, agent] }, note)).toBe(true);
    expect(isAnswered({ ...thread, messages: [agent, { ...note, seq: 6 }] }, { ...note, seq: 6 })).toBe(
      false,
    );
  });
});
