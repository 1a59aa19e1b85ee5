import { describe, expect, it } from "vitest";
import { age, bytes, clock, clockZone, day, dayClock, dayKey, number, relativeDay, rupiah } from "./format";

const at = "2026-11-21T07:30:00Z"; // 14.30 WIB

describe("format", () => {
  it("tells times in WIB in the reader's form", () => {
    expect(clock(at, "id")).toBe("14.30");
    expect(clock(at, "en")).toBe("14:30");
    expect(clockZone(at, "id")).toBe("14.30 WIB");
    expect(clock("2026-11-20T17:00:00Z", "id")).toBe("00.00");
    expect(clock("not a time", "id")).toBe("");
  });

  it("tells days, without the year where it is this one", () => {
    expect(day(at, "id")).toBe("21 Nov 2026");
    expect(day(at, "id", "2026-12-30T00:00:00Z")).toBe("21 Nov");
    expect(day("2026-08-02T00:00:00Z", "id")).toBe("2 Agu 2026");
    expect(day("2026-05-02T00:00:00Z", "id")).toBe("2 Mei 2026");
    expect(dayClock(at, "en")).toBe("21 Nov 2026 14:30 WIB");
  });

  it("groups by the day in WIB", () => {
    expect(dayKey("2026-11-20T16:59:59Z")).toBe("2026-11-20");
    expect(dayKey("2026-11-20T17:00:00Z")).toBe("2026-11-21");
    expect(relativeDay(at, "id", "2026-11-21T16:00:00Z")).toBe("Hari ini");
    expect(relativeDay(at, "en", "2026-11-21T18:00:00Z")).toBe("Yesterday");
    expect(relativeDay(at, "id", "2026-11-25T18:00:00Z")).toBe("21 Nov");
  });

  it("tells ages shortly", () => {
    const later = (minutes: number) => Date.parse(at) + minutes * 60_000;
    expect(age(at, "id", later(0.5))).toBe("baru saja");
    expect(age(at, "id", later(4))).toBe("4 mnt");
    expect(age(at, "en", later(125))).toBe("2 h");
    expect(age(at, "id", later(3 * 1440))).toBe("3 hari");
    expect(age(at, "id", later(9 * 1440))).toBe("21 Nov");
    expect(age(at, "id", later(-5))).toBe("baru saja");
  });

  it("tells numbers and money", () => {
    expect(number(1_250_000, "id")).toBe("1.250.000");
    expect(number(1_250_000, "en")).toBe("1,250,000");
    expect(rupiah(1_250_000, "id")).toBe("Rp\u00a01.250.000");
    expect(rupiah(-500, "id")).toBe("−Rp\u00a0500");
    expect(bytes(1_400_000, "id")).toBe("1,4 MB");
  });
});
