// The lines that are being tried: how they move, what inherits from where, and what differs from what is live. Pure.
import type { Lines, PlaybookName, Setting } from "../api";

/** From the lightest; what a matter's playbook may do decides. */
export const RISKS = ["read", "change", "money", "identity"] as const;
export type Risk = (typeof RISKS)[number];

/** Whose lines: everybody's, those of a risk, or those of a playbook. */
export type Whose = { kind: "default" } | { kind: "risk" | "playbook"; id: string };
export const EVERYBODY: Whose = { kind: "default" };

export type Handle = "take_over" | "offer";

const LOWEST = 1;
const HIGHEST = 100;
const STANDARD: Lines = { offer: 60, take_over: 40, hysteresis: 10 };
const PAGE = 10;

export const keyOf = (whose: Whose): string =>
  whose.kind === "default" ? "default" : `${whose.kind}:${whose.id}`;

const isNone = (lines: Lines | undefined) =>
  !lines || (!lines.offer && !lines.take_over && !lines.hysteresis);

/** A setting with nothing left to guess: an empty default is the house's. */
export function whole(setting: Setting): Setting {
  return {
    default: isNone(setting.default) ? STANDARD : { ...setting.default },
    risk: { ...setting.risk },
    playbook: { ...setting.playbook },
  };
}

/** The lines that somebody set; null where they inherit. */
export function own(setting: Setting, whose: Whose): Lines | null {
  if (whose.kind === "default") return setting.default;
  const found = setting[whose.kind]?.[whose.id];
  return isNone(found) ? null : (found ?? null);
}

/** From whom the lines come that have none of their own. */
export function parent(setting: Setting, whose: Whose, playbooks: readonly PlaybookName[]): Whose {
  if (whose.kind !== "playbook") return EVERYBODY;
  const risk = playbooks.find(({ id }) => id === whose.id)?.risk ?? "";
  const above: Whose = { kind: "risk", id: risk };
  return risk && own(setting, above) ? above : EVERYBODY;
}

/** The lines that count, its own or inherited. */
export function linesOf(setting: Setting, whose: Whose, playbooks: readonly PlaybookName[]): Lines {
  return own(setting, whose) ?? own(setting, parent(setting, whose, playbooks)) ?? setting.default;
}

/** The setting with other lines for one; null takes its own lines away. */
export function put(setting: Setting, whose: Whose, lines: Lines | null): Setting {
  if (whose.kind === "default") return lines ? { ...setting, default: lines } : setting;
  const group = { ...setting[whose.kind] };
  if (lines) group[whose.id] = lines;
  else delete group[whose.id];
  return { ...setting, [whose.kind]: group };
}

const between = (value: number, low: number, high: number) =>
  Math.max(low, Math.min(high, Math.round(value)));

/** How far a handle may go: nobody takes over before one is offered. */
export function reach(lines: Lines, handle: Handle): { from: number; to: number } {
  return handle === "offer"
    ? { from: Math.max(LOWEST, lines.take_over), to: HIGHEST }
    : { from: LOWEST, to: Math.min(HIGHEST, lines.offer) };
}

/** Moves a handle as far as it may; the way back above the line shrinks where it would lead over the top. */
export function moved(lines: Lines, handle: Handle, to: number): Lines {
  const { from, to: most } = reach(lines, handle);
  const next = { ...lines, [handle]: between(to, from, most) };
  return { ...next, hysteresis: Math.min(next.hysteresis, HIGHEST - next.offer) };
}

/** The farthest that a score can be asked to rise above its line. */
export const mostHysteresis = (lines: Lines): number => HIGHEST - lines.offer;

export const eased = (lines: Lines, hysteresis: number): Lines => ({
  ...lines,
  hysteresis: between(hysteresis, 0, mostHysteresis(lines)),
});

/** Where a key takes a handle; null for a key that is none of its own. */
export function stepped(lines: Lines, handle: Handle, key: string): number | null {
  const { from, to } = reach(lines, handle);
  const at = lines[handle];
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return between(at + 1, from, to);
    case "ArrowLeft":
    case "ArrowDown":
      return between(at - 1, from, to);
    case "PageUp":
      return between(at + PAGE, from, to);
    case "PageDown":
      return between(at - PAGE, from, to);
    case "Home":
      return from;
    case "End":
      return to;
    default:
      return null;
  }
}

/** The handle that lies nearest to a place; of two in one place, the one that can still go there. */
export function nearest(lines: Lines, at: number): Handle {
  const [low, high] = [Math.abs(at - lines.take_over), Math.abs(at - lines.offer)];
  if (low === high) return at > lines.offer ? "offer" : "take_over";
  return low < high ? "take_over" : "offer";
}

export interface Difference {
  whose: Whose;
  /** null: it inherited, or inherits from now on. */
  before: Lines | null;
  after: Lines | null;
}

export const alike = (a: Lines | null, b: Lines | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.offer === b.offer &&
    a.take_over === b.take_over &&
    a.hysteresis === b.hysteresis);

/** Everybody of whom one of two settings speaks: the default, risks from the lightest, playbooks by name. */
function spokenOf(a: Setting, b: Setting): Whose[] {
  const ids = (kind: "risk" | "playbook") => [
    ...new Set([...Object.keys(a[kind] ?? {}), ...Object.keys(b[kind] ?? {})]),
  ];
  const rank = (id: string) => RISKS.indexOf(id as Risk);
  return [
    EVERYBODY,
    ...ids("risk")
      .sort((x, y) => rank(x) - rank(y))
      .map((id): Whose => ({ kind: "risk", id })),
    ...ids("playbook")
      .sort()
      .map((id): Whose => ({ kind: "playbook", id })),
  ];
}

/** What differs between two settings, in the order in which it is shown. */
export function differences(before: Setting, after: Setting): Difference[] {
  const [a, b] = [whole(before), whole(after)];
  return spokenOf(a, b)
    .map((whose) => ({ whose, before: own(a, whose), after: own(b, whose) }))
    .filter((d) => !alike(d.before, d.after));
}

/** A setting that a browser kept, or null where it can be none. */
export function readSetting(stored: unknown): Setting | null {
  if (typeof stored !== "object" || stored === null) return null;
  const lines = (value: unknown): Lines | null => {
    if (typeof value !== "object" || value === null) return null;
    const { offer, take_over, hysteresis } = value as Record<string, unknown>;
    const all = [offer, take_over, hysteresis];
    if (!all.every((n) => Number.isInteger(n) && (n as number) >= 0 && (n as number) <= HIGHEST)) return null;
    return { offer: offer as number, take_over: take_over as number, hysteresis: hysteresis as number };
  };
  const group = (value: unknown) =>
    Object.fromEntries(
      Object.entries(typeof value === "object" && value !== null ? value : {}).flatMap(([id, v]) => {
        const found = lines(v);
        return found ? [[id, found]] : [];
      }),
    );
  const { default: base, risk, playbook } = stored as Record<string, unknown>;
  const first = lines(base);
  return first && { default: first, risk: group(risk), playbook: group(playbook) };
}
