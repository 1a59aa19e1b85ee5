import { PARTS, type Part } from "../story/story";
import { t } from "../texts";
import { useStage } from "./context";
import { Glyph } from "./Glyph";

/** Below the width for three: which part is shown. The story turns to where it plays. */
export function Tabs() {
  const { tab, focus, log } = useStage();
  const turn = (part: Part, element: EventTarget | null) => {
    tab.value = part;
    (element as HTMLElement | null)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!by) return;
    event.preventDefault();
    const next = PARTS[(PARTS.indexOf(tab.value) + by + PARTS.length) % PARTS.length];
    if (next) turn(next, document.getElementById(`tab-${next}`));
  };
  return (
    <div class="tabs" role="tablist" aria-label={t("parts")} onKeyDown={onKeyDown}>
      {PARTS.map((part) => (
        <button
          key={part}
          type="button"
          role="tab"
          id={`tab-${part}`}
          class="tab"
          aria-selected={tab.value === part}
          aria-controls={`part-${part}`}
          tabIndex={tab.value === part ? 0 : -1}
          onClick={() => {
            tab.value = part;
          }}
        >
          <Glyph name={part === "log" ? "proof" : part} size={18} />
          {t(`tab_${part}`)}
          {part === "log" && log.head.value && <span class="tab-count tabular">{log.head.value.size}</span>}
          {focus.value === part && (
            <span class="tab-here">
              <span class="visually-hidden">({t("look_here")})</span>
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
