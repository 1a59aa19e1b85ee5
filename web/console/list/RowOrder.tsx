import type { Conversation } from "../../shared/api";
import { Icon } from "../../shared/Icon";
import { priorityOf } from "../find/filter";
import { useConsole } from "../view/context";
import { PriorityMark } from "./PriorityMark";
import { t } from "./texts";
import { whenOf } from "./when";

/** Tags that a row names; the others are counted. */
const SHOWN = 2;

/** The team, priority, snooze and tags of a row, where there are any; a priority that the row's clock tells is not told twice. */
export function RowOrder({ row }: { row: Conversation }) {
  const { prefs } = useConsole();
  const priority = priorityOf(row);
  const tags = row.tags ?? [];
  return (
    <>
      {row.holder === "queue" && row.team && <span class="row-holder">{row.team.name}</span>}
      {priority !== "normal" && priority !== row.clock?.priority && <PriorityMark priority={priority} />}
      {row.snoozed_until && (
        <span class="row-holder">
          <Icon name="clock" size={14} />
          {t("snoozed_until", { when: whenOf(row.snoozed_until, prefs.value.language) })}
        </span>
      )}
      {tags.slice(0, SHOWN).map((tag) => (
        <span key={tag} class="chip tag-chip">
          {tag}
        </span>
      ))}
      {tags.length > SHOWN && (
        <span class="chip" title={tags.join(", ")}>
          {t("tags_more", { count: tags.length - SHOWN })}
        </span>
      )}
    </>
  );
}
