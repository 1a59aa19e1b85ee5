import { useState } from "preact/hooks";
import type { Agent } from "../../shared/api";
import { useAccount } from "../account/useAccount";
import { t as tc } from "../texts";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { ROLES } from "./Roles";
import { t } from "./texts";

interface Props {
  agent: Agent;
  onChanged: () => void;
  onLink: (link: string) => void;
}

type Change = { role: (typeof ROLES)[number] } | { disabled: boolean };

/** What may be changed of somebody else: the role, a new link, and whether they can sign in. What takes something away is asked for first. */
export function PersonTools({ agent, onChanged, onLink }: Props) {
  const { session } = useConsole();
  const { api, attempt } = useAccount();
  const [asked, setAsked] = useState<Change | null>(null);
  const owner = session.me()?.agent.role === "owner";
  const change = async (what: Change) => {
    await attempt(() => api.change(agent.id, what));
    setAsked(null);
    onChanged();
  };
  const relink = async () => {
    const made = await attempt(() => api.relink(agent.id));
    if (made) onLink(made.value.link);
  };
  return (
    <div class="person-tools">
      <select
        aria-label={t("role_change", { name: agent.name })}
        value={asked && "role" in asked ? asked.role : agent.role}
        onChange={(event) => setAsked({ role: event.currentTarget.value as (typeof ROLES)[number] })}
      >
        {ROLES.filter((r) => owner || r !== "owner").map((r) => (
          <option key={r} value={r}>
            {t(`role_${r}`)}
          </option>
        ))}
      </select>
      <button type="button" class="button" onClick={() => void relink()}>
        {t("relink")}
      </button>
      <button
        type="button"
        class="button"
        onClick={() => (agent.disabled ? void change({ disabled: false }) : setAsked({ disabled: true }))}
      >
        {t(agent.disabled ? "enable" : "disable")}
      </button>
      {asked && (
        <Question name={agent.name} asked={asked} run={() => change(asked)} onClose={() => setAsked(null)} />
      )}
    </div>
  );
}

interface QuestionProps {
  name: string;
  asked: Change;
  run: () => Promise<void>;
  onClose: () => void;
}

function Question({ name, asked, run, onClose }: QuestionProps) {
  const [busy, setBusy] = useState(false);
  const role = "role" in asked ? asked.role : null;
  const go = async () => {
    if (busy) return;
    setBusy(true);
    await run();
  };
  return (
    <Dialog
      title={role ? t("role_ask", { name, role: t(`role_${role}`) }) : t("disable_ask", { name })}
      onClose={onClose}
    >
      <p>{t(role ? "role_ask_why" : "disable_ask_why")}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          {tc("cancel")}
        </button>
        <button type="button" class="button" data-kind="main" aria-disabled={busy} onClick={() => void go()}>
          {t(busy ? "changing" : role ? "role_do" : "disable")}
        </button>
      </div>
    </Dialog>
  );
}
