import { useEffect, useState } from "preact/hooks";
import { Mark } from "../../shared/Mark";
import { canHold, dataOf } from "../find/data";
import { useConsole } from "../view/context";
import { Bone, Trouble, Waiting } from "../view/States";
import { Pick } from "./Pick";
import type { PartProps } from "./Triage";
import { t } from "./texts";
import { carryOut } from "./work";

const RANK = { online: 0, wrap_up: 1, away: 2 } as const;

/** To whom; who is here comes first. */
export function AssignPart({ rows, ids, close }: PartProps) {
  const console = useConsole();
  const { session } = console;
  const data = dataOf(console);
  const [words, setWords] = useState("");
  useEffect(() => {
    void data.agents.load();
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
  return (
    <>
      <Pick
        label={t("assign_find")}
        words={{ value: words, onInput: setWords, placeholder: t("assign_find"), maxLength: 60 }}
        choices={found.map((agent) => ({
          id: agent.id,
          face: (
            <>
              <Mark kind="human" name={agent.name} size={24} />
              {agent.id === me ? t("assign_me", { name: agent.name }) : agent.name}
            </>
          ),
          end: t(`presence_${agent.presence}`),
        }))}
        onPick={(id) => {
          close();
          const agent = all.find((a) => a.id === id);
          if (agent) void carryOut(console, { do: "assign", agent_id: id, name: agent.name }, ids);
        }}
      />
      <p class="pick-hint" role="status">
        {t(found.length === 0 ? "assign_none" : "assign_hint")}
      </p>
    </>
  );
}
