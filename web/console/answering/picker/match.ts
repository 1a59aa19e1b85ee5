// Which macros and agents fit what was typed, best first. Pure.
import type { Colleague, Macro } from "../api";

const fold = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** How well a macro fits, 0 for not at all: by its shortcut, then its name, then its words. */
function fitness(macro: Macro, query: string): number {
  const shortcut = fold(macro.shortcut);
  const name = fold(macro.name);
  if (shortcut && shortcut === query) return 6;
  if (shortcut?.startsWith(query)) return 5;
  if (name.startsWith(query)) return 4;
  const words = query.split(/\s+/).filter(Boolean);
  const all = (text: string) => words.every((word) => text.includes(word));
  if (all(`${name} ${shortcut}`)) return 3;
  return all(`${name} ${shortcut} ${fold(`${macro.texts.id ?? ""} ${macro.texts.en ?? ""}`)}`) ? 1 : 0;
}

/** The macros that fit; among equals those that are sent most. */
export function macrosFor(macros: readonly Macro[], typed: string): Macro[] {
  const query = fold(typed.trim());
  return macros
    .map((macro) => ({ macro, fit: query ? fitness(macro, query) : 1 }))
    .filter((m) => m.fit > 0)
    .sort((a, b) => b.fit - a.fit || b.macro.uses - a.macro.uses || a.macro.name.localeCompare(b.macro.name))
    .map((m) => m.macro);
}

/** The agents whose name, or a word of it, begins so; those who are there first. */
export function colleaguesFor(colleagues: readonly Colleague[], typed: string): Colleague[] {
  const query = fold(typed.trim());
  return colleagues
    .filter((c) => {
      const name = fold(c.handle);
      return name.startsWith(query) || name.split(/[\s(]+/).some((word) => word.startsWith(query));
    })
    .sort((a, b) => Number(b.online) - Number(a.online) || a.handle.localeCompare(b.handle));
}
