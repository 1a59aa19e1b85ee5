import { useChunk } from "../room/useChunk";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { Glyph } from "../view/Glyph";
import { Bone, Waiting } from "../view/States";
import { t } from "./texts";

const openList = () => import("./parts").then((m) => m.MentionList);

/** In the rail: how many mentions are unread; opens the list of them. */
export function MentionsButton() {
  const { mentions, prefs } = useConsole();
  const count = mentions.unread.value;
  return (
    <button
      type="button"
      class="rail-item"
      data-mentions=""
      aria-haspopup="dialog"
      aria-keyshortcuts={prefs.value.singleKeys ? "m" : undefined}
      onClick={() => {
        mentions.shown.value = true;
      }}
    >
      <span class="rail-icon">
        <Glyph name="at-sign" size={22} />
        {count > 0 && (
          <span class="rail-count tabular" aria-hidden="true">
            {count > 99 ? "99+" : count}
          </span>
        )}
      </span>
      <span class="rail-word">{t("mentions")}</span>
      {count > 0 && <span class="visually-hidden">, {t("mentions_unread", { count })}</span>}
    </button>
  );
}

/** The list, over the page. */
export function MentionsDialog() {
  const { mentions } = useConsole();
  const open = mentions.shown.value;
  const { Part: List, failed } = useChunk(openList, open);
  if (!open) return null;
  return (
    <Dialog
      title={t("mentions")}
      place="side"
      onClose={() => {
        mentions.shown.value = false;
      }}
    >
      {failed ? (
        <p role="alert">{t("mentions_failed")}</p>
      ) : List ? (
        <List />
      ) : (
        <Waiting>
          <Bone width="80%" height={16} />
        </Waiting>
      )}
    </Dialog>
  );
}
