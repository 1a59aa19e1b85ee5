import type { ComponentChildren } from "preact";
import type { Conversation } from "../../shared/api";
import { priorityOf } from "../find/filter";
import { ask, type Task } from "../triage/asked";
import { useConsole } from "../view/context";
import { Key } from "../view/Key";
import { PriorityMark } from "./PriorityMark";
import { t } from "./texts";
import { whenOf } from "./when";

interface LineProps {
  row: Conversation;
  task: Task;
  word: string;
  hotkey: string;
  children: ComponentChildren;
}

function Line({ row, task, word, hotkey, children }: LineProps) {
  const { prefs, layout } = useConsole();
  return (
    <button type="button" class="order-line" aria-haspopup="dialog" onClick={() => ask(task, [row.id])}>
      <span class="order-word">{word}</span>
      <span class="order-value">{children}</span>
      {prefs.value.singleKeys && layout.value !== "pages" && <Key name={hotkey} />}
    </button>
  );
}

/** Where a conversation stands among the others: each line opens what changes it. */
export function OrderCard({ row }: { row: Conversation }) {
  const { prefs } = useConsole();
  const tags = row.tags ?? [];
  return (
    <section class="card" aria-label={t("order")}>
      <div class="order-lines">
        <Line row={row} task="tag" word={t("tags")} hotkey="l">
          {tags.length === 0
            ? t("tags_none")
            : tags.map((tag) => (
                <span key={tag} class="chip tag-chip">
                  {tag}
                </span>
              ))}
        </Line>
        <Line row={row} task="priority" word={t("priority")} hotkey="p">
          <PriorityMark priority={priorityOf(row)} />
        </Line>
        {row.status === "open" && (
          <Line row={row} task="snooze" word={t("snooze")} hotkey="s">
            {row.snoozed_until
              ? t("snoozed_until", { when: whenOf(row.snoozed_until, prefs.value.language) })
              : t("snooze_none")}
          </Line>
        )}
        {row.status === "open" && (
          <Line row={row} task="assign" word={t("holder")} hotkey="a">
            {[row.agent?.name, row.team?.name].filter(Boolean).join(" · ") || t("holder_nobody")}
          </Line>
        )}
      </div>
    </section>
  );
}
