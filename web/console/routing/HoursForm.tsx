import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { Field } from "../view/Field";
import type { OpenHours } from "./api";
import {
  DAYS,
  type Day,
  LONGEST,
  type Open,
  openOf,
  tellsWeek,
  toldOf,
  type Week,
  weekOf,
  withWeek,
  wrongDays,
} from "./hours";
import { t } from "./texts";

interface Props {
  hours: OpenHours;
  zone: string;
  onChange: (hours: OpenHours) => void;
}

const NEXT: Open = { from: "08:00", to: "16:00" };

/** The week, what customers are told of it, and days off. */
export function HoursForm({ hours, zone, onChange }: Props) {
  // The grid keeps its own order of times, so that none jumps away while it is written; what comes from elsewhere replaces it.
  const [week, setWeek] = useState<Week>(() => weekOf(hours.open));
  const asked = JSON.stringify(hours.open);
  useEffect(() => {
    if (JSON.stringify(openOf(week)) !== asked) setWeek(weekOf(hours.open));
  }, [asked]);
  const put = (next: Week) => {
    setWeek(next);
    onChange(withWeek({ ...hours, open: openOf(week) }, next, zone));
  };
  const wrong = wrongDays(week);
  const told = (lang: "id" | "en") => (
    <Field
      label={t(`told_${lang}`)}
      value={hours.text[lang]}
      maxLength={LONGEST}
      error={hours.open.length > 0 && hours.text[lang].trim() === "" ? t("told_empty") : undefined}
      onInput={(text) => onChange({ ...hours, text: { ...hours.text, [lang]: text } })}
    />
  );
  return (
    <>
      <div class="week">
        {DAYS.map((day) => (
          <DayLine
            key={day}
            day={day}
            spans={week[day]}
            wrong={wrong.includes(day)}
            onChange={(spans) => put({ ...week, [day]: spans })}
          />
        ))}
      </div>
      <button
        type="button"
        class="link-word"
        onClick={() =>
          put({ ...week, tue: [...week.mon], wed: [...week.mon], thu: [...week.mon], fri: [...week.mon] })
        }
      >
        {t("hours_copy")}
      </button>
      {hours.open.length === 0 && <p class="field-hint">{t("hours_never")}</p>}
      <fieldset class="plain-set told">
        <legend class="field-label">{t("told")}</legend>
        {told("id")}
        {told("en")}
        {!tellsWeek(hours, zone) && (
          <p class="field-hint" role="status">
            {t("told_check")}{" "}
            <button
              type="button"
              class="link-word"
              onClick={() =>
                onChange({ ...hours, text: { id: toldOf(week, zone, "id"), en: toldOf(week, zone, "en") } })
              }
            >
              {t("told_write")}
            </button>
          </p>
        )}
      </fieldset>
    </>
  );
}

interface DayProps {
  day: Day;
  spans: readonly Open[];
  wrong: boolean;
  onChange: (spans: Open[]) => void;
}

/** One day: from and to as often as it opens; none is closed. */
function DayLine({ day, spans, wrong, onChange }: DayProps) {
  const box = useRef<HTMLFieldSetElement>(null);
  const next = useRef("");
  useEffect(() => {
    // What was added has the keyboard, and after one that was removed what adds one.
    const field = next.current && box.current?.querySelector<HTMLElement>(next.current);
    if (!field) return; // not drawn yet
    field.focus();
    next.current = "";
  });
  const name = t(`day_${day}`);
  const put = (i: number, patch: Partial<Open>) =>
    onChange(spans.map((span, k) => (k === i ? { ...span, ...patch } : span)));
  return (
    <fieldset class="week-day" ref={box} data-error={wrong ? "" : undefined}>
      <legend>{name}</legend>
      {spans.length === 0 && <span class="soft">{t("day_closed")}</span>}
      {spans.map((span, i) => (
        <span class="week-span" key={i}>
          <input
            class="hours-input"
            type="time"
            data-from={i}
            aria-label={t("time_from", { day: name })}
            aria-invalid={wrong}
            value={span.from}
            onInput={(event) => put(i, { from: event.currentTarget.value })}
          />
          –
          <input
            class="hours-input"
            type="time"
            aria-label={t("time_to", { day: name })}
            aria-invalid={wrong}
            value={span.to === "24:00" ? "00:00" : span.to}
            onInput={({ currentTarget: { value } }) => put(i, { to: value === "00:00" ? "24:00" : value })}
          />
          <button
            type="button"
            class="icon-button"
            aria-label={t("time_remove", { day: name, from: span.from, to: span.to })}
            onClick={() => {
              next.current = "[data-add]";
              onChange(spans.filter((_, k) => k !== i));
            }}
          >
            <Icon name="x" size={18} />
          </button>
        </span>
      ))}
      <button
        type="button"
        class="link-word"
        data-add=""
        aria-label={t("time_add", { day: name })}
        onClick={() => {
          next.current = `[data-from="${spans.length}"]`;
          onChange([...spans, spans.length === 0 ? NEXT : { from: "", to: "" }]);
        }}
      >
        {t("time_more")}
      </button>
      {wrong && (
        <p class="field-error" role="status">
          {t("time_wrong")}
        </p>
      )}
    </fieldset>
  );
}
