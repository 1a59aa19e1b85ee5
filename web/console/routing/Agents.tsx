import { useId, useState } from "preact/hooks";
import { Mark } from "../../shared/Mark";
import { Glyph } from "../view/Glyph";
import { Empty } from "../view/States";
import { AgentDialog } from "./AgentDialog";
import type { AgentProfile } from "./api";
import { useRouting } from "./context";
import { t } from "./texts";

/** What each agent can do. */
export function Agents() {
  const { routing, may } = useRouting();
  /** As it was when its dialog was opened: what others change meanwhile does not take away what is being written. */
  const [open, setOpen] = useState<AgentProfile | null>(null);
  const id = useId();
  const agents = routing.agents.value;
  return (
    <section class="card form" aria-labelledby={id}>
      <header>
        <h2 id={id}>{t("agents")}</h2>
        <p class="soft">{t("agents_lead")}</p>
      </header>
      {agents.length === 0 ? (
        <Empty icon={<Glyph name="users" size={22} />} title={t("agents_empty")}>
          {t("agents_empty_why")}
        </Empty>
      ) : (
        <ul class="plain-things">
          {agents.map((agent) => (
            <li key={agent.id} class="thing">
              <Mark kind="human" name={agent.name} size={36} />
              <div class="thing-text">
                <p class="thing-name">{agent.name}</p>
                <Can agent={agent} />
              </div>
              {may && (
                <button
                  type="button"
                  class="button"
                  data-size="small"
                  aria-label={t("agent_edit", { name: agent.name })}
                  onClick={() => setOpen(agent)}
                >
                  {t("edit")}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {open && (
        <AgentDialog
          key={open.version}
          agent={open}
          onAnew={() => setOpen(routing.agents.peek().find((a) => a.id === open.id) ?? null)}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

function Can({ agent }: { agent: AgentProfile }) {
  const { routing } = useRouting();
  const setting = routing.saved.value;
  const teams = agent.teams.map((id) => setting?.teams.find((x) => x.id === id)?.name ?? id);
  const parts = [
    teams.join(", ") || t("agent_teams_all"),
    ...(agent.skills.length > 0 ? [agent.skills.join(", ")] : []),
    agent.languages.map((l) => t(`language_${l}`)).join(", ") || t("agent_languages_all"),
    agent.capacity
      ? t("agent_capacity_own", { n: agent.capacity.total })
      : t("agent_capacity_house", { n: setting?.capacity.total ?? "" }),
  ];
  return <p class="soft">{parts.join(" · ")}</p>;
}
