import type { effectsOf } from "../used";
import { t } from "./texts";

/** "label retur · prioritas tinggi · percakapan diselesaikan" */
export function effectWords({ tags, priority, resolves }: ReturnType<typeof effectsOf>): string {
  return [
    tags.length > 0 && t("after_tags", { tags: tags.join(", ") }),
    priority && t(`priority_${priority}`),
    resolves && t("after_resolve"),
  ]
    .filter(Boolean)
    .join(" · ");
}
