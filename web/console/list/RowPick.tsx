import type { Conversation } from "../../shared/api";
import { nameOf } from "../core/names";
import { MOST } from "../triage/selection";
import { useConsole } from "../view/context";
import { t } from "./texts";

/** The box that picks a row. */
export function RowPick({ row }: { row: Conversation }) {
  const { selection, inbox, toasts } = useConsole();
  return (
    <label class="row-pick">
      <input
        type="checkbox"
        tabIndex={-1}
        checked={selection.ids.value.has(row.id)}
        aria-label={t("pick", { name: nameOf(row) })}
        onClick={(event) => {
          const list = inbox.lists.peek().slices[inbox.shown()].ids;
          const all = event.shiftKey ? selection.range(row.id, list) : selection.toggle(row.id);
          if (!all) toasts.show("info", t("pick_full", { count: MOST }));
          // The box shows what is picked, whatever the browser made of the click.
          const box = event.currentTarget;
          requestAnimationFrame(() => {
            box.checked = selection.ids.peek().has(row.id);
          });
        }}
      />
    </label>
  );
}
