import { useEffect, useState } from "preact/hooks";
import type { Setup as SetupOf } from "../../shared/api";
import { Icon } from "../../shared/Icon";
import { failureText } from "../core/failure";
import type { Failure } from "../core/http";
import { MIN_PASSWORD, type SetupErrors, setupErrors } from "../core/setup";
import { t as tc } from "../texts";
import { useConsole } from "../view/context";
import { Field } from "../view/Field";
import { Bone, Trouble, Waiting } from "../view/States";
import { Gate } from "./Gate";
import { t } from "./texts";

const isFailure = (value: SetupOf | Failure): value is Failure => "status" in value;

/** The page behind a one-time link: name, email, password, and in. */
export function Setup({ token }: { token: string }) {
  const { session, go } = useConsole();
  const [found, setFound] = useState<SetupOf | Failure | null>(null);
  const look = () => {
    setFound(null);
    void session.lookUpSetup(token).then(setFound);
  };
  useEffect(look, [token]);

  if (!found)
    return (
      <Gate title={tc("app")}>
        <Waiting>
          <div class="form">
            <Bone width="60%" height={20} />
            <Bone width="100%" height={44} />
            <Bone width="100%" height={44} />
          </div>
        </Waiting>
      </Gate>
    );
  if (isFailure(found) && found.status !== 404)
    return (
      <Gate title={tc("app")}>
        <Trouble title={tc("start_failed")} failure={found} safe="" onRetry={look} />
      </Gate>
    );
  if (isFailure(found))
    return (
      <Gate title={t("setup_gone")} lead={t("setup_gone_next")}>
        <button type="button" class="button" data-kind="main" onClick={() => go({ page: "login" }, true)}>
          {t("setup_to_login")}
        </button>
      </Gate>
    );
  return <SetupForm token={token} setup={found} />;
}

function SetupForm({ token, setup }: { token: string; setup: SetupOf }) {
  const { session } = useConsole();
  const [values, setValues] = useState({ name: setup.name, email: setup.email, password: "" });
  const [errors, setErrors] = useState<SetupErrors>({});
  const [message, setMessage] = useState("");
  const [busy, setBusy] = useState(false);
  const set = (name: keyof typeof values) => (value: string) => {
    setValues({ ...values, [name]: value });
    setErrors({ ...errors, [name]: undefined });
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const wrong = setupErrors(values);
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    setMessage("");
    const failure = await session.finishSetup({
      token,
      ...values,
      name: values.name.trim(),
      email: values.email.trim(),
    });
    setBusy(false);
    if (!failure) return;
    const { what, next } = failureText(failure);
    setMessage(`${what} ${next}`);
  };

  const wrong = (name: keyof typeof values) => {
    const key = errors[name];
    return key ? t(key, { min: MIN_PASSWORD }) : undefined;
  };
  return (
    <Gate
      title={t("setup_title", { workspace: setup.workspace.name })}
      lead={t(setup.purpose === "owner" ? "setup_lead_owner" : "setup_lead_agent")}
    >
      <form class="form" onSubmit={(event) => void submit(event)} noValidate>
        <Field
          label={t("setup_name")}
          value={values.name}
          onInput={set("name")}
          autoComplete="name"
          hint={t("setup_name_hint", { name: values.name.trim() || t("setup_name_sample") })}
          error={wrong("name")}
          maxLength={80}
          first
        />
        <Field
          label={t("email")}
          type="email"
          value={values.email}
          onInput={set("email")}
          autoComplete="username"
          readOnly={setup.email !== ""}
          hint={setup.email !== "" && t("setup_email_hint")}
          error={wrong("email")}
        />
        <Field
          label={t("password")}
          type="password"
          value={values.password}
          onInput={set("password")}
          autoComplete="new-password"
          hint={t("setup_password_hint", { min: MIN_PASSWORD })}
          error={wrong("password")}
        />
        <div role="alert">
          {message && (
            <p class="banner" data-tone="bad">
              <Icon name="circle-alert" size={18} />
              <span>{message}</span>
            </p>
          )}
        </div>
        <button type="submit" class="button" data-kind="main" aria-disabled={busy}>
          {t(busy ? "setup_busy" : "setup_submit")}
        </button>
      </form>
    </Gate>
  );
}
