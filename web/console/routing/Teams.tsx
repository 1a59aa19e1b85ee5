import { useId, useState } from "preact/hooks";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { Remove } from "../settings/Remove";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Empty } from "../view/States";
import type { Team } from "./api";
import { useRouting } from "./context";
import { TeamDialog } from "./TeamDialog";
import { t } from "./texts";

/** The teams that are in force; each change of them holds at once. */
export function Teams() {
  const { toasts } = useConsole();
  const { routing, may } = useRouting();
  const [open, setOpen] = useState<Team | "new" | null>(null);
  const id = useId();
  const teams = routing.saved.value?.teams ?? [];
  const agents = routing.agents.value;

  const remove = async (team: Team) => {
    try {
      await routing.saveTeams((all) => all.filter((x) => x.id !== team.id));
      await routing.reloadAgents();
      toasts.show("good", t("team_removed", { name: team.name }));
      return true;
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      toasts.show("bad", t("team_failed"), `${what} ${next}`);
      return false;
    }
  };

  return (
    <section class="card form" aria-labelledby={id}>
      <header class="part-head">
        <div>
          <h2 id={id}>{t("teams")}</h2>
          <p class="soft">{t("teams_lead")}</p>
        </div>
        {may && teams.length > 0 && (
          <button type="button" class="button" onClick={() => setOpen("new")}>
            <Glyph name="plus" size={18} />
            {t("team_new")}
          </button>
        )}
      </header>
      {teams.length === 0 ? (
        <Empty
          icon={<Glyph name="users" size={22} />}
          title={t("teams_empty")}
          action={may ? { label: t("team_new"), run: () => setOpen("new") } : undefined}
        >
          {t("teams_empty_why")}
        </Empty>
      ) : (
        <ul class="plain-things">
          {teams.map((team) => (
            <li key={team.id} class="thing">
              <div class="thing-text">
                <p class="thing-name">{team.name}</p>
                <p class="soft">
                  {t("team_line", {
                    members: agents.filter((a) => a.teams.includes(team.id)).length,
                    topics: team.topics.length,
                  })}
                </p>
              </div>
              {may && (
                <>
                  <button
                    type="button"
                    class="button"
                    data-size="small"
                    aria-label={t("team_edit", { name: team.name })}
                    onClick={() => setOpen(team)}
                  >
                    {t("edit")}
                  </button>
                  <Remove
                    word={t("team_remove")}
                    title={t("team_remove_title", { name: team.name })}
                    why={t("team_remove_why")}
                    run={() => remove(team)}
                  />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {open && <TeamDialog team={open === "new" ? null : open} onClose={() => setOpen(null)} />}
    </section>
  );
}
