import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Pointing } from "../story/hand";
import { useStage } from "./context";

interface Props {
  part: "phone" | "inbox";
  src: string;
  title: string;
}

/** A real page of the product in a frame, with the story's hand above it. */
export function Frame({ part, src, title }: Props) {
  const { frame, loaded, pointing } = useStage();
  const box = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    frame(part, box.current);
    return () => frame(part, null);
  }, [frame, part]);
  return (
    <div class="frame">
      <iframe ref={box} src={src} title={title} onLoad={() => loaded(part)} />
      <HandMark at={pointing[part]} />
    </div>
  );
}

/** Where the hand is, so that the eye follows. */
function HandMark({ at }: { at: ReadonlySignal<Pointing | null> }) {
  const { value } = at;
  if (!value) return null;
  return (
    <span class="hand" aria-hidden="true" style={{ transform: `translate(${value.x}px, ${value.y}px)` }}>
      <span key={value.press} class="hand-dot" data-pressed={value.press > 0} />
    </span>
  );
}
