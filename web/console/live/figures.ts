// What stands behind the figures of the desk, by the name that the address gives them. Pure.
import type { Asked, AskedKind, DeskNow, QueueEntry } from "./api";

/** "waiting", "late", "agent:agt_1", "asked:team:money", "service:urgent". */
export type Figure =
  | { kind: "waiting" }
  | { kind: "late" }
  | { kind: "agent"; id: string }
  | { kind: "asked"; of: AskedKind; name: string }
  | { kind: "service"; priority: string };

const KINDS: readonly string[] = ["team", "skill", "language", "channel", "priority"];

/** Reads a figure's name; null where there is none of it. */
export function figureOf(name: string | null): Figure | null {
  if (name === "waiting" || name === "late") return { kind: name };
  const [kind, second, ...rest] = (name ?? "").split(":");
  const third = rest.join(":");
  if (kind === "agent" && second) return { kind, id: second };
  if (kind === "service" && second) return { kind, priority: second };
  if (kind === "asked" && second && KINDS.includes(second) && third)
    return { kind, of: second as AskedKind, name: third };
  return null;
}

/** Of those who wait, who is counted. */
export function counted(queue: readonly QueueEntry[], figure: Figure, now: number): QueueEntry[] {
  switch (figure.kind) {
    case "waiting":
      return [...queue];
    case "late":
      return queue.filter((w) => Date.parse(w.due_at) < now);
    case "asked":
      return queue.filter((w) => w[figure.of] === figure.name);
    case "agent":
    case "service":
      return [];
  }
}

/** How many one agent has, over all channels. */
export const held = (load: Readonly<Record<string, number>>): number =>
  Object.values(load).reduce((sum, n) => sum + n, 0);

/** What is asked for, without what everybody who waits has in common: that tells nothing. */
export function telling(now: Pick<DeskNow, "asked" | "waiting">): Asked[] {
  const several = new Map<string, number>();
  for (const a of now.asked) several.set(a.kind, (several.get(a.kind) ?? 0) + 1);
  return now.asked.filter((a) => a.kind === "team" || a.kind === "skill" || (several.get(a.kind) ?? 0) > 1);
}
