import { useId } from "preact/hooks";
import { dayKey } from "../../shared/format";
import { useConsole } from "../view/context";
import { Segmented } from "../view/Segmented";
import type { Period, Span } from "./period";
import { t } from "./texts";

const SPANS: readonly Span[] = ["7", "30", "own"];

interface Props<V extends string> {
  legend: string;
  period: Period;
  /** What is chosen where it is no period. */
  other?: V | undefined;
  /** What can be chosen beside periods. */
  others?: readonly { value: V; label: string }[];
  wrong: "period_empty" | "period_order" | "period_long" | "period_future" | null;
  onChange: (next: Period) => void;
  onOther?: (value: V) => void;
}

/** The last days, or days of one's own. */
export function PeriodPicker<V extends string = never>(props: Props<V>) {
  const { legend, period, other, others = [], wrong, onChange, onOther } = props;
  const value: Span | V = other ?? period.span;
  return (
    <div class="period">
      <Segmented<Span | V>
        legend={legend}
        value={value}
        options={[...SPANS.map((span) => ({ value: span, label: t(`period_${span}`) })), ...others]}
        onChange={(next) => {
          const found = others.find((o) => o.value === next);
          if (found) onOther?.(found.value);
          else onChange({ ...period, span: next as Span });
        }}
      />
      {value === "own" && <Days period={period} wrong={wrong} onChange={onChange} />}
    </div>
  );
}

function Days({ period, wrong, onChange }: Pick<Props<never>, "period" | "wrong" | "onChange">) {
  const { world } = useConsole();
  const id = useId();
  const today = dayKey(world.now());
  return (
    <div class="period-days">
      {(["from", "to"] as const).map((end) => (
        <div key={end} class="field">
          <label class="field-label" for={`${id}-${end}`}>
            {t(`period_${end}`)}
          </label>
          <input
            id={`${id}-${end}`}
            type="date"
            max={today}
            value={period[end]}
            aria-invalid={wrong ? true : undefined}
            aria-describedby={wrong ? `${id}-wrong` : undefined}
            onInput={(event) => onChange({ ...period, [end]: event.currentTarget.value })}
          />
        </div>
      ))}
      <div role="alert">
        {wrong && (
          <p class="field-error" id={`${id}-wrong`}>
            {t(wrong)}
          </p>
        )}
      </div>
    </div>
  );
}
