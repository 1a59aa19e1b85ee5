import { useEffect, useState } from "preact/hooks";
import { Mark } from "../../shared/Mark";
import { canHold, dataOf } from "../find/data";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Bone, Trouble, Waiting } from "../view/States";
import { Pick } from "./Pick";
import type { PartProps } from "./Triage";
import { t } from "./texts";
import { carryOut } from "./work";

/** Before a team's id among the choices. */
const TEAM = "team:";

const RANK = { online: 0, wrap_up: 1, away: 2 } as const;

/** To whom: who is here comes first, then the teams. */
export function AssignPart({ rows, ids, close }: PartProps) {
  const console = useConsole();
  const { session } = console;
  const data = dataOf(console);
  const [words, setWords] = useState("");
  useEffect(() => {
    void data.agents.load();
    void data.teams.load();
  }, []);
  const { data: all, failure } = data.agents.held.value;
  const me = session.agentId();
  const only = ids.length === 1 ? rows[0] : undefined;
  if (only?.holder === "agent" && only.agent && only.agent.id !== me)
    return (
      <p class="pick-hint" data-tone="caution">
        {t("assign_other", { name: only.agent.name })}
      </p>
    );
  if (!all && failure)
    return (
      <Trouble
        title={t("assign_failed")}
        failure={failure}
        safe={t("assign_failed_safe")}
        onRetry={() => void data.agents.load()}
      />
    );
  if (!all)
    return (
      <Waiting>
        <Bone width="60%" height={20} />
      </Waiting>
    );
  const look = words.trim().toLowerCase();
  const found = all
    .filter((a) => canHold(a) && a.name.toLowerCase().includes(look) && a.id !== only?.agent?.id)
    .sort(
      (a, b) =>
        Number(b.id === me) - Number(a.id === me) ||
        (RANK[a.presence] ?? 2) - (RANK[b.presence] ?? 2) ||
        a.name.localeCompare(b.name),
    );
  const people = found.map((agent) => ({
    id: agent.id,
    face: (
      <>
        <Mark kind="human" name={agent.name} size={24} />
        {agent.id === me ? t("assign_me", { name: agent.name }) : agent.name}
      </>
    ),
    end: t(`presence_${agent.presence}`),
  }));
  const waitsFor = only?.holder === "queue" ? only.team?.id : undefined;
  const teams = (data.teams.held.value.data ?? [])
    .filter((team) => team.name.toLowerCase().includes(look) && team.id !== waitsFor)
    .map((team) => ({
      id: TEAM + team.id,
      face: (
        <>
          <Glyph name="users" size={24} />
          {team.name}
        </>
      ),
      end: t("assign_team"),
    }));
  const here = found.filter((agent) => agent.presence === "online" || agent.id === me).length;
  const choices = [...people.slice(0, here), ...teams, ...people.slice(here)];
  const pick = (id: string) => {
    close();
    const team = data.teams.held.value.data?.find((x) => TEAM + x.id === id);
    if (team)
      return void carryOut(
        console,
        { do: "assign", team_id: team.id, name: t("assign_team_name", { name: team.name }) },
        ids,
      );
    const agent = all.find((a) => a.id === id);
    if (agent) void carryOut(console, { do: "assign", agent_id: id, name: agent.name }, ids);
  };
  return (
    <>
      <Pick
        label={t("assign_find")}
        words={{ value: words, onInput: setWords, placeholder: t("assign_find"), maxLength: 60 }}
        choices={choices}
        onPick={pick}
      />
      <p class="pick-hint" role="status">
        {t(choices.length === 0 ? "assign_none" : teams.length > 0 ? "assign_hint_team" : "assign_hint")}
      </p>
    </>
  );
}
