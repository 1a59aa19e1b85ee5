import type { ComponentChildren } from "preact";
import type { Part } from "../story/story";
import { t } from "../texts";
import { Glyph } from "./Glyph";

/** The head of one part: its sign, its name, and who is there. */
export function PartHead({ part, who }: { part: Part; who?: ComponentChildren }) {
  return (
    <header class="part-head">
      <Glyph name={part === "log" ? "proof" : part} size={18} />
      <h2>{t(`part_${part}`)}</h2>
      {who && <span class="part-who">{who}</span>}
    </header>
  );
}
