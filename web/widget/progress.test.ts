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
    const open = (...of: Parameters<typeof openReplies>) => [...openReplies(...of)];
    expect(open(asked, [])).toEqual([1]);
    expect(open(asked, [waiting])).toEqual([]);
    expect(open([...asked, message(2, "in")], [])).toEqual([]);
    expect(open([...asked, message(2, "out")], [])).toEqual([]);
    expect(open([...asked, message(2, "out", { kind: "notice" })], [])).toEqual([1]);
  });
  it("are those of a list, too, until the customer has written", () => {
    const list = message(1, "out", {
      card: { kind: "list", title: "Pesanan", items: [{ title: "TRG-1042", text: "", value: "TRG-1042" }] },
    });
    const asked = [list, message(2, "out", chips)];
    expect([...openReplies(asked, [])].sort()).toEqual([1, 2]);
    expect([...openReplies([...asked, message(3, "in")], [])]).toEqual([]);
  });
});
