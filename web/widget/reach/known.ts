// The number or address that a customer has written already, so that nobody has to write it twice; and the time of day
// before which they do not want to hear. Pure.
import type { Message } from "../../shared/api";
import { dayKey } from "../../shared/format";
import { reachFor } from "../../shared/reach";

/** Numbers as people write them: with a +62 or 0 in front, so that an order's number is none. */
const NUMBER = /(?:\+62|\b62|\b0)[\d\s().-]{7,18}\d/g;
const MAIL = /[^\s@<>"']+@[^\s@<>"']+\.[a-z]{2,}/gi;
const DAY = 86_400_000;

/** The last one in the customer's own messages that fits, "" for none. */
export function written(messages: readonly Message[], kind: "call" | "write"): string {
  const forms = kind === "call" ? [NUMBER] : [MAIL, NUMBER];
  for (const form of forms) {
    for (const m of [...messages].reverse()) {
      if (m.direction !== "in") continue;
      const found = [...m.text.matchAll(form)]
        .map(([text]) => text.trim())
        .findLast((text) => reachFor(kind, text));
      if (found) return found;
    }
  }
  return "";
}

/** The next moment at which the clock of WIB shows "15:30"; null for no time. */
export function nextAt(time: string, now: number): string | null {
  if (!/^\d\d:\d\d$/.test(time)) return null;
  let at = Date.parse(`${dayKey(now)}T${time}:00+07:00`);
  if (at <= now) at += DAY;
  return new Date(at).toISOString();
}
