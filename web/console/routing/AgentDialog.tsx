import { useState } from "preact/hooks";
import type { Language } from "../../shared/i18n";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { Failed } from "../room/Failed";
import { FormActions } from "../settings/FormActions";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { Field } from "../view/Field";
import { Switch } from "../view/Switch";
import { Amount } from "./Amount";
import type { AgentProfile } from "./api";
import { useRouting } from "./context";
import { skillOf } from "./setting";
import { Ticks } from "./Ticks";
import { t } from "./texts";

interface Props {
  agent: AgentProfile;
  /** Somebody else changed it meanwhile: it is to be shown as it is now. */
  onAnew: () => void;
  onClose: () => void;
}

/** What an agent can do: teams, skills, languages, capacity. */
export function AgentDialog({ agent, onAnew, onClose }: Props) {
  const { toasts } = useConsole();
  const { routing } = useRouting();
  const general = routing.saved.value?.capacity.total ?? 1;
  const [teams, setTeams] = useState(agent.teams);
  const [skills, setSkills] = useState(agent.skills);
  const [languages, setLanguages] = useState<string[]>(agent.languages);
  const [own, setOwn] = useState(Boolean(agent.capacity));
  const [total, setTotal] = useState(agent.capacity?.total ?? general);
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<{ what: string; next: string } | null>(null);
  const wrongTotal = own && (!Number.isInteger(total) || total < 1 || total > 50);

  const save = async (event: Event) => {
    event.preventDefault();
    if (busy || wrongTotal) return;
    setBusy(true);
    setWhy(null);
    try {
      await routing.saveAgent({
        ...agent,
        teams,
        skills,
        languages: languages as Language[],
        capacity: own ? { ...agent.capacity, total } : null,
      });
      await routing.reloadAgents();
      toasts.show("good", t("agent_saved", { name: agent.name }));
      onClose();
    } catch (thrown) {
      const failure = failureOf(thrown);
      const { what, next } = failureText(failure);
      setBusy(false);
      if (failure.status === 409) {
        // The dialog is drawn anew with what is in force, so what is new has to be said where it stays.
        toasts.show("bad", t("agent_failed"), t("agent_new"));
        await routing.reloadAgents().then(onAnew, () => {});
      } else setWhy({ what: `${t("agent_failed")}. ${what}`, next });
    }
  };

  const choices = routing.choices.value;
  return (
    <Dialog title={t("agent_edit", { name: agent.name })} onClose={onClose}>
      <form class="form" onSubmit={(event) => void save(event)} noValidate>
        <Ticks
          legend={t("teams")}
          options={(routing.saved.value?.teams ?? []).map((x) => ({ id: x.id, label: x.name }))}
          chosen={teams}
          onChange={setTeams}
          none={t("none_teams")}
        />
        <Skills known={choices?.skills ?? []} chosen={skills} onChange={setSkills} />
        <Ticks
          legend={t("languages")}
          hint={t("languages_hint")}
          options={(choices?.languages ?? []).map((l) => ({ id: l, label: t(`language_${l}`) }))}
          chosen={languages}
          onChange={setLanguages}
        />
        <Switch
          label={t("agent_own")}
          hint={t("agent_own_hint", { n: general })}
          on={own}
          onChange={setOwn}
        />
        {own && (
          <Amount
            label={t("agent_capacity")}
            unit={t("conversations")}
            min={1}
            max={50}
            value={total}
            onInput={setTotal}
            error={wrongTotal ? t("range") : undefined}
          />
        )}
        <Failed why={why} />
        <FormActions busy={busy} word={t("save")} busyWord={t("saving")} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

interface SkillsProps {
  known: readonly string[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

function Skills({ known, chosen, onChange }: SkillsProps) {
  const [other, setOther] = useState("");
  const [wrong, setWrong] = useState(false);
  const all = [...new Set([...known, ...chosen])].sort();
  const add = () => {
    const skill = skillOf(other);
    setWrong(skill === "");
    if (!skill) return;
    if (!chosen.includes(skill)) onChange([...chosen, skill]);
    setOther("");
  };
  return (
    <div>
      <Ticks
        legend={t("skills")}
        hint={t("skills_hint")}
        options={all.map((skill) => ({ id: skill, label: skill }))}
        chosen={chosen}
        onChange={onChange}
      />
      <div class="skill-add">
        <Field
          label={t("skill_add")}
          value={other}
          onInput={setOther}
          maxLength={40}
          autoComplete="off"
          error={wrong ? t("skill_wrong") : undefined}
        />
        <button type="button" class="button" onClick={add}>
          {t("skill_add_word")}
        </button>
      </div>
    </div>
  );
}
