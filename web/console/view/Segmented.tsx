import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Option<V extends string> {
  value: V;
  label: string;
  face?: ComponentChildren;
  /** Shows the face only; the label stays for screen readers and as a tooltip. */
  iconOnly?: boolean;
}

interface Props<V extends string> {
  legend: string;
  value: V;
  options: readonly Option<V>[];
  onChange: (value: V) => void;
  hint?: string;
}

/** One of a few: radio buttons that look like one control. */
export function Segmented<V extends string>({ legend, value, options, onChange, hint }: Props<V>) {
  const name = useId();
  return (
    <fieldset class="segmented">
      <legend class="field-label">{legend}</legend>
      <div class="segmented-row">
        {options.map((option) => (
          <label key={option.value} class="segment" title={option.iconOnly ? option.label : undefined}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span class="segment-face">
              {option.face}
              <span class={option.iconOnly ? "visually-hidden" : undefined}>{option.label}</span>
            </span>
          </label>
        ))}
      </div>
      {hint && <p class="field-hint">{hint}</p>}
    </fieldset>
  );
}
