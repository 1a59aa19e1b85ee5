import { describe, expect, it, vi } from "vitest";
import { memoryStore } from "../core/storage";
import type { Colleague, Macro, MentionPage } from "./api";
import { createMentions } from "./mentions";
import { runsOf } from "./named";
import { colleaguesFor, macrosFor } from "./picker/match";
import { cutAtGaps, replaced } from "./picker/put";
import { gapsOf, triggerAt } from "./trigger";
import { createUsed, effectsOf } from "./used";

const macro = (patch: Partial<Macro>): Macro => ({
  id: "mac_1",
  name: "Status",
  shortcut: "",
  texts: {},
  scope: "all",
  team: "",
  tags: [],
  priority: "",
  resolves: false,
  uses: 0,
  used_at: null,
  origin: "",
  updated_at: "",
  mine: true,
  ...patch,
});

describe("a sign in the composer", () => {
  it.each([
    [";", "reply", { pick: "macro", from: 0, query: "" }],
    ["/sta", "reply", { pick: "macro", from: 0, query: "sta" }],
    ["Halo\n;salam pagi", "reply", { pick: "macro", from: 5, query: "salam pagi" }],
    ["Halo ;salam", "reply", null],
    ["dan/atau", "reply", null],
    ["/ganti/", "reply", null],
    ["@ri", "reply", null],
    ["@ri", "note", { pick: "mention", from: 0, query: "ri" }],
    ["cek ya @Rina Sa", "note", { pick: "mention", from: 7, query: "Rina Sa" }],
    ["surel rina@toko", "note", null],
    ["@ rina", "note", null],
    ["@Rina tolong cek pesanan", "note", null],
    [";sa", "note", null],
  ] as const)("%j in a %s", (text, kind, want) => {
    expect(triggerAt(text, text.length, kind)).toEqual(want);
  });

  it("is looked for before the cursor only", () => {
    expect(triggerAt(";sal\nterima kasih", 4, "reply")).toEqual({ pick: "macro", from: 0, query: "sal" });
    expect(triggerAt(";sal\nterima kasih", 8, "reply")).toBeNull();
  });
});

describe("gaps", () => {
  const text = "Halo ⟦nama⟧, pesanan ⟦nomor pesanan⟧.";

  it("are found and shown in order", () => {
    expect(gapsOf(text).map((g) => g.label)).toEqual(["nama", "nomor pesanan"]);
    expect(cutAtGaps(text).map((p) => `${p.gap ? "*" : ""}${p.text}`)).toEqual([
      "Halo ",
      "*nama",
      ", pesanan ",
      "*nomor pesanan",
      ".",
    ]);
    expect(gapsOf("Halo [nama] ⟦\n⟧")).toEqual([]);
  });

  it("are selected where a macro was put in for the sign", () => {
    const next = replaced("Baik.\n;sta", 6, 10, text);
    expect(next.text).toBe(`Baik.\n${text}`);
    expect(next.text.slice(next.from, next.to)).toBe("⟦nama⟧");
    const whole = replaced(";x lalu", 0, 2, "Halo");
    expect([whole.text, whole.from, whole.to]).toEqual(["Halo lalu", 4, 4]);
  });
});

describe("what fits", () => {
  const all = [
    macro({ id: "a", name: "Status pesanan", shortcut: "status", uses: 2 }),
    macro({ id: "b", name: "Salam", shortcut: "s", texts: { id: "Selamat datang di toko" } }),
    macro({ id: "c", name: "Retur", texts: { id: "Status retur dapat dilihat" }, uses: 9 }),
  ];

  it("is found by shortcut, then name, then words", () => {
    expect(macrosFor(all, "s").map((m) => m.id)).toEqual(["b", "a", "c"]);
    expect(macrosFor(all, "status").map((m) => m.id)).toEqual(["a", "c"]);
    expect(macrosFor(all, "TOKO selamat").map((m) => m.id)).toEqual(["b"]);
    expect(macrosFor(all, "tidak ada")).toEqual([]);
  });

  it("is everything where nothing was typed, what is sent most first", () => {
    expect(macrosFor(all, " ").map((m) => m.id)).toEqual(["c", "a", "b"]);
  });

  it("names colleagues by any word of the name, those who are there first", () => {
    const people: Colleague[] = [
      { id: "1", name: "Ani Sari", handle: "Ani Sari", online: false },
      { id: "2", name: "Sari", handle: "Sari (sari.t)", online: true },
      { id: "3", name: "Budi", handle: "Budi", online: true },
    ];
    expect(colleaguesFor(people, "sa").map((p) => p.id)).toEqual(["2", "1"]);
    expect(colleaguesFor(people, "").map((p) => p.id)).toEqual(["3", "2", "1"]);
  });
});

