import { t } from "../texts";

interface Props {
  busy: boolean;
  word: string;
  busyWord: string;
  onCancel: () => void;
}

/** Cancel and go, at the end of a form. */
export function FormActions({ busy, word, busyWord, onCancel }: Props) {
  return (
    <div class="dialog-actions">
      <button type="button" class="button" onClick={onCancel}>
        {t("cancel")}
      </button>
      <button type="submit" class="button" data-kind="main" aria-disabled={busy}>
        {busy ? busyWord : word}
      </button>
    </div>
  );
}
