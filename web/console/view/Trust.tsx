import type { TrustReason } from "../../shared/api";
import type { Language } from "../../shared/i18n";
import { signalWord } from "../core/names";
import { t } from "../texts";

interface MeterProps {
  score: number;
  threshold: number;
  /** On one line, without the sentence. */
  brief?: boolean;
  /** Says what the score means for who should answer; of no use once a person is called in. */
  advise?: boolean;
}

/** The score with its threshold; never by colour alone: number, bar and a mark at the threshold. */
export function TrustMeter({ score, threshold, brief = false, advise = true }: MeterProps) {
  const under = score < threshold;
  const clamp = (value: number) => `${Math.max(0, Math.min(100, value))}%`;
  return (
    <div class="trust" data-under={under} data-brief={brief}>
      <div class="trust-line">
        <span class="visually-hidden">
          {t("trust_meter", { score })}. {t("trust_threshold", { threshold })}
        </span>
        <span class="trust-score tabular" aria-hidden="true">
          {score}
        </span>
        <span class="trust-bar" aria-hidden="true">
          <span class="trust-fill" style={{ width: clamp(score) }} />
          <span class="trust-mark" style={{ left: clamp(threshold) }} />
        </span>
      </div>
      {!brief && (
        <p class="trust-word">
          {advise && `${t(under ? "trust_under" : "trust_ok")} `}
          <span class="soft">{t("trust_threshold", { threshold })}</span>
        </p>
      )}
    </div>
  );
}

interface ReasonsProps {
  reasons: readonly TrustReason[];
  /** Of the words that moved it. */
  lang: Language;
  onJump: (seq: number) => void;
}

/** What moved the score, with the words that did it; the words lead to their message. */
export function TrustReasons({ reasons, lang, onJump }: ReasonsProps) {
  if (reasons.length === 0) return null;
  return (
    <ul class="reasons">
      {reasons.map((reason) => (
        <li key={`${reason.kind}${reason.seq}${reason.quote}`}>
          <span class="reason-kind">{signalWord(reason.kind)}</span>
          {reason.quote &&
            (reason.seq > 0 ? (
              <button
                type="button"
                class="reason-quote"
                title={t("card_jump")}
                onClick={() => onJump(reason.seq)}
              >
                <q lang={lang}>{reason.quote}</q>
              </button>
            ) : (
              <q class="reason-quote" lang={lang}>
                {reason.quote}
              </q>
            ))}
        </li>
      ))}
    </ul>
  );
}
