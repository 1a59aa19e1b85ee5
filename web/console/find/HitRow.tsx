import type { Conversation } from "../../shared/api";
import { authorLabel } from "../../shared/author";
import { age } from "../../shared/format";
import { Mark } from "../../shared/Mark";
import { nameOf } from "../core/names";
import { WaitClock } from "../desk/WaitClock";
import { picks } from "../list/picks";
import { RowOrder } from "../list/RowOrder";
import { RowPick } from "../list/RowPick";
import { useConsole } from "../view/context";
import type { Hit } from "./find";
import { t } from "./texts";

interface Props {
  hit: Hit;
  row: Conversation;
  tabStop: boolean;
}

/** One result: whose conversation, who said it, and the words with what was found marked. */
export function HitRow({ hit, row, tabStop }: Props) {
  const { clock, prefs, open, openId, cursor, prefetch, selection, inbox } = useConsole();
  const name = nameOf(row);
  const here = row.id === openId.value;
  const kind = hit.author_kind || "contact";
  const who =
    hit.seq === 0 ? t("hit_name") : kind === "contact" ? t("hit_contact") : authorLabel({ kind, name: "" });
  return (
    <div
      class="row hit"
      data-open={here}
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
        aria-current={here ? "true" : undefined}
        onFocus={() => {
          cursor.value = row.id;
        }}
        onClick={(event) => {
          if (!picks(event, selection, inbox.lists.peek().slices.search.ids, row.id)) open(row.id);
        }}
      >
        <span class="row-mark">
          <Mark kind={kind} name={kind === "contact" ? name : undefined} size={32} />
        </span>
        <span class="row-body">
          <span class="row-top">
            <span class="row-name">{name}</span>
            <time class="row-age tabular" dateTime={hit.at}>
              {age(hit.at, prefs.value.language, clock.value)}
            </time>
          </span>
          <span class="hit-text">
            <span class="hit-who">{who}: </span>
            {(hit.snippet ?? []).map((span, i) =>
              span.mark ? <mark key={i}>{span.text}</mark> : <span key={i}>{span.text}</span>,
            )}
          </span>
          <span class="row-signs">
            {row.status === "resolved" && <span class="chip">{t("hit_resolved")}</span>}
            <WaitClock row={row} />
            <RowOrder row={row} />
          </span>
        </span>
      </button>
    </div>
  );
}
