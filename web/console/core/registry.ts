// The commands that are a line of commands.ts, once that is fetched (after the first page): the keyboard obeys them and "?" lists them.
import { signal } from "@preact/signals";
import type { Language } from "../../shared/i18n";
import type { Console } from "./console";
import { type Binding, digitOf, keyOf, type Press, type Where } from "./keys";

/** A command that is a line. */
export interface More {
  id: string;
  text: Record<Language, string>;
  run: (console: Console) => void;
  /** One key, as in BINDINGS; listed under "?". */
  keys?: readonly string[];
  group?: Binding["group"];
  /** Whether it can be done now; left out, always. */
  may?: (console: Console) => boolean;
}

export const lines = signal<readonly More[]>([]);

/** The line that a press asks for. */
export function moreOf(press: Press, where: Where, more = lines.peek()): More | undefined {
  if (press.isComposing || where.captured || where.typing || !where.singleKeys) return undefined;
  if (press.ctrlKey || press.metaKey || press.altKey || press.shiftKey) return undefined;
  return more.find((m) => m.keys?.some((key) => key === keyOf(press) || key === digitOf(press)));
}