describe("macros in what is being written", () => {
  it("outlive a reload, each agent's own, and are forgotten together", () => {
    const store = memoryStore();
    let agent = "agt_1";
    const used = createUsed(store, () => agent);
    used.add("cnv_1", macro({ id: "a", tags: ["kirim"], priority: "high" }));
    used.add("cnv_1", macro({ id: "b", tags: ["kirim", "vip"], resolves: true }));
    used.add("cnv_1", macro({ id: "a", tags: ["kirim"], priority: "high" }));
    expect(
      createUsed(store, () => agent)
        .get("cnv_1")
        .map((u) => u.id),
    ).toEqual(["b", "a"]);
    expect(effectsOf(used.get("cnv_1"))).toEqual({
      tags: ["kirim", "vip"],
      priority: "high",
      resolves: true,
      any: true,
    });
    agent = "agt_2";
    expect(used.get("cnv_1")).toEqual([]);
    agent = "agt_1";
    used.clear("cnv_1");
    expect(effectsOf(used.get("cnv_1")).any).toBe(false);
  });
});

describe("mentions", () => {
  const setUp = (page: Partial<MentionPage> = {}) => {
    const toasts = { show: vi.fn() };
    const open = vi.fn();
    let reads = false;
    const request = vi.fn(async () => ({ items: [], next: null, unread: 3, ...page }));
    const mentions = createMentions({
      request: request as never,
      toasts: toasts as never,
      open,
      reads: () => reads,
    });
    return { mentions, toasts, open, request, reading: () => (reads = true) };
  };

  it("are told once, unless their conversation is being read", () => {
    const { mentions, toasts, reading } = setUp();
    mentions.told({ conversation_id: "cnv_1", by: "Rina", unread: 1 });
    expect(mentions.unread.value).toBe(1);
    expect(toasts.show).toHaveBeenCalledOnce();
    reading();
    mentions.told({ conversation_id: "cnv_1", by: "Rina", unread: 2 });
    expect(mentions.unread.value).toBe(2);
    expect(toasts.show).toHaveBeenCalledOnce();
    mentions.told({ conversation_id: "cnv_1", unread: 0 });
    expect(mentions.unread.value).toBe(0);
    expect(toasts.show).toHaveBeenCalledOnce();
  });

  it("are counted when the page comes back, and forgotten with the session", async () => {
    const { mentions } = setUp();
    await mentions.count();
    expect(mentions.unread.value).toBe(3);
    mentions.reset();
    expect(mentions.unread.value).toBe(0);
  });
});

describe("whom a note names", () => {
  const sari = { agent_id: "agt_2", name: "Rina Sari" };
  const rina = { agent_id: "agt_1", name: "Rina" };
  const shown = (text: string, ...mentions: { agent_id: string; name: string }[]) =>
    runsOf({ text, mentions }).map((run) => (run.agent ? `[${run.text} ${run.agent}]` : run.text));

  it("is what the server kept, the longest name first", () => {
    expect(shown("@Rina Sari, tolong. @rina juga ya", rina, sari)).toEqual([
      "[@Rina Sari agt_2]",
      ", tolong. ",
      "[@rina agt_1]",
      " juga ya",
    ]);
    expect(shown("@Rina Sari dan @Bima", rina)).toEqual(["[@Rina agt_1]", " Sari dan @Bima"]);
  });

  it("is no part of a word or an address", () => {
    expect(shown("surel ke a@Rina, bukan @Rinawati", rina)).toEqual(["surel ke a@Rina, bukan @Rinawati"]);
    expect(shown("(@Rina)", rina)).toEqual(["(", "[@Rina agt_1]", ")"]);
  });

  it("takes a name as it is written, whatever signs it has", () => {
    const odd = { agent_id: "agt_3", name: "D. (Adi+) [x]" };
    expect(shown("cek @D. (Adi+) [x]!", odd)).toEqual(["cek ", "[@D. (Adi+) [x] agt_3]", "!"]);
    expect(shown("tidak ada siapa-siapa @Rina")).toEqual(["tidak ada siapa-siapa @Rina"]);
    expect(shown("@", { agent_id: "agt_4", name: "" })).toEqual(["@"]);
  });
});
