import "./facts.css";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../shared/api";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Key } from "../view/Key";
import { moveInMenu, usePopover } from "../view/usePopover";
import { cardIn, factLanguage } from "./card";
import { factsOpen, insertFact, knownOf } from "./facts";
import { SourceSign } from "./Sign";
import { t } from "./texts";

/** What is known, one key or tap away from what is being written; arrows move, Enter inserts. */
export function FactMenu({ row, onClose }: { row: Conversation; onClose: () => void }) {
  const { prefs, layout } = useConsole();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const facts = knownOf(row.hand_over && cardIn(row.hand_over, prefs.value.language));

  const asked = factsOpen.value;
  useLayoutEffect(() => {
    if (asked !== row.id) return;
    factsOpen.value = null;
    setOpen(true);
  }, [asked]);
  usePopover(open, box, "[role=menuitem]", () => setOpen(false));

  if (facts.length === 0) return null;
  return (
    <div class="menu fact-menu" ref={box}>
      <button
        type="button"
        class="fact-menu-face"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Glyph name="plus" size={16} />
        <span class={layout.value === "pages" ? "visually-hidden" : undefined}>{t("fact_menu")}</span>
        {prefs.value.singleKeys && layout.value !== "pages" && <Key name="f" />}
      </button>
      {open && (
        <div
          class="menu-list"
          role="menu"
          aria-label={t("fact_menu")}
          tabIndex={-1}
          onKeyDown={(event) => moveInMenu(event, box.current)}
        >
          {facts.map((fact) => (
            <button
              key={`${fact.label}${fact.value}`}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                setOpen(false);
                insertFact(row, fact);
                onClose();
              }}
            >
              <span class="fact-menu-label">{fact.label}</span>
              <span class="fact-menu-value" lang={factLanguage(row, fact)}>
                {fact.value}
              </span>
              <SourceSign source={fact.source} />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
