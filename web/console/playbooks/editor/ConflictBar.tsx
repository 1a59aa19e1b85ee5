import { useState } from "preact/hooks";
import { dayClock } from "../../../shared/format";
import { Icon } from "../../../shared/Icon";
import { language } from "../../../shared/i18n";
import { useConsole } from "../../view/context";
import { Dialog } from "../../view/Dialog";
import { useBook } from "../context";
import { t } from "../texts";
import { Diff } from "../versions/Diff";

/** Somebody else saved meanwhile: who, what differs, and which of both goes on. */
export function ConflictBar() {
  const book = useBook();
  const { clock } = useConsole();
  const [comparing, setComparing] = useState(false);
  const state = book.saver.state.value;
  if (state.kind !== "conflict") return null;
  const { theirs } = state;
  const settle = (choice: "mine" | "theirs") => {
    setComparing(false);
    void book.settle(choice);
  };
  const choices = (
    <>
      <button
        type="button"
        class="button"
        data-size="small"
        onClick={() => settle("theirs")}
        aria-disabled={!theirs}
      >
        {t("conflict_theirs")}
      </button>
      <button type="button" class="button" data-size="small" data-kind="main" onClick={() => settle("mine")}>
        {t("conflict_mine")}
      </button>
    </>
  );
  return (
    <div class="banner conflict" data-tone="caution" role="alert">
      <Icon name="circle-alert" size={18} />
      <div>
        <p>
          <strong>
            {theirs?.saved_by
              ? t("conflict_who", {
                  name: theirs.saved_by,
                  when: dayClock(theirs.saved_at, language.value, clock.value),
                })
              : t("conflict")}
          </strong>{" "}
          {t("conflict_next")}
        </p>
        <div class="conflict-acts">
          {theirs && (
            <button type="button" class="button" data-size="small" onClick={() => setComparing(true)}>
              {t("conflict_compare")}
            </button>
          )}
          {choices}
        </div>
      </div>
      {comparing && theirs && (
        <Dialog title={t("conflict_compare")} onClose={() => setComparing(false)}>
          <p class="soft">{t("conflict_read")}</p>
          <Diff before={theirs.source} after={book.source.value} label={t("conflict_compare")} />
          <div class="dialog-actions">{choices}</div>
        </Dialog>
      )}
    </div>
  );
}
