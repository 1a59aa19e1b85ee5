import { useId, useState } from "preact/hooks";
import { failureText } from "../../core/failure";
import { failureOf } from "../../core/http";
import { useConsole } from "../../view/context";
import { REASONS, type Reason } from "../care";
import { t } from "./texts";

const MAX = 300;

/** Why somebody reads what is not theirs: a choice and their own words. */
export function ReasonForm({ id }: { id: string }) {
  const { care, actions, threads } = useConsole();
  const [reason, setReason] = useState<Reason | null>(null);
  const [words, setWords] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const name = useId();

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (!reason || !words.trim()) return setError(t("needed"));
    setBusy(true);
    try {
      await care.giveReason(id, reason, words.trim());
      await actions.refresh(id);
      await threads.open(id);
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      setError(`${what} ${next}`);
      setBusy(false);
    }
  };

  return (
    <form class="reason-form" onSubmit={(event) => void submit(event)} noValidate>
      <h2>{t("reason_title")}</h2>
      <p class="soft">{t("reason_why")}</p>
      <fieldset class="checks">
        <legend class="field-label">{t("reason_legend")}</legend>
        <div class="reason-choices">
          {REASONS.map((r) => (
            <label key={r}>
              <input type="radio" name={name} checked={r === reason} onChange={() => setReason(r)} />
              {t(`reason_${r}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <div class="field" data-error={error ? "" : undefined}>
        <label class="field-label" for={`${name}-words`}>
          {t("reason_words")}
        </label>
        <textarea
          id={`${name}-words`}
          rows={2}
          maxLength={MAX}
          value={words}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${name}-error` : undefined}
          onInput={(event) => {
            setWords(event.currentTarget.value);
            setError("");
          }}
        />
        {error && (
          <p class="field-error" id={`${name}-error`} role="alert">
            {error}
          </p>
        )}
      </div>
      <div>
        <button type="submit" class="button" data-kind="main" aria-disabled={busy}>
          {t("reason_send")}
        </button>
      </div>
    </form>
  );
}
