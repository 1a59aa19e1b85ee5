import { useId } from "preact/hooks";
import { Segmented } from "../view/Segmented";
import { fieldTime, type When } from "./due";
import { t } from "./texts";

interface Props {
  when: When;
  picked: string;
  now: number;
  error: string | undefined;
  onWhen: (when: When) => void;
  onPick: (picked: string) => void;
}

/** By when: two times of one tap, or one of one's own in the house's clock. */
export function WhenField({ when, picked, now, error, onWhen, onPick }: Props) {
  const id = useId();
  return (
    <div class="when">
      <Segmented
        legend={t("promise_when")}
        value={when}
        options={[
          { value: "hour", label: t("promise_hour") },
          { value: "tomorrow", label: t("promise_tomorrow") },
          { value: "pick", label: t("promise_pick") },
        ]}
        onChange={onWhen}
      />
      {when === "pick" && (
        <div class="field" data-error={error ? "" : undefined}>
          <label class="field-label" for={id}>
            {t("promise_pick_label")}
          </label>
          <input
            id={id}
            type="datetime-local"
            value={picked}
            min={fieldTime(now)}
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? `${id}-error` : undefined}
            onInput={(event) => onPick(event.currentTarget.value)}
          />
        </div>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
