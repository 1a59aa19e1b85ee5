import { format } from "../core/route";
import { stretch } from "../desk/clock";
import { t as td } from "../desk/texts";
import { ShapeOf } from "../desk/WaitClock";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Empty } from "../view/States";
import type { DeskNow, Level } from "./api";
import { Card } from "./Card";
import { Table } from "./Table";
import { t } from "./texts";

export const levelWord = (priority: Level["priority"]): string =>
  priority === "all" ? t("all") : td(`priority_${priority}`);

/** How many were taken in time today, by priority, and how long they waited. */
export function Service({ now }: { now: DeskNow }) {
  const { prefs } = useConsole();
  const lang = prefs.value.language;
  const all = now.service.find((l) => l.priority === "all");
  const said = (seconds: number) => stretch(seconds * 1000, lang);
  return (
    <Card title={t("service")} lead={t("service_lead", { aim: now.aim })}>
      {!all || all.came === 0 ? (
        <Empty icon={<Glyph name="gauge" size={22} />} title={t("service_none")}>
          {t("service_none_why")}
        </Empty>
      ) : (
        <Table
          name={t("service")}
          heads={[t("col_priority"), t("col_target"), t("col_share"), t("col_in_time")]}
        >
          {now.service
            .filter((l) => l.came > 0 || l.priority === "all")
            .map((l) => (
              <LevelLine key={l.priority} level={l} aim={now.aim} said={said} />
            ))}
        </Table>
      )}
      {now.waits.taken > 0 && (
        <div class="day-waits">
          <h3>{t("waits")}</h3>
          <p class="soft">{t("waits_lead", { n: now.waits.taken })}</p>
          <dl>
            <dt>{t("half")}</dt>
            <dd class="tabular">{said(now.waits.half_seconds)}</dd>
            <dt>{t("ninety")}</dt>
            <dd class="tabular">{said(now.waits.ninety_seconds)}</dd>
            <dt>{t("day_longest")}</dt>
            <dd class="tabular">{said(now.waits.longest_seconds)}</dd>
          </dl>
        </div>
      )}
    </Card>
  );
}

function LevelLine({ level, aim, said }: { level: Level; aim: number; said: (seconds: number) => string }) {
  const below = level.percent !== null && level.percent < aim;
  const late = level.came - level.within;
  const priority = levelWord(level.priority);
  return (
    <tr>
      <th scope="row">{priority}</th>
      <td class="tabular">{level.target_seconds > 0 ? said(level.target_seconds) : "–"}</td>
      <td>
        <span class="live-share tabular" data-tone={below ? "bad" : "good"}>
          {level.percent === null ? "–" : t("percent", { n: level.percent })}
          {below && (
            <span class="live-below">
              <ShapeOf state="soon" />
              {t("below")}
            </span>
          )}
        </span>
      </td>
      <td>
        <span class="tabular">{t("in_time", { within: level.within, came: level.came })}</span>
        {late > 0 && (
          <a
            class="live-link live-late"
            href={format({ page: "live", figure: `service:${level.priority}` })}
            aria-label={t("late_open_aria", { n: late, priority })}
          >
            {t("late_open", { n: late })}
          </a>
        )}
      </td>
    </tr>
  );
}
