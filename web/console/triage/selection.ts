// The conversations that were picked to do something to all of them at once.
import { signal } from "@preact/signals";

/** As many as the server does at once. */
export const MOST = 200;

export function createSelection() {
  const ids = signal<ReadonlySet<string>>(new Set());
  /** On a touch screen picking is a mode: a tap picks instead of opening. */
  const picking = signal(false);
  /** Where a range begins. */
  let anchor: string | null = null;

  const set = (next: Set<string>) => {
    ids.value = next;
  };

  return {
    ids,
    picking,
    /** Picks or drops one; false where there is no room for more. */
    toggle(id: string): boolean {
      const next = new Set(ids.peek());
      if (!next.delete(id)) {
        if (next.size >= MOST) return false;
        next.add(id);
      }
      anchor = id;
      set(next);
      return true;
    },
    /** Picks all from the last one picked to this one, in the order of the list; false where not all have room. */
    range(to: string, list: readonly string[]): boolean {
      const from = anchor === null ? -1 : list.indexOf(anchor);
      const end = list.indexOf(to);
      if (from < 0 || end < 0) return this.toggle(to);
      return this.add(list.slice(Math.min(from, end), Math.max(from, end) + 1));
    },
    /** Picks these too, as far as there is room. */
    add(more: readonly string[]): boolean {
      const next = new Set(ids.peek());
      for (const id of more) {
        if (next.size >= MOST) break;
        next.add(id);
      }
      set(next);
      return more.every((id) => next.has(id));
    },
    /** Only those that are left to do. */
    keep(only: readonly string[]): void {
      set(new Set(only));
    },
    clear(): void {
      anchor = null;
      picking.value = false;
      if (ids.peek().size > 0) set(new Set());
    },
  };
}

export type Selection = ReturnType<typeof createSelection>;
