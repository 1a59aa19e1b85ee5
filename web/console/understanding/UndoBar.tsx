import { useRoom } from "./context";
import { t } from "./texts";

/** What has just been done, as long as it can be taken back. */
export function UndoBar() {
  const { pending } = useRoom();
  const text = pending.text.value;
  return (
    <div class="undo" role="status">
      {text !== null && (
        <p class="undo-bar">
          <span>{text}</span>
          <button type="button" class="undo-button" onClick={pending.undo}>
            {t("undo")}
          </button>
        </p>
      )}
    </div>
  );
}
