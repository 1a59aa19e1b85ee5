// Where a note names colleagues: by the names that the server kept when it was written, nothing is looked up or guessed. Pure.
import type { Message } from "../../shared/api";

/** A run of a note's text; with `agent` it is "@" and the name of the agent. */
export interface Run {
  text: string;
  agent?: string;
}

const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Splits a note's text by whom it names, as the server reads it: the longest name counts, and none stands inside a word.
 * The runs joined are the text again.
 */
export function runsOf({ text, mentions }: Pick<Message, "text" | "mentions">): Run[] {
  const named = (mentions ?? []).filter((m) => m.name !== "");
  if (named.length === 0) return [{ text }];
  const names = named.map((m) => m.name).sort((a, b) => b.length - a.length);
  const at = new RegExp(`(?<![\\p{L}\\p{Nd}])@(${names.map(escaped).join("|")})(?![\\p{L}\\p{Nd}])`, "giu");
  const agentOf = new Map(named.map((m) => [m.name.toLowerCase(), m.agent_id]));
  const out: Run[] = [];
  let from = 0;
  for (const match of text.matchAll(at)) {
    const agent = agentOf.get((match[1] ?? "").toLowerCase());
    if (!agent) continue;
    if (match.index > from) out.push({ text: text.slice(from, match.index) });
    out.push({ text: match[0], agent });
    from = match.index + match[0].length;
  }
  if (from < text.length) out.push({ text: text.slice(from) });
  return out;
}
