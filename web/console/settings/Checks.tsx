interface Props<V extends string> {
  legend: string;
  options: readonly { value: V; label: string; hint?: string }[];
  chosen: readonly V[];
  onChange: (chosen: V[]) => void;
  error?: string | undefined;
}

/** Several of a few. */
export function Checks<V extends string>({ legend, options, chosen, onChange, error }: Props<V>) {
  return (
    <fieldset class="checks" data-error={error ? "" : undefined}>
      <legend class="field-label">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(option.value)}
            onChange={(event) =>
              onChange(
                event.currentTarget.checked
                  ? [...chosen, option.value]
                  : chosen.filter((v) => v !== option.value),
              )
            }
          />
          <span>
            {option.label}
            {option.hint && <span class="field-hint">{option.hint}</span>}
          </span>
        </label>
      ))}
      {error && <p class="field-error">{error}</p>}
    </fieldset>
  );
}
