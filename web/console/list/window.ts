// Which rows of a long list are drawn, where they stand, and how far to scroll so that nothing moves under the
// reader's eyes when rows come, go or change their place. Pure.

/** Where each row begins, and after the last where the list ends. */
export function offsets(ids: readonly string[], heightOf: (id: string) => number): Float64Array {
  const found = new Float64Array(ids.length + 1);
  let at = 0;
  ids.forEach((id, i) => {
    found[i] = at;
    at += heightOf(id);
  });
  found[ids.length] = at;
  return found;
}

/** The row that stands at a height, by halving. */
export function rowAt(starts: Float64Array, y: number): number {
  let low = 0;
  let high = starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/** A half-open range of rows. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The rows between two heights, and so many more on either side. */
export function rangeOf(starts: Float64Array, top: number, height: number, beyond: number): Range {
  const rows = starts.length - 1;
  if (rows <= 0) return { from: 0, to: 0 };
  return {
    from: Math.max(0, rowAt(starts, top) - beyond),
    to: Math.min(rows, rowAt(starts, top + height) + 1 + beyond),
  };
}

/** Where rows stood that the reader had before the eyes. */
export type Seen = readonly (readonly [id: string, start: number])[];

/**
 * How far what the reader sees has moved. A row that was itself put elsewhere says nothing about the others, so the
 * middle one of all movements counts.
 */
export function moved(seen: Seen, startOf: (id: string) => number | undefined): number {
  const by: number[] = [];
  for (const [id, start] of seen) {
    const now = startOf(id);
    if (now !== undefined) by.push(now - start);
  }
  by.sort((a, b) => a - b);
  return by[(by.length - 1) >> 1] ?? 0;
}
