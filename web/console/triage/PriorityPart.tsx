import { PRIORITIES, priorityOf } from "../find/filter";
import { PriorityMark } from "../list/PriorityMark";
import { useConsole } from "../view/context";
import { Pick } from "./Pick";
import type { PartProps } from "./Triage";
import { t } from "./texts";
import { carryOut } from "./work";

/** One of four. */
export function PriorityPart({ rows, ids, close }: PartProps) {
  const console = useConsole();
  const all = new Set(rows.map(priorityOf));
  const now = all.size === 1 ? [...all][0] : undefined;
  return (
    <Pick
      label={t("bulk_priority")}
      first={now}
      choices={PRIORITIES.map((priority, i) => ({
        id: priority,
        face: <PriorityMark priority={priority} />,
        end: <kbd>{i + 1}</kbd>,
        on: priority === now,
      }))}
      onPick={(id) => {
        close();
        const priority = PRIORITIES.find((p) => p === id);
        if (priority && priority !== now) void carryOut(console, { do: "priority", priority }, ids);
      }}
    />
  );
}
