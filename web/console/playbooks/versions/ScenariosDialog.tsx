import { useId, useState } from "preact/hooks";
import { failureText } from "../../core/failure";
import type { Failure } from "../../core/http";
import { Failed } from "../../room/Failed";
import { t as tc } from "../../texts";
import { useConsole } from "../../view/context";
import { Dialog } from "../../view/Dialog";
import { useBook } from "../context";
import { t } from "../texts";

interface Props {
  /** What the field begins with. */
  text: string;
  onClose: () => void;
}

/** The talks that are played before it is published: a text that breaks one of them does not go live. */
export function ScenariosDialog({ text: begun, onClose }: Props) {
  const book = useBook();
  const { toasts } = useConsole();
  const [text, setText] = useState(begun);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const id = useId();
  const save = async () => {
    if (busy) return;
    setBusy(true);
    const failed = await book.keepScenarios(text);
    setBusy(false);
    setFailure(failed);
    if (failed) return;
    toasts.show("good", t("scenarios_saved"), t("scenarios_saved_next"));
    onClose();
  };
  const why = failure && failureText(failure);
  return (
    <Dialog title={t("scenarios")} onClose={onClose}>
      <form
        class="form scenarios"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p class="soft">{t("scenarios_why")}</p>
        <div class="field">
          <label class="field-label" for={id}>
            {t("scenarios_text")}
          </label>
          <textarea
            id={id}
            class="json"
            rows={14}
            spellcheck={false}
            autoCapitalize="none"
            value={text}
            aria-describedby={`${id}-hint`}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <p class="field-hint" id={`${id}-hint`}>
            {t("scenarios_hint")}
          </p>
        </div>
        <Failed why={why} />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {tc("cancel")}
          </button>
          <button type="submit" class="button" data-kind="main" aria-disabled={busy}>
            {t(busy ? "saving" : "scenarios_save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
