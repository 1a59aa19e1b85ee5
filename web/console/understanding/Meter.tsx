import { percent } from "./words";

interface Props {
  share: number;
  /** "yakin", before the figure. */
  word?: string;
  tone?: "good" | "caution";
}

/** A share as a figure with a bar; a screen reader hears the figure. */
export function Meter({ share, word, tone }: Props) {
  const width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return (
    <span class="meter" data-tone={tone}>
      <span class="meter-bar" aria-hidden="true">
        <span class="meter-fill" style={{ width }} />
      </span>
      <span class="meter-figure tabular">
        {word && `${word} `}
        {percent(share)}
      </span>
    </span>
  );
}
