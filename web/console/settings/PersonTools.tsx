import type { Agent } from "../../shared/api";
import { useAccount } from "../account/useAccount";
import { useConsole } from "../view/context";
import { ROLES } from "./Roles";
import { t } from "./texts";

interface Props {
  agent: Agent;
  onChanged: () => void;
  onLink: (link: string) => void;
}

/** What may be changed of somebody else: the role, a new link, and whether they can sign in. */
export function PersonTools({ agent, onChanged, onLink }: Props) {
  const { session } = useConsole();
  const { api, attempt } = useAccount();
  const owner = session.me()?.agent.role === "owner";
  const change = async (what: { role?: string; disabled?: boolean }) => {
    await attempt(() => api.change(agent.id, what));
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
        value={agent.role}
        onChange={(event) => void change({ role: event.currentTarget.value })}
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
      <button type="button" class="button" onClick={() => void change({ disabled: !agent.disabled })}>
        {t(agent.disabled ? "enable" : "disable")}
      </button>
    </div>
  );
}
