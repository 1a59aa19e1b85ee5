import { describe, expect, it } from "vitest";
import { clockWord, ms, pressing, stretch, ticking } from "./clock";

const at = Date.parse("2026-11-21T07:30:00Z"); // 14.30 WIB
const MIN = 60_000;

describe("the clock of whoever waits", () => {
  it("is calm, then asks for attention in its last quarter, then is late", () => {
    const since = at;
    const due = at + 8 * MIN;
    expect(pressing(since, due, at)).toBe("calm");
    expect(pressing(since, due, at + 6 * MIN - 1)).toBe("calm");
    expect(pressing(since, due, at + 6 * MIN)).toBe("soon");
    expect(pressing(since, due, due)).toBe("soon");
    expect(pressing(since, due, due + 1)).toBe("late");
  });

  it("warns no later than a minute and no earlier than ten before the end", () => {
    expect(pressing(at, at + MIN, at)).toBe("soon");
    const night = at + 16 * 60 * MIN;
    expect(pressing(at, night, night - 11 * MIN)).toBe("calm");
    expect(pressing(at, night, night - 10 * MIN)).toBe("soon");
  });

  it("says what is left, what is late, and the time of what is far off", () => {
    expect(clockWord(at + 4 * MIN, at, "id")).toBe("sisa 4 mnt");
    expect(clockWord(at + 65_000, at, "id")).toBe("sisa 1:05");
    expect(clockWord(at, at + 40_000, "en")).toBe("0:40 late");
    expect(clockWord(at, at + 3 * MIN, "en")).toBe("3 min late");
    expect(clockWord(at + 90 * MIN, at, "id")).toBe("tenggat 16.00");
    expect(clockWord(at + 18 * 60 * MIN, at, "id")).toBe("tenggat 22 Nov 08.30");
  });

  it("never counts below nothing", () => {
    expect(ticking(-5)).toBe("0:00");
    expect(ticking(59_001)).toBe("1:00");
    expect(stretch(3 * 60 * MIN, "en")).toBe("3 h");
    expect(ms(null)).toBe(0);
  });
});
