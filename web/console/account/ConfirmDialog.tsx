import { useState } from "preact/hooks";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { t as tc } from "../texts";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { Field } from "../view/Field";
import { createAccountApi } from "./api";
import { t } from "./texts";

/** Asks for the password once more where a grave change needs it; the change then goes on by itself. */
export function ConfirmDialog() {
  const { confirming } = useConsole();
  return confirming.open.value ? <Question /> : null;
}

function Question() {
  const { confirming, request } = useConsole();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      await createAccountApi(request).confirm(password, code.trim());
      confirming.answer(true);
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      setMessage(`${what} ${next}`);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("confirm_title")} onClose={() => confirming.answer(false)}>
      <form class="form" onSubmit={(event) => void submit(event)} noValidate>
        <p class="soft">{t("confirm_why")}</p>
        <Field
          label={t("password")}
          type="password"
          value={password}
          onInput={setPassword}
          autoComplete="current-password"
          first
        />
        <Field
          label={t("code")}
          value={code}
          onInput={setCode}
          autoComplete="one-time-code"
          hint={t("code_empty_ok")}
        />
        <div role="alert">{message && <p class="field-error">{message}</p>}</div>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={() => confirming.answer(false)}>
            {tc("cancel")}
          </button>
          <button type="submit" class="button" data-kind="main" aria-disabled={busy}>
            {t("confirm_go")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
