import type { Priority } from "../../shared/api";
import { IconPath } from "../../shared/Icon";
import { t } from "./texts";

/** A shape for each, told apart without colour: two arrows up, one up, a line, one down (Lucide, ISC). */
const SHAPES: Record<Priority, string> = {
  urgent: "m17 11-5-5-5 5M17 18l-5-5-5 5",
  high: "m18 15-6-6-6 6",
  normal: "M6 12h12",
  low: "m6 9 6 6 6-6",
};

/** How urgent something is, by a shape and a word. */
export function PriorityMark({ priority }: { priority: Priority }) {
  return (
    <span class="priority" data-priority={priority}>
      <IconPath d={SHAPES[priority]} size={16} />
      {t(`priority_${priority}`)}
    </span>
  );
}
