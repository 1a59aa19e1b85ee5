import type { Conversation } from "../../shared/api";
import { IconPath } from "../../shared/Icon";
import { ask } from "../triage/asked";
import type { MenuItem } from "../view/Menu";
import { FACES } from "./faces";
import { t } from "./texts";

/** What puts a conversation in its place among the others, for its menu. */
export function orderItems(row: Conversation, keys: boolean): MenuItem[] {
  return FACES.filter(([task]) => row.status === "open" || task === "tag" || task === "priority").map(
    ([task, path, hint]) => ({
      id: task,
      label: t(`do_${task}`),
      icon: <IconPath d={path} size={18} />,
      ...(keys && { hint }),
      run: () => ask(task, [row.id]),
    }),
  );
}
