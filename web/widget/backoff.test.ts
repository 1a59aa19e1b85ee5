import { describe, expect, it } from "vitest";
import { backoff, retryAfter } from "./backoff";

describe("backoff", () => {
  it("doubles from half a second to half a minute, with jitter of half", () => {
    expect([0, 1, 2, 6, 40].map((n) => backoff(n, () => 1))).toEqual([500, 1000, 2000, 30_000, 30_000]);
    expect(backoff(3, () => 0)).toBe(2000);
  });

  it("never comes sooner than Retry-After, and not all at that very moment", () => {
    expect(backoff(0, () => 0, 7000)).toBe(7000);
    expect(backoff(0, () => 0.5, 7000)).toBe(7500);
    expect(backoff(0, () => 0, 86_400_000)).toBe(300_000);
  });

  it.each([
    [null, 0],
    ["3", 3000],
    ["0", 0],
    ["-5", 0],
    ["Sat, 21 Nov 2026 03:00:10 GMT", 10_000],
    ["Sat, 21 Nov 2026 02:59:00 GMT", 0],
    ["soon", 0],
  ])("reads Retry-After %s as %i ms", (header, ms) => {
    expect(retryAfter(header, Date.parse("2026-11-21T03:00:00Z"))).toBe(ms);
  });
});
