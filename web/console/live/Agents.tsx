import { Mark } from "../../shared/Mark";
import { format } from "../core/route";
import { Left } from "../desk/Left";
import { Glyph } from "../view/Glyph";
import { Empty } from "../view/States";
import type { AgentNow, DeskNow } from "./api";
import { Card } from "./Card";
import { held } from "./figures";
import { Since } from "./Queue";
import { Table } from "./Table";
import { t } from "./texts";

const ORDER = { online: 0, wrap_up: 1, away: 2 } as const;

/** Who is there, what each has of what they can hold, and since when. */
export function Agents({ now }: { now: DeskNow }) {
  const teams = new Map(now.teams.map((x) => [x.id, x.name]));
  const agents = [...now.agents].sort((a, b) => ORDER[a.presence] - ORDER[b.presence]);
  return (
    <Card title={t("agents")} lead={t("agents_lead")} wide>
      {agents.length === 0 ? (
        <Empty icon={<Glyph name="users" size={22} />} title={t("none_here")}>
          {t("none_here_why")}
        </Empty>
      ) : (
        <Table name={t("agents")} heads={[t("col_agent"), t("col_presence"), t("col_load"), t("col_can")]}>
          {agents.map((agent) => (
            <AgentLine key={agent.id} agent={agent} teams={teams} />
          ))}
        </Table>
      )}
    </Card>
  );
}

function AgentLine({ agent, teams }: { agent: AgentNow; teams: ReadonlyMap<string, string> }) {
  const n = held(agent.load);
  const can = [
    agent.teams.length > 0 ? agent.teams.map((id) => teams.get(id) ?? id).join(", ") : t("all_teams"),
    ...agent.skills,
    ...agent.languages.map((l) => (l === "en" ? t("language_en") : t("language_id"))),
  ];
  const by = Object.entries(agent.load).map(([channel, count]) => t("load_by", { n: count, channel }));
  const offered = agent.offers.length;
  return (
    <tr>
      <th scope="row">
        <span class="live-who">
          <Mark kind="human" name={agent.name} size={24} />
          {agent.name}
        </span>
      </th>
      <td>
        <span class="live-presence">
          <span class="presence-dot" data-presence={agent.presence} />
          {t(`presence_${agent.presence}`)}
          {agent.presence === "wrap_up" && agent.wrap_until ? (
            <span class="soft">
              <Left until={agent.wrap_until} />
            </span>
          ) : (
            agent.since && (
              <span class="soft">
                <Since at={agent.since} />
              </span>
            )
          )}
        </span>
      </td>
      <td>
        <a
          class="live-link live-load"
          href={format({ page: "live", figure: `agent:${agent.id}` })}
          title={by.join(" · ") || undefined}
        >
          <span class="load-bar" aria-hidden="true">
            <span style={{ width: `${Math.min(100, (100 * n) / Math.max(1, agent.capacity))}%` }} />
          </span>
          <span class="tabular">{t("load", { n, all: agent.capacity })}</span>
          <span class="visually-hidden">. {t("open_agent", { name: agent.name })}</span>
        </a>
        {offered > 0 && (
          <span class="chip">{offered === 1 ? t("rings_one") : t("rings_many", { n: offered })}</span>
        )}
      </td>
      <td class="soft">{can.join(" · ")}</td>
    </tr>
  );
}
