// The figures whose conversations can be listed, and how the values of a list are told. Pure.
export const FIGURES = [
  "hand_overs",
  "incomplete",
  "reasked",
  "slow",
  "returned",
  "smooth",
  "survey",
  "needless",
  "missed",
  "confirmed",
  "silent",
  "gave_up",
  "came_back",
  "handed_over",
  "open",
  "promises_made",
  "promises_kept",
  "promises_late",
  "promises_broken",
] as const;
export type Figure = (typeof FIGURES)[number];

const isFigure = (word: string): word is Figure => FIGURES.includes(word as Figure);

/** What a list holds: a figure, or of its hand-overs those with one reason. */
export interface Listed {
  figure: Figure;
  reason: string | null;
}

/** Reads "needless" or "hand_overs.asked"; null for what is no figure. */
export function readListed(word: string): Listed | null {
  const [figure = "", reason] = word.split(".", 2);
  if (!isFigure(figure) || (reason !== undefined && figure !== "hand_overs")) return null;
  return { figure, reason: reason || null };
}

/** The word of an address; readListed(wordOf(l)) is l. */
export const wordOf = ({ figure, reason }: Listed): string => (reason ? `${figure}.${reason}` : figure);

/** What the value of a line counts, as the key of its words: trust, facts, times, a mark, or a span of time. */
export type Unit =
  | "trust"
  | "facts"
  | "times"
  | "mark"
  | "waited"
  | "after"
  | "due"
  | "early"
  | "late"
  | "overdue"
  | "lasted";

const UNITS: Record<Figure, Unit> = {
  hand_overs: "trust",
  incomplete: "facts",
  reasked: "times",
  slow: "waited",
  returned: "waited",
  smooth: "mark",
  survey: "mark",
  needless: "trust",
  missed: "trust",
  confirmed: "lasted",
  silent: "lasted",
  gave_up: "lasted",
  came_back: "after",
  handed_over: "lasted",
  open: "lasted",
  promises_made: "due",
  promises_kept: "early",
  promises_late: "late",
  promises_broken: "overdue",
};

export const unitOf = (figure: Figure): Unit => UNITS[figure];

/** Whether a value is a span of time in seconds. */
export const isSpan = (unit: Unit): boolean => !["trust", "facts", "times", "mark"].includes(unit);

/** What a line's detail is a code of. */
export type Family = "reason" | "topic" | "promise" | "by" | "signal";

export function familyOf(figure: Figure): Family {
  if (figure === "needless") return "by";
  if (figure === "missed") return "signal";
  if (figure.startsWith("promises_")) return "promise";
  const matters: readonly Figure[] = ["confirmed", "silent", "gave_up", "came_back", "handed_over", "open"];
  return matters.includes(figure) ? "topic" : "reason";
}
