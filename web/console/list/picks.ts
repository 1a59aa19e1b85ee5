// What a click on a row means: to open it, or to pick it and those up to it.
import type { Selection } from "../triage/selection";

/** Picks and says so, or leaves the click to open the row. */
export function picks(
  press: { shiftKey: boolean; preventDefault: () => void },
  selection: Selection,
  list: readonly string[],
  id: string,
): boolean {
  if (press.shiftKey) selection.range(id, list);
  else if (selection.picking.peek()) selection.toggle(id);
  else return false;
  press.preventDefault();
  return true;
}
