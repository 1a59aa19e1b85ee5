import type { ComponentChildren } from "preact";
import { Icon } from "../../../shared/Icon";
import { format } from "../../core/route";
import { type Figure, wordOf } from "./figures";
import { t } from "./texts";

interface Props {
  figure: Figure;
  /** Of the hand-overs, only those with this reason. */
  reason?: string;
  /** What a screen reader hears of where it leads. */
  name: string;
  /** Nothing lies behind zero. */
  many: number;
  children: ComponentChildren;
}

/** A figure that opens what it counts. */
export function FigureLink({ figure, reason, name, many, children }: Props) {
  if (many === 0) return <span class="figure-link">{children}</span>;
  return (
    <a
      class="figure-link"
      href={format({ page: "trust", tab: "measures", figure: wordOf({ figure, reason: reason ?? null }) })}
    >
      {children}
      <span class="visually-hidden">
        . {name}: {t("open_figure")}
      </span>
      <Icon name="chevron-right" size={18} />
    </a>
  );
}
