import "./aide.css";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../shared/api";
import { language } from "../../shared/i18n";
import { Mark } from "../../shared/Mark";
import { useConsole } from "../view/context";
import { Key } from "../view/Key";
import { moveInMenu, usePopover } from "../view/usePopover";
import { type AideKind, REWORDS } from "./aide";
import { aideOpen } from "./open";
import { t } from "./texts";

/** What a machine can prepare, at the composer. It says before anything else that nothing is sent. */
export function AideMenu({ row, text, onClose }: { row: Conversation; text: string; onClose: () => void }) {
  const { aide, prefs, layout } = useConsole();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const kinds = aide.kinds.value;
  const busy = aide.busy.value;

  const turn = (next: boolean) => {
    if (next) aide.known(true);
    setOpen(next);
  };
  const asked = aideOpen.value;
  useLayoutEffect(() => {
    if (asked !== row.id) return;
    aideOpen.value = null;
    turn(true);
  }, [asked]);
  // Until it is known what can be asked for there is nothing to open, and nothing that would have the keyboard.
  const there = open && kinds !== null;
  usePopover(there, box, "[role=menuitem]", () => setOpen(false));

  const run = (kind: AideKind) => {
    setOpen(false);
    onClose();
    if (kind === "suggest") void aide.suggest(row.id);
    else if (kind === "summary") void aide.summary(row.id);
    else void aide.reword(row.id, kind);
  };
  const foreign = row.language !== language.value;
  const shown = (kinds ?? []).filter(
    (kind) =>
      kind !== "read" && (text.trim() !== "" || !REWORDS.includes(kind)) && (foreign || kind !== "translate"),
  );

  return (
    <div class="menu aide-menu" ref={box}>
      <button
        type="button"
        class="fact-menu-face"
        aria-haspopup="menu"
        aria-expanded={there}
        aria-disabled={busy !== null}
        onClick={() => busy === null && turn(!there)}
      >
        <Mark kind="ai" size={18} />
        <span class={layout.value === "pages" ? "visually-hidden" : undefined} role="status">
          {busy?.conversation === row.id ? t("busy") : t("menu")}
        </span>
        {prefs.value.singleKeys && layout.value !== "pages" && <Key name="w" />}
      </button>
      {there && (
        <div class="menu-list">
          <p class="aide-note">{t("draft_only")}</p>
          <div
            role="menu"
            aria-label={t("menu")}
            tabIndex={-1}
            onKeyDown={(event) => moveInMenu(event, box.current)}
          >
            {shown.map((kind) => (
              <button key={kind} type="button" role="menuitem" tabIndex={-1} onClick={() => run(kind)}>
                {t(kind, { language: t(row.language === "en" ? "lang_en" : "lang_id") })}
              </button>
            ))}
          </div>
          {(kinds.length === 1 || text.trim() === "") && (
            <p class="aide-note">{t(kinds.length === 1 ? "no_model" : "write_first")}</p>
          )}
        </div>
      )}
    </div>
  );
}
