import type { ComponentChildren } from "preact";
import type { Conversation } from "../../shared/api";
import { useConsole } from "../view/context";
import { picks } from "./picks";
import { RowPick } from "./RowPick";

interface Props {
  row: Conversation;
  class: string;
  open: boolean;
  unread?: boolean;
  tabStop: boolean;
  children: ComponentChildren;
}

/** What every row does, whatever stands in it: it is made ready, focused, picked and opened. */
export function RowFrame({ row, class: kind, open, unread, tabStop, children }: Props) {
  const { cursor, inbox, prefetch, selection, open: openRow } = useConsole();
  return (
    <div
      class={kind}
      data-open={open}
      data-unread={unread}
      data-picked={selection.ids.value.has(row.id)}
      onPointerEnter={(event) => {
        if (event.pointerType === "mouse") prefetch(row.id);
      }}
    >
      <RowPick row={row} />
      <button
        type="button"
        class="row-hit"
        data-row={row.id}
        tabIndex={tabStop ? 0 : -1}
        aria-current={open ? "true" : undefined}
        onFocus={() => {
          cursor.value = row.id;
        }}
        onClick={(event) => {
          const all = inbox.lists.peek().slices[inbox.shown()].ids;
          if (!picks(event, selection, all, row.id)) openRow(row.id);
        }}
      >
        {children}
      </button>
    </div>
  );
}
