import type { ComponentChildren } from "preact";
import type { Part as PartName } from "../story/story";
import { t } from "../texts";
import { useStage } from "./context";
import { PartHead } from "./PartHead";

interface Props {
  part: PartName;
  who?: ComponentChildren;
  children: ComponentChildren;
}

/** One of the three parts: beside the others where there is room, else behind its tab. */
export function Part({ part, who, children }: Props) {
  const { tab, focus, wide } = useStage();
  const tabs = !wide.value;
  return (
    <section
      id={`part-${part}`}
      class={`part part-${part}`}
      aria-label={t(`part_${part}`)}
      data-tab={tab.value === part}
      data-focus={focus.value === part}
      {...(tabs && { role: "tabpanel" as const, "aria-labelledby": `tab-${part}` })}
    >
      <PartHead part={part} who={who} />
      {children}
    </section>
  );
}
