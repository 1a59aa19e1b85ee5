import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { createAccountApi, type SignInWays } from "../account/api";
import { failureText } from "../core/failure";
import type { Failure } from "../core/http";
import { useConsole } from "../view/context";
import { Field } from "../view/Field";
import { Gate } from "./Gate";
import { t } from "./texts";

/** Counts down to zero, once a second. */
export function useCountdown(): [left: number, start: (seconds: number) => void] {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return [left, setLeft];
}

/** What the form says of a failed attempt. */
function saying(failure: Failure): string {
  if (failure.code === "login_wrong") return `${t("login_wrong")} ${t("login_wrong_next")}`;
  const { what, next } = failureText(failure);
  return `${what} ${next}`;
}

/** What a provider's sign-in came back with, "" where nothing went wrong. */
function returned(): string {
  const code = typeof location === "undefined" ? null : new URLSearchParams(location.search).get("sign_in");
  if (!code) return "";
  if (code === "oidc_unknown" || code === "oidc_unverified") return t(code);
  return t("oidc_failed");
}

/** Sign-in with email and password, a code where one is asked for, or at the operator's provider. */
export function Login({ ended }: { ended: boolean }) {
  const { session, request } = useConsole();
  const [code, setCode] = useState("");
  const [asked, setAsked] = useState(false);
  const [provider, setProvider] = useState<SignInWays["provider"]>(undefined);
  useEffect(() => {
    createAccountApi(request)
      .ways()
      .then(
        (ways) => setProvider(ways.provider),
        () => setProvider(undefined), // the password still works
      );
  }, []);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState(() => returned());
  const [left, wait] = useCountdown();

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || left > 0) return;
    if (!email.trim() || !password) return setMessage(t("login_empty"));
    setBusy(true);
    setMessage("");
    const failure = await session.login(email.trim(), password, code.trim());
    setBusy(false);
    if (!failure) return;
    if (failure.code === "code_needed") return setAsked(true);
    if (failure.status === 429 && failure.retryAfter) wait(failure.retryAfter);
    else setMessage(saying(failure));
  };

  return (
    <Gate title={t("login_title")} lead={t("login_lead")}>
      {ended && (
        <p class="banner" data-tone="info">
          {t("login_ended")}
        </p>
      )}
      <form class="form" onSubmit={(event) => void submit(event)} noValidate>
        <Field
          label={t("email")}
          type="email"
          value={email}
          onInput={setEmail}
          autoComplete="username"
          first
        />
        <Field
          label={t("password")}
          type="password"
          value={password}
          onInput={setPassword}
          autoComplete="current-password"
        />
        {asked && (
          <Field
            label={t("login_code")}
            value={code}
            onInput={setCode}
            autoComplete="one-time-code"
            hint={t("login_code_hint")}
            first
          />
        )}
        <div role="alert">
          {(message || left > 0) && (
            <p class="banner" data-tone="bad">
              <Icon name="circle-alert" size={18} />
              <span>{left > 0 ? t("login_wait", { seconds: left }) : message}</span>
            </p>
          )}
        </div>
        <button type="submit" class="button" data-kind="main" aria-disabled={busy || left > 0}>
          {t(busy ? "login_busy" : "login_submit")}
        </button>
      </form>
      {provider && (
        <a class="button gate-provider" href={provider.url}>
          {t("login_provider", { name: provider.name })}
        </a>
      )}
      <p class="gate-note">{t("login_forgot")}</p>
    </Gate>
  );
}
