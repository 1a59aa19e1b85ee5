import { useState } from "preact/hooks";
import type { Scope, Token } from "../../shared/api";
import { day } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { useConsole } from "../view/context";
import { Field } from "../view/Field";
import { Glyph } from "../view/Glyph";
import { Empty } from "../view/States";
import { Checks } from "./Checks";
import { FormActions } from "./FormActions";
import { Fresh } from "./Fresh";
import { Listing, Page } from "./Page";
import { Remove } from "./Remove";
import { t } from "./texts";
import { useLoad } from "./useLoad";

const SCOPES: readonly {
  value: Scope;
  key: "scope_read" | "scope_write" | "scope_events" | "scope_admin";
}[] = [
  { value: "conversations:read", key: "scope_read" },
  { value: "conversations:write", key: "scope_write" },
  { value: "events:write", key: "scope_events" },
  { value: "admin", key: "scope_admin" },
];

/** Keys of programs: made, shown once, revoked. */
export function Tokens() {
  const { api } = useConsole();
  const list = useLoad(api.tokens);
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<Token | null>(null);
  return (
    <Page title={t("tokens_title")} lead={t("tokens_lead")}>
      {made?.token && (
        <Fresh
          title={t("token_made", { name: made.name })}
          label={t("token_value")}
          value={made.token}
          onDone={() => setMade(null)}
        />
      )}
      {open && (
        <NewToken
          onCancel={() => setOpen(false)}
          onMade={(token) => {
            setOpen(false);
            setMade(token);
            void list.reload();
          }}
        />
      )}
      <Listing list={list}>
        {(tokens) => (
          <>
            {!open && !made && tokens.length > 0 && (
              <button type="button" class="button page-action" data-kind="main" onClick={() => setOpen(true)}>
                <Glyph name="plus" size={18} />
                {t("token_new")}
              </button>
            )}
            {tokens.length === 0 && !open && !made && (
              <Empty
                icon={<Glyph name="key-round" size={22} />}
                title={t("tokens_empty")}
                action={{ label: t("token_new"), run: () => setOpen(true) }}
              >
                {t("tokens_empty_why")}
              </Empty>
            )}
            {tokens.length > 0 && (
              <ul class="card things">
                {tokens.map((token) => (
                  <TokenLine key={token.id} token={token} onGone={() => void list.reload()} />
                ))}
              </ul>
            )}
          </>
        )}
      </Listing>
    </Page>
  );
}

function TokenLine({ token, onGone }: { token: Token; onGone: () => void }) {
  const { api, prefs, clock, toasts } = useConsole();
  const lang = prefs.value.language;
  const date = (at: string) => day(at, lang, clock.value);
  const revoke = async () => {
    try {
      await api.revokeToken(token.id);
      toasts.show("good", t("removed"));
      onGone();
      return true;
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      toasts.show("bad", t("token_revoke_failed"), `${what} ${next}`);
      return false;
    }
  };
  const scopes = SCOPES.filter((s) => token.scopes.includes(s.value)).map((s) => t(s.key));
  return (
    <li class="thing">
      <span class="thing-icon">
        <Glyph name="key-round" size={18} />
      </span>
      <div class="thing-text">
        <p class="thing-name">{token.name}</p>
        <p class="soft">{scopes.join(" · ")}</p>
        <p class="soft">
          {token.created_at && `${t("created", { date: date(token.created_at) })} · `}
          {token.last_used_at ? t("used", { date: date(token.last_used_at) }) : t("never_used")}
        </p>
        {token.rests && <p class="field-error">{t("token_rests")}</p>}
      </div>
      <Remove
        word={t("token_revoke_word")}
        title={t("token_revoke", { name: token.name })}
        why={t("token_revoke_why")}
        run={revoke}
      />
    </li>
  );
}

function NewToken({ onCancel, onMade }: { onCancel: () => void; onMade: (token: Token) => void }) {
  const { api } = useConsole();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>(["conversations:read"]);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (busy || !name.trim() || scopes.length === 0) return;
    setBusy(true);
    setMessage("");
    try {
      onMade(await api.createToken({ name: name.trim(), scopes }));
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      setMessage(`${t("token_failed")}. ${what} ${next}`);
      setBusy(false);
    }
  };

  return (
    <form class="card form" onSubmit={(event) => void submit(event)} noValidate>
      <h2>{t("token_new")}</h2>
      <Field
        label={t("token_name")}
        value={name}
        onInput={setName}
        maxLength={60}
        autoComplete="off"
        hint={t("token_name_hint")}
        error={tried && !name.trim() ? t("name_empty") : undefined}
        first
      />
      <Checks
        legend={t("token_scopes")}
        options={SCOPES.map((s) => ({ value: s.value, label: t(s.key) }))}
        chosen={scopes}
        onChange={setScopes}
        error={tried && scopes.length === 0 ? t("token_scope_none") : undefined}
      />
      <div role="alert">
        {message && (
          <p class="banner" data-tone="bad">
            <Icon name="circle-alert" size={18} />
            <span>{message}</span>
          </p>
        )}
      </div>
      <FormActions busy={busy} word={t("token_submit")} busyWord={t("token_busy")} onCancel={onCancel} />
    </form>
  );
}
