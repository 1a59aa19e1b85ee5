import type { View } from "../../shared/api";
import type { ListKey } from "../core/lists";
import { NO_FILTER } from "../find/filter";
import { t as tl } from "../list/texts";
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
  snoozed: "list-restart",
  every: "message-square-text",
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
export function ListEmpty({ listKey }: { listKey: Exclude<ListKey, "search"> }) {
  const { show, go, narrow } = useConsole();
  if (listKey === "narrow")
    return (
      <Empty
        icon={<Glyph name="sliders-horizontal" size={22} />}
        title={tl("empty_narrow")}
        action={{ label: tl("empty_narrow_next"), run: () => narrow(NO_FILTER) }}
      >
        {tl("empty_narrow_why")}
      </Empty>
    );
  const steps: Record<View, () => void> = {
    queue: () => show("assistant"),
    mine: () => show("queue"),
    assistant: () => go({ page: "settings", section: "widget" }),
    all: () => go({ page: "settings", section: "widget" }),
    resolved: () => show("all"),
    snoozed: () => show("mine"),
    every: () => show("queue"),
  };
  const own = listKey === "snoozed" || listKey === "every";
  return (
    <Empty
      icon={<Glyph name={ICONS[listKey]} size={22} />}
      title={own ? tl(`empty_${listKey}`) : t(`empty_${listKey}`)}
      action={{ label: own ? tl(`empty_${listKey}_next`) : t(`empty_${listKey}_next`), run: steps[listKey] }}
    >
      {own ? tl(`empty_${listKey}_why`) : t(`empty_${listKey}_why`)}
    </Empty>
  );
}
