// A routing that is being changed: what differs, what somebody else changed meanwhile, and both together. Pure.
import type { Priority, Setting } from "./api";
import { fits } from "./hours";

/** The parts of a setting that the form changes; teams are changed one by one beside it. */
export const PARTS = [
  "mode",
  "ring_seconds",
  "wrap_up_seconds",
  "hold_seconds",
  "targets.urgent",
  "targets.high",
  "targets.normal",
  "level",
  "team_overflow",
  "skill_overflow",
  "language_overflow",
  "capacity.total",
  "capacity.channels",
  "teams",
  "hours",
] as const;
export type Part = (typeof PARTS)[number];

const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal"];

/** The value of a part, in a form that can be compared. */
export function partOf(s: Setting, part: Part): string {
  const priority = PRIORITIES.find((p) => part === `targets.${p}`);
  if (priority) return String(s.targets[priority]);
  switch (part) {
    case "capacity.total":
      return String(s.capacity.total);
    case "capacity.channels":
      return JSON.stringify(Object.entries(s.capacity.channels ?? {}).sort());
    case "teams":
      return JSON.stringify(s.teams);
    case "hours":
      return JSON.stringify(s.hours ?? null);
    default:
      return String(s[part as "mode"]);
  }
}

/** The parts in which two settings differ. */
export const differing = (a: Setting, b: Setting): Part[] =>
  PARTS.filter((part) => partOf(a, part) !== partOf(b, part));

function put(onto: Setting, from: Setting, part: Part): Setting {
  const priority = PRIORITIES.find((p) => part === `targets.${p}`);
  if (priority) return { ...onto, targets: { ...onto.targets, [priority]: from.targets[priority] } };
  if (part === "capacity.total")
    return { ...onto, capacity: { ...onto.capacity, total: from.capacity.total } };
  if (part === "capacity.channels")
    return { ...onto, capacity: { ...onto.capacity, channels: from.capacity.channels ?? {} } };
  const key = part as "mode";
  return { ...onto, [key]: from[key] };
}

/** What is mine on top of what is in force now: the parts that I changed are mine, all others are as they are now. */
export function rebased(base: Setting, mine: Setting, now: Setting): Setting {
  let out = now;
  for (const part of differing(base, mine)) out = put(out, mine, part);
  return { ...out, version: now.version };
}

/** What is wrong with a setting, by part; the server has the same limits. */
export function wrong(s: Setting): Map<Part, "range"> {
  const found = new Map<Part, "range">();
  const within = (part: Part, value: number, low: number, high: number) => {
    if (!Number.isInteger(value) || value < low || value > high) found.set(part, "range");
  };
  within("ring_seconds", s.ring_seconds, 5, 120);
  within("wrap_up_seconds", s.wrap_up_seconds, 0, 1800);
  within("hold_seconds", s.hold_seconds, 0, DAY);
  for (const p of PRIORITIES) within(`targets.${p}`, s.targets[p], 1, DAY);
  within("level", s.level, 1, 100);
  within("team_overflow", s.team_overflow, 0, DAY);
  within("skill_overflow", s.skill_overflow, 0, DAY);
  within("language_overflow", s.language_overflow, 0, DAY);
  within("capacity.total", s.capacity.total, 1, 50);
  for (const n of Object.values(s.capacity.channels ?? {})) within("capacity.channels", n, 0, 50);
  if (s.hours && !fits(s.hours)) found.set("hours", "range");
  return found;
}

const DAY = 86_400;

export type Unit = "s" | "m" | "h";
export const SECONDS: Record<Unit, number> = { s: 1, m: 60, h: 3600 };

/** The largest unit in which seconds are a whole number. */
export function unitOf(seconds: number): Unit {
  if (seconds > 0 && seconds % 3600 === 0) return "h";
  return seconds > 0 && seconds % 60 === 0 ? "m" : "s";
}

/** An id that a team of this name can have: "Keuangan & Pajak" as "keuangan-pajak"; another than those that are there. */
export function teamId(name: string, taken: readonly string[]): string {
  const word =
    name
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 30) || "tim";
  let out = word;
  for (let n = 2; taken.includes(out); n++) out = `${word}-${n}`;
  return out;
}

/** A skill as it is kept: "Pajak PPN" as "pajak-ppn"; "" where nothing usable was written. */
export const skillOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^[-_]+|-+$/g, "")
    .slice(0, 40);
