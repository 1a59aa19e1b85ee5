import { useState } from "preact/hooks";
import type { Agent, Role } from "../../shared/api";
import { Icon } from "../../shared/Icon";
import { Mark } from "../../shared/Mark";
import { Setting as CareSetting } from "../care/CareParts";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { looksLikeEmail } from "../core/setup";
import { useConsole } from "../view/context";
import { Field } from "../view/Field";
import { Glyph } from "../view/Glyph";
import { presenceWord } from "../view/PresenceSwitch";
import { FormActions } from "./FormActions";
import { Fresh } from "./Fresh";
import { Listing, Page } from "./Page";
import { PersonTools } from "./PersonTools";
import { ROLES, Roles } from "./Roles";
import { t } from "./texts";
import { useLoad } from "./useLoad";

/** Who answers customers here, and how somebody joins. */
export function People() {
  const { api, session } = useConsole();
  const list = useLoad(api.agents);
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<{ agent: Agent; link: string } | null>(null);
  const may = session.may("manage");
  return (
    <Page title={t("people_title")} lead={t("people_lead")}>
      {made && (
        <Fresh
          title={t("invite_made", { name: made.agent.name })}
          label={t("invite_link")}
          value={absolute(made.link)}
          hint={t("invite_link_hint")}
          onDone={() => setMade(null)}
        />
      )}
      {may && !made && !open && (
        <button type="button" class="button page-action" data-kind="main" onClick={() => setOpen(true)}>
          <Glyph name="user-plus" size={18} />
          {t("invite")}
        </button>
      )}
      {open && (
        <Invite
          onCancel={() => setOpen(false)}
          onMade={(result) => {
            setOpen(false);
            setMade(result);
            void list.reload();
          }}
        />
      )}
      <Listing list={list}>
        {(agents) => (
          <>
            <ul class="card things">
              {agents.map((agent) => (
                <PersonLine
                  key={agent.id}
                  agent={agent}
                  mine={agent.id === session.agentId()}
                  may={may && (agent.role !== "owner" || session.me()?.agent.role === "owner")}
                  onChanged={() => void list.reload()}
                  onLink={(link) => setMade({ agent, link })}
                />
              ))}
            </ul>
            {agents.length === 1 && may && !open && !made && (
              <p class="soft">
                {t("people_empty")}. {t("people_empty_why")}
              </p>
            )}
          </>
        )}
      </Listing>
      {may && <CareSetting />}
    </Page>
  );
}

/** The server may give the link as a path. */
function absolute(link: string): string {
  try {
    return new URL(link, location.href).href;
  } catch {
    return link;
  }
}

interface LineProps {
  agent: Agent;
  mine: boolean;
  may: boolean;
  onChanged: () => void;
  onLink: (link: string) => void;
}

function PersonLine({ agent, mine, may, onChanged, onLink }: LineProps) {
  const role = ROLES.find((r) => r === agent.role);
  return (
    <li class="thing">
      <span class="thing-mark">
        <Mark kind="human" name={agent.name} size={36} />
        <span class="presence-dot" data-presence={agent.presence} />
      </span>
      <div class="thing-text">
        <p class="thing-name">
          {agent.name} {mine && <span class="tag">{t("me")}</span>}
          {agent.disabled && <span class="tag">{t("disabled")}</span>}
        </p>
        <p class="soft">{agent.email}</p>
        {may && !mine && <PersonTools agent={agent} onChanged={onChanged} onLink={onLink} />}
      </div>
      <div class="thing-side">
        <span>{role ? t(`role_${role}`) : agent.role}</span>
        <span class="soft">{presenceWord(agent.presence)}</span>
      </div>
    </li>
  );
}

interface InviteProps {
  onCancel: () => void;
  onMade: (made: { agent: Agent; link: string }) => void;
}

function Invite({ onCancel, onMade }: InviteProps) {
  const { api } = useConsole();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("agent");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");
  const wrongName = tried && !name.trim() ? t("name_empty") : undefined;
  const wrongEmail = tried && !looksLikeEmail(email) ? t("email_wrong") : undefined;

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (busy || !name.trim() || !looksLikeEmail(email)) return;
    setBusy(true);
    setMessage("");
    try {
      onMade(await api.invite({ name: name.trim(), email: email.trim(), role }));
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      setMessage(`${t("invite_failed")}. ${what} ${next}`);
      setBusy(false);
    }
  };

  return (
    <form class="card form" onSubmit={(event) => void submit(event)} noValidate>
      <h2>{t("invite")}</h2>
      <Field
        label={t("invite_name")}
        value={name}
        onInput={setName}
        autoComplete="off"
        maxLength={60}
        hint={t("invite_name_hint", { name: name.trim() || "Rina" })}
        error={wrongName}
        first
      />
      <Field
        label={t("invite_email")}
        type="email"
        value={email}
        onInput={setEmail}
        autoComplete="off"
        error={wrongEmail}
      />
      <Roles role={role} onChange={setRole} />
      <div role="alert">
        {message && (
          <p class="banner" data-tone="bad">
            <Icon name="circle-alert" size={18} />
            <span>{message}</span>
          </p>
        )}
      </div>
      <FormActions busy={busy} word={t("invite_submit")} busyWord={t("invite_busy")} onCancel={onCancel} />
    </form>
  );
}
