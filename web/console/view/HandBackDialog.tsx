import { useId, useState } from "preact/hooks";
import { t as word } from "../handover/texts";
import { t } from "../texts";
import { Dialog } from "./Dialog";
import { Switch } from "./Switch";

const MAX = 2000;

interface Props {
  onClose: () => void;
  onSubmit: (note: string) => Promise<boolean>;
  /** Tells that no person was needed; absent where nothing was handed over. */
  onNeedless?: (() => void) | undefined;
}

/** Back to the assistant, with a note for colleagues. */
export function HandBackDialog({ onClose, onSubmit, onNeedless }: Props) {
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [needless, setNeedless] = useState(false);
  const id = useId();
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const done = await onSubmit(note.trim());
    if (done && needless) onNeedless?.();
    if (done) onClose();
    else setBusy(false);
  };
  return (
    <Dialog title={t("hand_back_title")} onClose={onClose}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <p class="soft">{t("hand_back_why")}</p>
        <div class="field">
          <label class="field-label" for={id}>
            {t("hand_back_note")}
          </label>
          <textarea
            id={id}
            rows={3}
            maxLength={MAX}
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        </div>
        {onNeedless && (
          <Switch
            label={word("needless")}
            hint={word("needless_hint")}
            on={needless}
            onChange={setNeedless}
          />
        )}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t("cancel")}
          </button>
          <button type="submit" class="button" data-kind="main" aria-disabled={busy}>
            {t("hand_back_submit")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
