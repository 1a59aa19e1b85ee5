import type { View } from "../../shared/api";
import type { ListKey } from "../core/lists";
import { t } from "../texts";
import { useConsole } from "./context";
import { Glyph, type GlyphName } from "./Glyph";
import { Bone, Empty } from "./States";

const ICONS: Record<View, GlyphName> = {
  queue: "hand",
  mine: "message-square-text",
  assistant: "bot",
  all: "message-square-text",
  resolved: "circle-check",
};

/** Rows that are on their way, in their real shape. */
export function ListSkeleton() {
  return (
    <div class="rows">
      {["62%", "48%", "70%", "55%", "64%", "40%"].map((width) => (
        <div key={width} class="row-skeleton">
          <span class="bone bone-round" />
          <span>
            <Bone width={width} height={14} />
            <Bone width="92%" />
          </span>
        </div>
      ))}
    </div>
  );
}

/** Why there are no rows, and the one next step. */
export function ListEmpty({ listKey, query }: { listKey: ListKey; query: string }) {
  const { show, go } = useConsole();
  if (listKey === "search")
    return (
      <Empty icon={<Glyph name="search" size={22} />} title={t("search_none", { query })}>
        {t("search_none_next")}
      </Empty>
    );
  const steps: Record<View, () => void> = {
    queue: () => show("assistant"),
    mine: () => show("queue"),
    assistant: () => go({ page: "settings", section: "widget" }),
    all: () => go({ page: "settings", section: "widget" }),
    resolved: () => show("all"),
  };
  return (
    <Empty
      icon={<Glyph name={ICONS[listKey]} size={22} />}
      title={t(`empty_${listKey}`)}
      action={{ label: t(`empty_${listKey}_next`), run: steps[listKey] }}
    >
      {t(`empty_${listKey}_why`)}
    </Empty>
  );
}
