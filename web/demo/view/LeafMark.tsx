import type { AuthorKind } from "../../shared/api";
import { Icon } from "../../shared/Icon";
import { Mark } from "../../shared/Mark";

/** The mark of a statement's author. The log names nobody, so a person has a figure instead of initials. */
export function LeafMark({ kind, size }: { kind: AuthorKind; size: number }) {
  if (kind === "system") return <span class="leaf-system" />;
  if (kind !== "human" && kind !== "ai_assisted") return <Mark kind={kind} size={size} />;
  return (
    <span
      class={`mark mark-${kind}`}
      data-shape={kind === "human" ? "circle" : "circle-square"}
      style={{ "--mark": `${size}px` }}
      aria-hidden="true"
    >
      <Icon name="user" size={size * 0.56} />
      {kind === "ai_assisted" && <span class="mark-corner" />}
    </span>
  );
}
