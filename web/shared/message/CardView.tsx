import type { Card, CardStep } from "../api";
import { dayClock } from "../format";
import { Icon } from "../Icon";
import { language } from "../i18n";
import { t } from "../texts";

const stepWord = { done: "step_done", now: "step_now", next: "step_next" } as const;

function Step({ step, now }: { step: CardStep; now: number }) {
  return (
    <li class="msg-step" data-state={step.state} {...(step.state === "now" && { "aria-current": "step" })}>
      <span class="msg-dot" aria-hidden="true">
        {step.state === "done" && <Icon name="check" size={12} />}
      </span>
      <span class="msg-step-label">
        {step.label}
        <span class="visually-hidden"> ({t(stepWord[step.state])})</span>
      </span>
      {step.at && (
        <time class="msg-step-time tabular" dateTime={step.at}>
          {dayClock(step.at, language.value, now)}
        </time>
      )}
    </li>
  );
}

/** A structured part of an answer: an order with a real time line, or a list of facts. */
export function CardView({ card, now }: { card: Card; now: number }) {
  return (
    <article class="msg-card" aria-label={card.title}>
      <div class="msg-card-head">
        <p class="msg-card-title">{card.title}</p>
        {card.status && <span class="msg-status">{card.status}</span>}
      </div>
      {card.fields && card.fields.length > 0 && (
        <dl class="msg-fields">
          {card.fields.map((f) => (
            <div key={f.label}>
              <dt>{f.label}</dt>
              <dd>{f.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {card.steps && card.steps.length > 0 && (
        <ol class="msg-steps">
          {card.steps.map((s) => (
            <Step key={`${s.label}${s.at}`} step={s} now={now} />
          ))}
        </ol>
      )}
    </article>
  );
}
