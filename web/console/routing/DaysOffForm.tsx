import { useId, useRef, useState } from "preact/hooks";
import { day } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { useConsole } from "../view/context";
import { Switch } from "../view/Switch";
import type { OpenHours, Opening } from "./api";
import { withDay } from "./hours";
import { t } from "./texts";

interface Props {
  hours: OpenHours;
  opening: Opening;
  onChange: (hours: OpenHours) => void;
}

/** The calendar that is followed, with where it is from, and the brand's own days. */
export function DaysOffForm({ hours, opening, onChange }: Props) {
  const { prefs } = useConsole();
  const lang = prefs.value.language;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [date, setDate] = useState("");
  const shown = (at: string) => day(`${at}T12:00:00+07:00`, lang);
  const holidays = hours.calendar
    ? opening.holidays.filter((d) => (!d.leave || hours.joint_leave) && !hours.except.includes(d.date))
    : [];
  const add = (event: Event) => {
    event.preventDefault();
    if (date === "") return;
    onChange({ ...hours, off: withDay(hours.off, date) });
    setDate("");
  };
  return (
    <section class="off-form" aria-labelledby={id}>
      <h3 id={id}>{t("off_title")}</h3>
      <Switch
        label={t("calendar_follow")}
        hint={t("calendar_source", { source: opening.source, year: opening.known_until })}
        on={hours.calendar !== ""}
        onChange={(on) => onChange({ ...hours, calendar: on ? "id" : "" })}
      />
      {hours.calendar && (
        <Switch
          label={t("calendar_joint")}
          on={hours.joint_leave}
          onChange={(on) => onChange({ ...hours, joint_leave: on })}
        />
      )}
      {holidays.length > 0 && (
        <ul class="days-off">
          {holidays.map((d) => (
            <li key={d.date}>
              <span class="tabular">{shown(d.date)}</span>
              <span>
                {d.name} <span class="soft">{t(d.leave ? "off_leave" : "off_holiday")}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <h4>{t("off_mine")}</h4>
      {hours.off.length === 0 && <p class="soft">{t("off_mine_none")}</p>}
      <ul class="days-off days-own">
        {hours.off.map((at) => (
          <li key={at}>
            <span class="tabular">{shown(at)}</span>
            <button
              type="button"
              class="icon-button"
              aria-label={t("off_remove", { day: shown(at) })}
              onClick={() => {
                onChange({ ...hours, off: hours.off.filter((x) => x !== at) });
                field.current?.focus();
              }}
            >
              <Icon name="x" size={18} />
            </button>
          </li>
        ))}
      </ul>
      <form class="off-add" onSubmit={add}>
        <label for={`${id}-add`} class="field-label">
          {t("off_add")}
        </label>
        <input
          id={`${id}-add`}
          ref={field}
          class="hours-input"
          type="date"
          value={date}
          onInput={(event) => setDate(event.currentTarget.value)}
        />
        <button type="submit" class="button" aria-disabled={date === ""}>
          {t("off_add_do")}
        </button>
      </form>
    </section>
  );
}
