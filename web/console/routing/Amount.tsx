import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { SECONDS, type Unit, unitOf } from "./setting";
import { t } from "./texts";

interface Props {
  label: string;
  /** NaN where nothing is written. */
  value: number;
  onInput: (value: number) => void;
  hint?: string | undefined;
  error?: string | undefined;
  /** The word behind the number. */
  unit?: string;
  min?: number;
  max?: number | undefined;
  disabled?: boolean | undefined;
}

const shownAs = (value: number) => (Number.isNaN(value) ? "" : String(value));

/** A labelled whole number. */
export function Amount({ label, value, onInput, hint, error, unit, min = 0, max, disabled }: Props) {
  return (
    <Line label={label} hint={hint} error={error} value={shownAs(value)} {...{ min, max, disabled, onInput }}>
      {unit && <span class="amount-unit">{unit}</span>}
    </Line>
  );
}

interface SpanProps {
  label: string;
  /** Seconds. */
  value: number;
  onInput: (seconds: number) => void;
  units?: readonly Unit[];
  hint?: string | undefined;
  error?: string | undefined;
  disabled?: boolean | undefined;
}

/** A labelled length of time: a number and its unit. */
export function Span({ label, value, onInput, units = ["s", "m", "h"], hint, error, disabled }: SpanProps) {
  const [unit, setUnit] = useState<Unit>(() => pick(value, units));
  // A value from elsewhere (discarded, or somebody else's) may need a finer unit than the one that is shown.
  useEffect(() => {
    if (!Number.isNaN(value) && value % SECONDS[unit] !== 0) setUnit(pick(value, units));
  }, [value]);
  const count = value / SECONDS[unit];
  return (
    <Line
      label={label}
      hint={hint}
      error={error}
      disabled={disabled}
      min={0}
      value={Number.isInteger(count) ? String(count) : ""}
      onInput={(n) => onInput(n * SECONDS[unit])}
      class="amount-line"
    >
      <select
        aria-label={t("unit", { label })}
        value={unit}
        disabled={disabled}
        onChange={(event) => {
          const next = event.currentTarget.value as Unit;
          setUnit(next);
          onInput(count * SECONDS[next]);
        }}
      >
        {units.map((u) => (
          <option key={u} value={u}>
            {t(`unit_${u}`)}
          </option>
        ))}
      </select>
    </Line>
  );
}

interface LineProps extends Pick<Props, "label" | "onInput" | "hint" | "error" | "min" | "max" | "disabled"> {
  value: string;
  class?: string;
  children: ComponentChildren;
}

/** A label, a number and what stands behind it, and a word about them. */
function Line({ label, hint, error, value, onInput, min, max, disabled, class: kind, children }: LineProps) {
  const id = useId();
  const about = error || hint ? `${id}-about` : undefined;
  return (
    <div class="field amount" data-error={error ? "" : undefined}>
      <label class="field-label" for={id}>
        {label}
      </label>
      <div class={`field-line ${kind ?? ""}`}>
        <input
          id={id}
          type="number"
          inputMode="numeric"
          min={min}
          max={max}
          value={value}
          disabled={disabled}
          aria-invalid={error ? true : undefined}
          aria-describedby={about}
          onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
        />
        {children}
      </div>
      {about && (
        <p id={about} class={error ? "field-error" : "field-hint"}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

function pick(value: number, units: readonly Unit[]): Unit {
  const best = unitOf(value);
  if (units.includes(best)) return best;
  return best === "h" && units.includes("m") ? "m" : (units[0] ?? "s");
}
