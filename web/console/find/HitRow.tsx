import type { Conversation } from "../../shared/api";
import { authorLabel } from "../../shared/author";
import { age } from "../../shared/format";
import { Mark } from "../../shared/Mark";
import { nameOf } from "../core/names";
import { WaitClock } from "../desk/WaitClock";
import { RowFrame } from "../list/RowFrame";
import { RowOrder } from "../list/RowOrder";
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
  const { clock, prefs, openId } = useConsole();
  const name = nameOf(row);
  const kind = hit.author_kind || "contact";
  const who =
    hit.seq === 0 ? t("hit_name") : kind === "contact" ? t("hit_contact") : authorLabel({ kind, name: "" });
  return (
    <RowFrame class="row hit" row={row} open={row.id === openId.value} tabStop={tabStop}>
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
    </RowFrame>
  );
}
