import { useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { webAddress } from "../../shared/linkify";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { FormActions } from "../settings/FormActions";
import { useConsole } from "../view/context";
import { Field } from "../view/Field";
import { Segmented } from "../view/Segmented";
import type { Auth, AuthKind, Calls, Connection, Kind } from "./api";
import { Choose } from "./Choose";
import { t } from "./texts";

const KINDS: readonly Kind[] = ["http", "mcp"];
const AUTHS: readonly AuthKind[] = ["none", "header", "bearer", "basic", "oauth2"];
const NAME = /^[a-z][a-z0-9_]{0,39}$/;

interface Props {
  calls: Calls;
  /** null makes a new one. */
  connection: Connection | null;
  taken: readonly string[];
  onCancel: () => void;
  onSaved: () => void;
}

/** Where a system is, and how the house proves itself there. */
export function ConnectionForm({ calls, connection, taken, onCancel, onSaved }: Props) {
  const { toasts } = useConsole();
  const [name, setName] = useState(connection?.name ?? (taken.length === 0 ? "default" : ""));
  const [kind, setKind] = useState<Kind>(connection?.kind ?? "http");
  const [url, setUrl] = useState(connection?.url ?? "");
  const [auth, setAuth] = useState<Auth>(connection?.auth ?? { kind: "none" });
  const [secret, setSecret] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");

  const wrong = {
    name: !NAME.test(name) ? t("name_wrong") : !connection && taken.includes(name) ? t("name_taken") : "",
    url: webAddress(url.trim()) === "" ? t("url_wrong") : "",
    header: auth.kind === "header" && !auth.header ? t("header_wrong") : "",
    username: auth.kind === "basic" && !auth.username ? t("username_wrong") : "",
    token_url: auth.kind === "oauth2" && webAddress(auth.token_url ?? "") === "" ? t("url_wrong") : "",
    client_id: auth.kind === "oauth2" && !auth.client_id ? t("client_wrong") : "",
    secret: auth.kind !== "none" && secret === "" && !connection?.has_secret ? t("secret_wrong") : "",
  };
  const error = (part: keyof typeof wrong) => (tried && wrong[part] ? wrong[part] : undefined);

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (busy || Object.values(wrong).some((text) => text !== "")) return;
    setBusy(true);
    setMessage("");
    try {
      await calls.save(name, {
        kind,
        url: url.trim(),
        auth,
        ...(secret ? { secret } : {}),
        version: connection?.version ?? 0,
      });
      toasts.show("good", t("saved", { name }));
      onSaved();
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      setMessage(`${t("save_failed")}. ${what} ${next}`);
      setBusy(false);
    }
  };

  return (
    <form class="card form" onSubmit={(event) => void submit(event)} noValidate>
      <h2>{connection ? t("form_change", { name: connection.name }) : t("form_new")}</h2>
      {!connection && (
        <Field
          label={t("name")}
          value={name}
          onInput={setName}
          maxLength={40}
          autoComplete="off"
          hint={t("name_hint")}
          error={error("name")}
          first
        />
      )}
      <Segmented
        legend={t("kind")}
        value={kind}
        options={KINDS.map((value) => ({ value, label: t(`kind_${value}`) }))}
        onChange={setKind}
      />
      <Field
        label={t("url")}
        type="url"
        value={url}
        onInput={setUrl}
        maxLength={500}
        autoComplete="off"
        placeholder="https://"
        hint={t("url_hint")}
        error={error("url")}
      />
      <Choose
        label={t("auth")}
        value={auth.kind}
        options={AUTHS.map((value) => ({ value, label: t(`auth_${value}`) }))}
        onChange={(value) => setAuth({ kind: value })}
      />
      <AuthFields auth={auth} onChange={setAuth} error={error} />
      {auth.kind !== "none" && (
        <Field
          label={t("secret")}
          type="password"
          value={secret}
          onInput={setSecret}
          maxLength={8000}
          autoComplete="off"
          hint={connection?.has_secret ? t("secret_keep") : t("secret_hint")}
          error={error("secret")}
        />
      )}
      <div role="alert">
        {message && (
          <p class="banner" data-tone="bad">
            <Icon name="circle-alert" size={18} />
            <span>{message}</span>
          </p>
        )}
      </div>
      <FormActions busy={busy} word={t("save")} busyWord={t("saving")} onCancel={onCancel} />
    </form>
  );
}

type Part = "header" | "username" | "token_url" | "client_id";

interface AuthProps {
  auth: Auth;
  onChange: (auth: Auth) => void;
  error: (part: Part) => string | undefined;
}

/** What each way of signing in needs beside its secret. */
function AuthFields({ auth, onChange, error }: AuthProps) {
  const line = (part: Part, placeholder = "") => (
    <Field
      key={part}
      label={t(part)}
      type={part === "token_url" ? "url" : "text"}
      value={auth[part] ?? ""}
      onInput={(value) => onChange({ ...auth, [part]: value.trim() })}
      maxLength={300}
      autoComplete="off"
      placeholder={placeholder}
      error={error(part)}
    />
  );
  if (auth.kind === "header") return line("header", "X-Api-Key");
  if (auth.kind === "basic") return line("username");
  if (auth.kind !== "oauth2") return null;
  return (
    <>
      {line("token_url", "https://")}
      {line("client_id")}
      <Field
        label={t("scope")}
        value={auth.scope ?? ""}
        onInput={(scope) => onChange({ ...auth, scope })}
        maxLength={300}
        autoComplete="off"
        hint={t("scope_hint")}
      />
    </>
  );
}
