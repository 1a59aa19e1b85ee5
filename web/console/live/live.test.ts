import { describe, expect, it } from "vitest";
import type { DeskNow, QueueEntry } from "./api";
import { counted, figureOf, held, telling } from "./figures";
import { createWatching } from "./watching";

const entry = (patch: Partial<QueueEntry>): QueueEntry => ({
  conversation_id: "cnv_1",
  contact_id: "con_1",
  name: "Sari",
  channel: "web",
  language: "id",
  team: "",
  skill: "",
  topic: "",
  priority: "normal",
  waiting_since: "2026-11-21T03:00:00Z",
  due_at: "2026-11-21T03:05:00Z",
  late: false,
  rings_at: "",
  ...patch,
});

describe("the figures of the desk", () => {
  it("are read from the address, and what is none is nothing", () => {
    expect(figureOf("late")).toEqual({ kind: "late" });
    expect(figureOf("agent:agt_1")).toEqual({ kind: "agent", id: "agt_1" });
    expect(figureOf("asked:team:money")).toEqual({ kind: "asked", of: "team", name: "money" });
    expect(figureOf("asked:mood:bad")).toBeNull();
    expect(figureOf("service:urgent")).toEqual({ kind: "service", priority: "urgent" });
    expect(figureOf("agent:")).toBeNull();
    expect(figureOf(null)).toBeNull();
  });

  it("open who is counted", () => {
    const queue = [
      entry({ conversation_id: "a", team: "money" }),
      entry({ conversation_id: "b", due_at: "2026-11-21T03:01:00Z", priority: "urgent" }),
    ];
    const at = Date.parse("2026-11-21T03:02:00Z");
    const ids = (name: string) => {
      const figure = figureOf(name);
      return figure && counted(queue, figure, at).map((w) => w.conversation_id);
    };
    expect(ids("waiting")).toEqual(["a", "b"]);
    expect(ids("late")).toEqual(["b"]);
    expect(ids("asked:team:money")).toEqual(["a"]);
    expect(ids("asked:priority:urgent")).toEqual(["b"]);
  });

  it("leave out what all have in common", () => {
    const asked = (kind: DeskNow["asked"][number]["kind"], name: string) => ({
      kind,
      name,
      waiting: 1,
      late: 0,
      oldest: "",
    });
    const shown = telling({
      waiting: 2,
      asked: [
        asked("channel", "web"),
        asked("language", "id"),
        asked("language", "en"),
        asked("team", "money"),
      ],
    });
    expect(shown.map((a) => a.name)).toEqual(["id", "en", "money"]);
    expect(held({ web: 2, whatsapp: 1 })).toBe(3);
  });
});

describe("watching the desk", () => {
  it("looks every few seconds and once for changes that come together, and ends", async () => {
    const timers: { run: () => void; ms: number; off: boolean }[] = [];
    let asked = 0;
    const watching = createWatching({
      fetchIt: async () => {
        asked++;
        return {} as DeskNow;
      },
      later: (run, ms) => {
        const timer = { run, ms, off: false };
        timers.push(timer);
        return () => {
          timer.off = true;
        };
      },
      looking: () => true,
    });
    const due = () => timers.filter((x) => !x.off);
    watching.start();
    await Promise.resolve();
    await Promise.resolve();
    await new Promise((done) => setTimeout(done));
    expect(asked).toBe(1);
    expect(due()).toHaveLength(1);
    watching.soon();
    watching.soon();
    expect(due().filter((x) => x.ms < 1000)).toHaveLength(1);
    watching.stop();
    expect(due()).toHaveLength(0);
  });
});
