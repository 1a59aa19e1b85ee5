import { describe, expect, it } from "vitest";
import type { Message } from "../shared/api";
import type { OutItem } from "./outbox";
import { openReplies, progressOf } from "./progress";

const message = (seq: number, direction: "in" | "out", more: Partial<Message> = {}): Message => ({
  id: `msg_${seq}`,
  seq,
  prev: seq - 1,
  kind: "text",
  direction,
  author: { kind: direction === "in" ? "contact" : "ai" },
  text: "x",
  at: "2026-11-21T03:00:00Z",
  ...more,
});
const waiting: OutItem = { client_id: "c", text: "x", at: 0, state: "queued", tries: 0 };
const chips = { replies: [{ id: "r", label: "Ya", value: "ya" }] };

describe("progressOf", () => {
  it("is told of one's own last message only", () => {
    const talk = [message(1, "out"), message(2, "in"), message(3, "in"), message(4, "out")];
    expect(progressOf(talk, [], 2)).toEqual({ seq: 3, progress: "sent" });
    expect(progressOf(talk, [], 3)).toEqual({ seq: 3, progress: "delivered" });
    expect(progressOf(talk, [waiting], 3)).toBeUndefined();
    expect(progressOf([message(1, "out")], [], 1)).toBeUndefined();
  });
});

describe("openReplies", () => {
  it("are those of the last word, until the customer has written", () => {
    const asked = [message(1, "out", chips)];
    expect(openReplies(asked, [])).toBe(1);
    expect(openReplies(asked, [waiting])).toBe(0);
    expect(openReplies([...asked, message(2, "in")], [])).toBe(0);
    expect(openReplies([...asked, message(2, "out")], [])).toBe(0);
    expect(openReplies([...asked, message(2, "out", { kind: "notice" })], [])).toBe(1);
  });
});
