import { Icon } from "../../../shared/Icon";
import { failureText } from "../../core/failure";
import { useBook } from "../context";
import { t } from "../texts";

/** Whether what was written is on the server; until then it is in this browser. */
export function SavedState() {
  const book = useBook();
  const state = book.saver.state.value;
  const draft = book.detail.held.value.data?.draft ?? null;
  switch (state.kind) {
    case "saved":
      return (
        <span class="saved" role="status">
          {draft && (
            <>
              <Icon name="check" size={16} /> <span class="saved-words">{t("saved")}</span>
            </>
          )}
        </span>
      );
    case "waiting":
    case "sending":
      return (
        <span class="saved" role="status">
          <Icon name="rotate-cw" size={16} /> <span class="saved-words">{t("saving")}</span>
        </span>
      );
    case "stuck":
      return (
        <span class="saved" data-tone="caution" role="status" title={failureText(state.failure).what}>
          <Icon name="wifi-off" size={16} /> {t("saved_here")}
        </span>
      );
    case "refused":
      return (
        <span class="saved" data-tone="bad" role="status" title={failureText(state.failure).next}>
          <Icon name="circle-alert" size={16} /> {t("save_refused")} {failureText(state.failure).what}
        </span>
      );
    case "conflict":
      return (
        <span class="saved" data-tone="bad" role="status">
          <Icon name="circle-alert" size={16} /> {t("save_conflict")}
        </span>
      );
  }
}
