import { useState } from "preact/hooks";
import type { Survey } from "../api";
import { t } from "../texts";

const MAX_COMMENT = 1000;

interface Props {
  survey: Survey;
  /** Absent where it can only be read (console, transcript). */
  onAnswer?: ((score: number, comment: string, smooth?: number) => Promise<void> | void) | undefined;
  /** A person took over in this talk: one tap more says how smooth that was. */
  handedOver?: boolean | undefined;
}

/** From worst to best, as scores of five. */
const SMOOTH = [1, 3, 5] as const;

/** One question with a scale; a comment is offered once a score is chosen, so that one tap plus send will do. */
export function SurveyForm({ survey, onAnswer, handedOver }: Props) {
  const [smooth, setSmooth] = useState<number>();
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState("");
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  const max = Math.max(...survey.options);

  if (survey.answered !== null || !onAnswer) {
    return (
      <div class="msg-survey">
        <p class="msg-survey-question">{survey.question}</p>
        {survey.answered !== null && <p>{t("survey_thanks", { score: survey.answered, max })}</p>}
      </div>
    );
  }

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!score || state === "busy") return;
    setState("busy");
    try {
      await onAnswer(score, comment.trim(), smooth);
      setState("idle");
    } catch {
      setState("failed");
    }
  };

  return (
    <form class="msg-survey" onSubmit={submit}>
      <fieldset>
        <legend class="msg-survey-question">{survey.question}</legend>
        <div class="msg-scale">
          {survey.options.map((option) => (
            <label key={option} class="msg-score">
              <input
                type="radio"
                name="score"
                value={option}
                checked={score === option}
                onChange={() => setScore(option)}
                aria-label={t("survey_scale", { score: option, max })}
              />
              <span aria-hidden="true">{option}</span>
            </label>
          ))}
        </div>
        <div class="msg-scale-ends" aria-hidden="true">
          <span>{t("survey_low")}</span>
          <span>{t("survey_high")}</span>
        </div>
      </fieldset>
      {score > 0 && (
        <>
          {handedOver && (
            <fieldset class="msg-comment">
              <legend class="msg-comment-label">{t("survey_smooth")}</legend>
              <div class="msg-scale">
                {SMOOTH.map((value) => (
                  <label key={value} class="msg-score msg-smooth">
                    <input
                      type="radio"
                      name="smooth"
                      checked={smooth === value}
                      onChange={() => setSmooth(value)}
                    />
                    <span>{t(`smooth_${value}`)}</span>
                  </label>
                ))}
              </div>
            </fieldset>
          )}
          <label class="msg-comment">
            <span class="msg-comment-label">{t("survey_comment")}</span>
            <textarea
              rows={2}
              maxLength={MAX_COMMENT}
              value={comment}
              onInput={(e) => setComment(e.currentTarget.value)}
            />
          </label>
          <button type="submit" class="msg-submit" aria-disabled={state === "busy"}>
            {t(state === "busy" ? "survey_sending" : "survey_send")}
          </button>
        </>
      )}
      <p class="msg-survey-error" role="alert">
        {state === "failed" && t("survey_failed")}
      </p>
    </form>
  );
}
