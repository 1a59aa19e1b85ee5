import { useId } from "preact/hooks";
import { day, dayClock } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import type { Language } from "../../shared/i18n";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Empty } from "../view/States";
import type { Opening } from "./api";
import { useRouting } from "./context";
import { DaysOffForm } from "./DaysOffForm";
import { HoursForm } from "./HoursForm";
import { DAYS, openOf, weekOf } from "./hours";
import { t } from "./texts";

/** Where a brand names no zone. */
const ZONE = "Asia/Jakarta";

/** "08.00" or "08:00", as the reader writes times. */
const time = (text: string, lang: Language) => (lang === "id" ? text.replace(":", ".") : text);

/** When the desk is open and what is off: as the brand's file has it, or as it is set here instead. */
export function Hours() {
  const { routing, may } = useRouting();
  const { prefs } = useConsole();
  const id = useId();
  const lang = prefs.value.language;
  const opening = routing.choices.value?.opening;
  const hours = routing.draft.value?.hours;
  if (!opening) return null;
  const zone = opening.zone || ZONE;
  const set = () => routing.edit({ hours: { ...opening.set, open: openOf(weekOf(opening.set.open)) } });
  return (
    <section class="card form" aria-labelledby={id}>
      <header>
        <h2 id={id}>{t("hours")}</h2>
        <p class="soft">{t("hours_lead")}</p>
      </header>
      <p class="banner">
        <Icon name="circle-alert" size={18} />
        <span>{t(hours ? "hours_here" : "hours_where")}</span>
      </p>
      {may && (
        <p>
          <button
            type="button"
            class="button"
            onClick={() => (hours ? routing.edit({ hours: undefined }) : set())}
          >
            {t(hours ? "hours_file" : "hours_set")}
          </button>
        </p>
      )}
      {hours && may ? (
        <>
          <HoursForm hours={hours} zone={zone} onChange={(next) => routing.edit({ hours: next })} />
          <DaysOffForm hours={hours} opening={opening} onChange={(next) => routing.edit({ hours: next })} />
        </>
      ) : (
        <>
          {opening.stated ? (
            <Week opening={opening} lang={lang} />
          ) : (
            <Empty icon={<Icon name="clock" size={22} />} title={t("hours_none")}>
              {t("hours_none_why")}
            </Empty>
          )}
          <DaysOff opening={opening} lang={lang} />
        </>
      )}
    </section>
  );
}

interface Props {
  opening: Opening;
  lang: Language;
}

function Week({ opening, lang }: Props) {
  const state = opening.open_now
    ? t("open_now")
    : opening.opens_at
      ? t("closed_until", { at: dayClock(opening.opens_at, lang, Date.now()) })
      : t("closed");
  return (
    <>
      <p class="hours-now" data-open={opening.open_now}>
        <Glyph name={opening.open_now ? "sun" : "moon"} size={18} />
        {state}
      </p>
      <div class="table-box">
        <table class="hours-table">
          <caption class="visually-hidden">{t("hours")}</caption>
          <tbody>
            {DAYS.map((name) => {
              const spans = (opening.open ?? []).filter((o) => o.days.includes(name));
              return (
                <tr key={name}>
                  <th scope="row">{t(`day_${name}`)}</th>
                  <td class="tabular">
                    {spans.length === 0 ? (
                      <span class="soft">{t("day_closed")}</span>
                    ) : (
                      spans.map((o) => `${time(o.from, lang)}–${time(o.to, lang)}`).join(", ")
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <dl class="hours-facts">
        <dt>{t("zone")}</dt>
        <dd>{opening.zone || ZONE}</dd>
        {opening.text && (
          <>
            <dt>{t("told")}</dt>
            <dd>{opening.text}</dd>
          </>
        )}
        {opening.answer_within_minutes > 0 && (
          <>
            <dt>{t("within")}</dt>
            <dd>{t("minutes", { n: opening.answer_within_minutes })}</dd>
          </>
        )}
      </dl>
    </>
  );
}

function DaysOff({ opening, lang }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{t("off_next")}</h3>
      <p class="soft">
        {opening.calendar === "id"
          ? t("calendar_id", { leave: opening.joint_leave ? t("calendar_leave") : "" })
          : t("calendar_none")}
      </p>
      {opening.year_unknown && (
        <p class="banner" data-tone="caution">
          <Icon name="circle-alert" size={18} />
          <span>{t("calendar_unknown")}</span>
        </p>
      )}
      {opening.days_off.length === 0 ? (
        <p>{t("off_none")}</p>
      ) : (
        <ul class="days-off">
          {opening.days_off.map((d) => (
            <li key={d.date}>
              <span class="tabular">{day(`${d.date}T12:00:00+07:00`, lang)}</span>
              <span>
                {d.name}{" "}
                <span class="soft">{t(d.own ? "off_own" : d.leave ? "off_leave" : "off_holiday")}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {opening.source && (
        <p class="field-hint">
          {t("calendar_source", { source: opening.source, year: opening.known_until })}
        </p>
      )}
    </section>
  );
}
