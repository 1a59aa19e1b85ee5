import type { AuthorKind } from "./api";
import { initials, shapeOf } from "./author";
import "./mark.css";

interface Props {
  kind: AuthorKind;
  /** For the initials in a person's circle. */
  name?: string | undefined;
  /** Pixels; 24 by default. */
  size?: number;
}

/**
 * The mark of an author: a square is a machine, a circle is a person. It always stands beside its word, so
 * it is hidden from screen readers. `system` has no mark.
 */
export function Mark({ kind, name, size = 24 }: Props) {
  const shape = shapeOf(kind);
  if (shape === "none") return null;
  // The letters are drawn by the style sheet: they are a picture, not words to read or copy.
  const face = kind === "ai" ? "AI" : shape === "square" ? undefined : initials(name);
  return (
    <span
      class={`mark mark-${kind}`}
      data-shape={shape}
      data-face={face}
      style={{ "--mark": `${size}px` }}
      aria-hidden="true"
    >
      {kind === "automation" && (
        <svg viewBox="0 0 24 24" width="62%" height="62%" aria-hidden="true">
          <path
            d="M12 7v5l3 2M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0"
            fill="none"
            stroke="currentColor"
            stroke-width="2.25"
            stroke-linecap="round"
            stroke-linejoin="round"
          />
        </svg>
      )}
      {kind === "ai_assisted" && <span class="mark-corner" />}
    </span>
  );
}
