import type { Card, CardItem, CardStep, QuickReply } from "../api";
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

function Item({ item, onPick }: { item: CardItem; onPick?: ((reply: QuickReply) => void) | undefined }) {
  const { title, text, value } = item;
  const face = (
    <>
      <span class="msg-item-title">{title}</span>
      {text && <span class="msg-item-text">{text}</span>}
    </>
  );
  return (
    <li class="msg-item">
      {value && onPick ? (
        <button
          type="button"
          class="msg-item-pick"
          onClick={() => onPick({ id: value, label: title, value })}
        >
          {face}
        </button>
      ) : (
        face
      )}
    </li>
  );
}

interface CardProps {
  card: Card;
  now: number;
  /** Lets the entries of a list be tapped; give it for the last message only. */
  onPick?: ((reply: QuickReply) => void) | undefined;
}

/** A structured part of an answer: an order with a real time line, facts, or a list to choose from. */
export function CardView({ card, now, onPick }: CardProps) {
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
      {card.items && card.items.length > 0 && (
        <ul class="msg-items">
          {card.items.map((i) => (
            <Item key={`${i.title}${i.value}`} item={i} onPick={onPick} />
          ))}
        </ul>
      )}
    </article>
  );
}
