import { useState } from "preact/hooks";
import { day } from "../../shared/format";
import { Listing, Page } from "../settings/Page";
import { useLoad } from "../settings/useLoad";
import { CopyField } from "../view/CopyField";
import { useConsole } from "../view/context";
import { Field } from "../view/Field";
import type { Enrolment, SignInState } from "./api";
import { t } from "./texts";
import { useAccount } from "./useAccount";

/** How somebody signs in: the password, and an authenticator app. */
export function SignIn() {
  const { api } = useAccount();
  const list = useLoad(api.state);
  return (
    <Page title={t("sign_in_title")} lead={t("sign_in_lead")}>
      <Listing list={list}>
        {(state) => (
          <>
            <App state={state} onChange={() => void list.reload()} />
            <Password />
          </>
        )}
      </Listing>
    </Page>
  );
}

function App({ state, onChange }: { state: SignInState; onChange: () => void }) {
  const { api, attempt, toasts } = useAccount();
  const { prefs, clock } = useConsole();
  const [begun, setBegun] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const begin = async () => {
    const made = await attempt(api.begin);
    if (made) setBegun(made.value);
  };
  const show = (made: { value: { recovery_codes: string[] } } | null) => {
    if (!made) return;
    setBegun(null);
    setCodes(made.value.recovery_codes);
    onChange();
  };
  const end = async () => {
    if (!(await attempt(api.unenrol))) return;
    setCodes(null);
    toasts.show("good", t("saved"));
    onChange();
  };
  const since = state.totp_since ? day(state.totp_since, prefs.value.language, clock.value) : "";
  return (
    <section class="card form" aria-labelledby="sign-in-app">
      <h2 id="sign-in-app">{t("app")}</h2>
      <p class="soft">
        {state.totp ? t("app_on", { date: since, count: state.recovery_codes }) : t("app_off")}
      </p>
      {codes && <CopyField label={t("codes")} value={codes.join(" ")} hint={t("codes_hint")} />}
      {begun && <First begun={begun} onCode={async (code) => show(await attempt(() => api.enrol(code)))} />}
      {!state.totp && !begun && (
        <button type="button" class="button" data-kind="main" onClick={() => void begin()}>
          {t("app_begin")}
        </button>
      )}
      {state.totp && (
        <>
          <p class="soft">{t("app_end_why")}</p>
          <div class="dialog-actions">
            <button type="button" class="button" onClick={async () => show(await attempt(api.codes))}>
              {t("codes_new")}
            </button>
            <button type="button" class="button" data-kind="danger" onClick={() => void end()}>
              {t("app_end")}
            </button>
          </div>
        </>
      )}
    </section>
  );
}

/** The QR code, and the field for the first code. */
function First({ begun, onCode }: { begun: Enrolment; onCode: (code: string) => Promise<void> }) {
  const [code, setCode] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    if (code.trim()) void onCode(code.trim());
  };
  return (
    <form class="form" onSubmit={submit} noValidate>
      <p>{t("app_scan")}</p>
      <img
        class="qr"
        alt={t("app_qr")}
        src={`data:image/svg+xml,${encodeURIComponent(begun.qr)}`}
        width={200}
        height={200}
      />
      <CopyField label={t("app_secret")} value={begun.secret} />
      <Field
        label={t("app_first")}
        value={code}
        onInput={setCode}
        autoComplete="one-time-code"
        maxLength={9}
        first
      />
      <button type="submit" class="button" data-kind="main">
        {t("app_finish")}
      </button>
    </form>
  );
}

function Password() {
  const { api, attempt, toasts } = useAccount();
  const [password, setPassword] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!password || !(await attempt(() => api.password(password)))) return;
    setPassword("");
    toasts.show("good", t("saved"));
  };
  return (
    <form class="card form" onSubmit={(event) => void submit(event)} noValidate>
      <h2>{t("password")}</h2>
      <Field
        label={t("new_password")}
        type="password"
        value={password}
        onInput={setPassword}
        autoComplete="new-password"
        hint={t("new_password_hint")}
      />
      <button type="submit" class="button">
        {t("save_password")}
      </button>
    </form>
  );
}
