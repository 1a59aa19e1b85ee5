// Where a text in the composer asks for a picker, and where it still has gaps. Pure.
import type { DraftKind } from "../core/drafts";

/** What is picked: a macro, an article, or an agent to name. */
export type Pick = "macro" | "article" | "mention";

/** A sign that was typed, from it up to the cursor, and what was typed behind it. */
export interface Trigger {
  pick: Pick;
  from: number;
  query: string;
}

const MACRO = /(?:^|\n)([;/])([^\n;/]{0,40})$/u;
const MENTION = /(?:^|[^\p{L}\p{N}])@([^@\n]{0,40})$/u;
/** Behind a name people go on writing: more than three words are no name that is being typed. */
const WORDS = 3;

/** `;` or `/` at the start of a line of a reply asks for macros, `@` in a note for agents. */
export function triggerAt(text: string, cursor: number, kind: DraftKind): Trigger | null {
  const before = text.slice(0, cursor);
  if (kind === "reply") {
    const query = MACRO.exec(before)?.[2];
    return query === undefined ? null : { pick: "macro", from: cursor - query.length - 1, query };
  }
  const query = MENTION.exec(before)?.[1];
  if (query === undefined || query.startsWith(" ") || query.split(" ").length > WORDS) return null;
  return { pick: "mention", from: cursor - query.length - 1, query };
}

/** A part of a text that the agent must fill before it goes out. */
export interface Gap {
  label: string;
  from: number;
  to: number;
}

export function gapsOf(text: string): Gap[] {
  return [...text.matchAll(/⟦([^⟦⟧\n]*)⟧/g)].map((found) => ({
    label: found[1] ?? "",
    from: found.index,
    to: found.index + found[0].length,
  }));
}
