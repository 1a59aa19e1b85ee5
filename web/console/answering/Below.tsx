import { Icon } from "../../shared/Icon";
import { t } from "./picker/texts";
import { effectWords } from "./picker/words";
import { gapsOf } from "./trigger";
import { effectsOf, type Used } from "./used";

export interface BelowProps {
  text: string;
  /** The gap for which the reply was held, "" for none. */
  held: string;
  used: readonly Used[];
  onGap: (from: number, to: number) => void;
  onDrop: () => void;
}

/** Under what is being written: the gaps that are left, and what is done once it was sent. */
export function Below({ text, held, used, onGap, onDrop }: BelowProps) {
  const gaps = gapsOf(text);
  const effects = effectsOf(used);
  return (
    <>
      {gaps.length > 0 && (
        <div class="gaps" data-held={held ? "" : undefined}>
          <span>{t("gaps")}</span>
          {gaps.map((gap) => (
            <button
              key={gap.from}
              type="button"
              class="gap"
              aria-label={t("gap_go", { label: gap.label })}
              onClick={() => onGap(gap.from, gap.to)}
            >
              {gap.label}
            </button>
          ))}
        </div>
      )}
      <p class="gap-held" role="alert">
        {held && t("gap_held", { label: held })}
      </p>
      {effects.any && (
        <p class="macro-then">
          <span>
            {t("after")} {effectWords(effects)}
          </span>
          <button
            type="button"
            class="icon-button"
            aria-label={t("after_drop")}
            title={t("after_drop")}
            onClick={onDrop}
          >
            <Icon name="x" size={14} />
          </button>
        </p>
      )}
    </>
  );
}
