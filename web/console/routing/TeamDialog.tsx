import { useRef, useState } from "preact/hooks";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { Failed } from "../room/Failed";
import { FormActions } from "../settings/FormActions";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { Field } from "../view/Field";
import type { Team } from "./api";
import { useRouting } from "./context";
import { teamId } from "./setting";
import { Ticks } from "./Ticks";
import { t } from "./texts";

interface Props {
  /** null for one that is made. */
  team: Team | null;
  onClose: () => void;
}

/** A team's name, matters and members. */
export function TeamDialog({ team, onClose }: Props) {
  const { toasts } = useConsole();
  const { routing } = useRouting();
  const agents = routing.agents.value;
  const [name, setName] = useState(team?.name ?? "");
  const [topics, setTopics] = useState<string[]>(team?.topics ?? []);
  const [members, setMembers] = useState(() =>
    agents.filter((a) => team && a.teams.includes(team.id)).map((a) => a.id),
  );
  /** One that was made stays the same one where saving goes on after a failure. */
  const made = useRef(team?.id ?? "");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<{ what: string; next: string } | null>(null);

  const save = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (busy || !name.trim()) return;
    setBusy(true);
    setWhy(null);
    try {
      let id = made.current;
      await routing.saveTeams((all) => {
        id ||= teamId(
          name,
          all.map((x) => x.id),
        );
        const next = { id, name: name.trim(), topics };
        return all.some((x) => x.id === id) ? all.map((x) => (x.id === id ? next : x)) : [...all, next];
      });
      made.current = id;
      for (const agent of routing.agents.peek()) {
        const is = members.includes(agent.id);
        if (is === agent.teams.includes(id)) continue;
        const teams = is ? [...agent.teams, id] : agent.teams.filter((x) => x !== id);
        await routing.saveAgent({ ...agent, teams });
      }
      await routing.reloadAgents();
      toasts.show("good", t("team_saved", { name: name.trim() }));
      onClose();
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      setWhy({ what: `${t("team_failed")}. ${what}`, next });
      setBusy(false);
      await routing.reloadAgents().catch(() => {});
    }
  };

  return (
    <Dialog title={team ? t("team_edit", { name: team.name }) : t("team_new")} onClose={onClose}>
      <form class="form" onSubmit={(event) => void save(event)} noValidate>
        <Field
          label={t("team_name")}
          value={name}
          onInput={setName}
          maxLength={60}
          autoComplete="off"
          error={tried && !name.trim() ? t("team_name_empty") : undefined}
          first
        />
        <Ticks
          legend={t("team_members")}
          hint={t("team_members_hint")}
          options={agents.map((a) => ({ id: a.id, label: a.name }))}
          chosen={members}
          onChange={setMembers}
          none={t("agents_empty")}
        />
        <Ticks
          legend={t("team_topics")}
          hint={t("team_topics_hint")}
          options={(routing.choices.value?.topics ?? []).map((x) => ({ id: x.id, label: x.title }))}
          chosen={topics}
          onChange={setTopics}
        />
        <Failed why={why} />
        <FormActions busy={busy} word={t("save")} busyWord={t("saving")} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
