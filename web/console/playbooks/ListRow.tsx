import { relativeDay } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { format } from "../core/route";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import type { BookRow, Trigger } from "./api";
import { TriggerIcon } from "./icons";
import { inWords } from "./list";
import { t } from "./texts";
import { count, percent, word } from "./words";

const TRIGGERS_SHOWN = 3;

/** One playbook: what it is, what starts it, how it stands, and how it did. */
export function ListRow({ row }: { row: BookRow }) {
  const triggers = row.triggers ?? [];
  const about = inWords(row.about, language.value);
  return (
    <li class="book-row">
      <div class="book-what">
        <a class="book-title" href={format({ page: "playbooks", id: row.id, tab: "graph" })}>
          {inWords(row.title, language.value) || row.id}
        </a>
        <StateTag row={row} />
        {about && <p class="soft book-about">{about}</p>}
        <ul class="book-triggers" aria-label={t("starts")}>
          {triggers.slice(0, TRIGGERS_SHOWN).map((trigger) => (
            <TriggerChip key={`${trigger.kind} ${trigger.label}`} trigger={trigger} />
          ))}
          {triggers.length > TRIGGERS_SHOWN && (
            <li class="chip chip-soft">{t("more", { count: triggers.length - TRIGGERS_SHOWN })}</li>
          )}
          {triggers.length === 0 && <li class="chip chip-soft">{t("starts_nothing")}</li>}
        </ul>
      </div>
      <Marks row={row} />
      <Runs row={row} />
      <span class="book-go">
        <Icon name="chevron-right" size={18} />
      </span>
    </li>
  );
}

export function TriggerChip({ trigger }: { trigger: Trigger }) {
  const kind = word("trigger", trigger.kind);
  // Intents have names as programs like them; people read words.
  const label = trigger.kind === "intent" ? trigger.label.replaceAll("_", " ") : trigger.label;
  return (
    <li class="chip" title={`${kind}: ${trigger.label}`}>
      <TriggerIcon kind={trigger.kind} />
      <span class="visually-hidden">{kind}: </span>
      <span class="trigger-label">{label || kind}</span>
    </li>
  );
}

export function StateTag({ row }: { row: Pick<BookRow, "state" | "version"> }) {
  if (row.state === "draft") return <span class="tag tag-caution">{t("state_draft")}</span>;
  if (row.state === "off") return <span class="tag tag-off">{t("state_off", { version: row.version })}</span>;
  return (
    <>
      <span class="tag tag-add">{t("state_live", { version: row.version })}</span>
      {row.state === "changed" && <span class="tag tag-caution">{t("state_changed")}</span>}
    </>
  );
}

/** What somebody should look at, and what waits. */
function Marks({ row }: { row: BookRow }) {
  const { clock } = useConsole();
  const { errors, warnings } = row.problems;
  return (
    <div class="book-marks">
      {errors > 0 && (
        <p data-tone="bad">
          <Icon name="circle-alert" size={16} /> {t("errors", { count: count(errors) })}
        </p>
      )}
      {warnings > 0 && (
        <p data-tone="caution">
          <Glyph name="info" size={16} /> {t("warnings", { count: count(warnings) })}
        </p>
      )}
      {errors + warnings === 0 && (
        <p class="soft">
          <Icon name="check" size={16} /> {t("no_problems")}
        </p>
      )}
      <p class="soft tabular">
        {t("steps", { count: count(row.steps) })}
        {row.published_at && ` · ${relativeDay(row.published_at, language.value, clock.value)}`}
      </p>
    </div>
  );
}

/** How it did in seven days; where nothing ran, it says so instead of showing a figure. */
function Runs({ row }: { row: BookRow }) {
  if (row.state === "draft")
    return (
      <div class="book-runs">
        <p class="soft">{t("runs_draft")}</p>
      </div>
    );
  return (
    <div class="book-runs">
      {row.runs_7d === 0 ? (
        <p class="soft">{t("runs_none")}</p>
      ) : (
        <>
          <p class="tabular">
            <strong>{count(row.runs_7d)}</strong> {t("runs")}
          </p>
          {row.solved_7d === null ? (
            <p class="soft">{t("solved_unknown")}</p>
          ) : (
            <p class="tabular solved">
              <span class="solved-bar" aria-hidden="true">
                <span style={{ width: `${Math.round(row.solved_7d * 100)}%` }} />
              </span>
              {t("solved", { share: percent(row.solved_7d) })}
            </p>
          )}
        </>
      )}
      {row.sleeping > 0 && (
        <p class="soft tabular">
          <Icon name="clock" size={14} /> {t("sleeping", { count: count(row.sleeping) })}
        </p>
      )}
    </div>
  );
}
