import type { Conversation } from "../../shared/api";
import type { Lock } from "../core/abilities";
import { needlessAsked } from "../handover/asked";
import { Needless } from "../handover/Needless";
import { t } from "../texts";
import { composerFocus } from "./composerFocus";
import { useConsole } from "./context";
import { Glyph } from "./Glyph";
import { Key } from "./Key";

/** Why nobody can reply from here, and the one next step. */
export function Locked({ lock, row }: { lock: Lock; row: Conversation }) {
  const { actions, prefs, layout } = useConsole();
  // The button goes away under the hand: what is typed next is the answer, not commands. A phone's keyboard comes when it is called.
  const claim = async () => {
    if ((await actions.run("claim", row.id)) && matchMedia("(pointer: fine)").matches)
      composerFocus.value = "reply";
  };
  const claimable = lock === "queue" || lock === "assistant";
  return (
    <div class="locked">
      <p role="status">{t(`locked_${lock}`, { name: row.agent?.name ?? "" })}</p>
      {needlessAsked.value === row.id && <Needless key={row.id} conversation={row.id} />}
      {claimable && (
        <button
          type="button"
          class="button"
          data-kind="main"
          aria-disabled={actions.busy.value.has(row.id)}
          onClick={() => void claim()}
        >
          <Glyph name="hand" size={18} />
          {t(
            actions.busy.value.has(row.id) ? "claiming" : lock === "assistant" ? "claim_assistant" : "claim",
          )}
          {prefs.value.singleKeys && layout.value !== "pages" && <Key name="c" />}
        </button>
      )}
    </div>
  );
}
