interface Option {
  id: string;
  label: string;
}

interface Props {
  legend: string;
  hint?: string;
  options: readonly Option[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** What is said where there is nothing to choose. */
  none?: string;
}

/** Any of some. */
export function Ticks({ legend, hint, options, chosen, onChange, none }: Props) {
  return (
    <fieldset class="checks">
      <legend class="field-label">{legend}</legend>
      {hint && <p class="field-hint">{hint}</p>}
      {options.length === 0 && none && <p class="soft">{none}</p>}
      <div class="ticks">
        {options.map((option) => (
          <label key={option.id} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(option.id)}
              onChange={(event) =>
                onChange(
                  event.currentTarget.checked
                    ? [...chosen, option.id]
                    : chosen.filter((id) => id !== option.id),
                )
              }
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
