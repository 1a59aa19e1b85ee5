import { describe, expect, it } from "vitest";
import type { Message } from "../../shared/api";
import { nextAt, written } from "./known";

const said = (...texts: [Message["direction"], string][]) =>
  texts.map(([direction, text]) => ({ direction, text })) as unknown as Message[];

describe("what was written already", () => {
  it("is the customer's own last number or address, and never an order's number", () => {
    const messages = said(
      ["in", "hp saya 0812-3456-7890"],
      ["in", "surel sari@toko.id ya"],
      ["out", "Nomor kami 021 555 0101"],
      ["in", "pesanan 998877665544 dan TRG-1042"],
    );
    expect(written(messages, "call")).toBe("0812-3456-7890");
    expect(written(messages, "write")).toBe("sari@toko.id");
    expect(written(said(["in", "+62 (812) 3456 7890."]), "write")).toBe("+62 (812) 3456 7890");
    expect(written(said(["in", "halo"]), "call")).toBe("");
  });
  it("stays quick on what nobody would write", () => {
    const began = performance.now();
    written(said(["in", "0".repeat(4000)], ["in", "a@".repeat(2000)], ["in", "08 ".repeat(1300)]), "write");
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe("a time of day", () => {
  const now = Date.parse("2026-11-21T18:00:00Z"); // 01.00 WIB on the 22nd
  it.each([
    ["15:30", "2026-11-22T08:30:00.000Z"],
    ["00:30", "2026-11-22T17:30:00.000Z"],
    ["", null],
    ["besok", null],
  ])("%s is the next one in WIB", (text, want) => expect(nextAt(text as string, now)).toBe(want));
});
