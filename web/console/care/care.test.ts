import { describe, expect, it, vi } from "vitest";
import type { Conversation, Message } from "../../shared/api";
import { memoryStore } from "../core/storage";
import { createCare, kindsOf } from "./care";
import { hush, wordsOf } from "./hush";
import { wording } from "./late/wording";
import { t } from "./texts";

const message = (over: Partial<Message>): Message => ({
  id: "msg_1",
  seq: 1,
  prev: 0,
  kind: "text",
  direction: "in",
  author: { kind: "contact" },
  text: "kalian goblok",
  at: "2026-11-21T03:00:00Z",
  ...over,
});
const abusive = message({ abuse: [{ why: "insult", quote: "goblok" }] });

function setUp(folds = true) {
  const store = memoryStore();
  const show = vi.fn();
  const request = vi.fn(async () => ({ items: [{ id: "rdg_1", agent: { id: "agt_2", name: "Ana" } }] }));
  const make = () =>
    createCare({
      request: request as never,
      store,
      toasts: { show } as never,
      newId: () => "id",
      agentId: () => "agt_1",
      folds: () => folds,
      put: () => {},
      open: () => {},
    });
  return { care: make(), again: make, show, request };
}

describe("care", () => {
  it("folds what abuses its reader until it is opened, and remembers which over a reload", () => {
    const { care, again } = setUp();
    expect(care.folded(abusive)).toBe(true);
    expect(care.folded(message({}))).toBe(false);
    care.unfold("msg_1");
    expect(care.folded(abusive)).toBe(false);
    expect(care.folded({ ...abusive, id: "msg_2" })).toBe(true);
    expect(again().folded(abusive)).toBe(false);
    care.fold("msg_1");
    expect(again().folded(abusive)).toBe(true);
  });

  it("folds nothing for who would rather read everything", () => {
    const { care } = setUp(false);
    expect(care.folded(abusive)).toBe(false);
    expect(care.foldedLine({ last: { folded: true } } as Conversation)).toBe(false);
  });

  it("remembers the last few hundred, not all", () => {
    const { care } = setUp();
    for (let i = 0; i < 500; i++) care.unfold(`msg_${i}`);
    expect(care.folded({ ...abusive, id: "msg_0" })).toBe(true);
    expect(care.folded({ ...abusive, id: "msg_499" })).toBe(false);
  });

  it("folds what quotes a folded message, wherever it stands, and nothing else", () => {
    const { care } = setUp();
    const brief = {
      wants: "“Kalian GOBLOK”",
      mood: "marah: “goblok”",
      tried: ["cek pesanan"],
      score: 39,
      none: null,
    };
    const words = wordsOf([abusive, message({ id: "msg_2" })], care.folded);
    expect(hush(brief, words, "–")).toEqual({
      wants: "–",
      mood: "–",
      tried: ["cek pesanan"],
      score: 39,
      none: null,
    });
    care.unfold("msg_1");
    expect(hush(brief, wordsOf([abusive], care.folded), "–")).toBe(brief);
  });

  it("tells a whisper to the one whom it is for, once", () => {
    const { care, show } = setUp();
    const note = (to: string, from: string) =>
      message({
        kind: "note",
        author: { kind: "human", agent_id: from, name: "Sari" },
        whisper: { to, kind: "word" },
      });
    care.heard("cnv_1", note("agt_2", "agt_3"));
    care.heard("cnv_1", note("agt_1", "agt_1"));
    care.heard("cnv_1", message({}));
    expect(show).not.toHaveBeenCalled();
    care.heard("cnv_1", note("agt_1", "agt_3"));
    expect(show).toHaveBeenCalledTimes(1);
    expect(show.mock.calls[0]?.[1]).toContain("Sari");
  });

  it("shows who reads as the live stream tells it, each once", async () => {
    const { care } = setUp();
    await care.loadReaders("cnv_1");
    const one = care.readersOf("cnv_1").value[0];
    expect(one?.agent.name).toBe("Ana");
    if (one) care.read("cnv_1", one);
    expect(care.readersOf("cnv_1").value).toHaveLength(1);
    care.read("cnv_1", { ...(one as NonNullable<typeof one>), id: "rdg_2" });
    expect(care.readersOf("cnv_1").value.map((r) => r.id)).toEqual(["rdg_2", "rdg_1"]);
  });

  it("names each kind of abuse once", () => {
    const twice = message({ abuse: [...(abusive.abuse ?? []), ...(abusive.abuse ?? [])] });
    expect(kindsOf(twice)).toBe(t("why_insult"));
  });

  it("has ready words in both languages, without an exclamation mark", () => {
    for (const language of ["id", "en"] as const)
      for (const which of ["remind", "close", "hand_over"] as const) {
        expect(wording(language, which).length).toBeGreaterThan(40);
        expect(wording(language, which)).not.toContain("!");
      }
  });
});
