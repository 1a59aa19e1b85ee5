import type { ComponentChildren } from "preact";
import type { Message, QuickReply } from "../api";
import { authorLabel, isMachine } from "../author";
import { clock, dayClock } from "../format";
import { Icon } from "../Icon";
import { language } from "../i18n";
import { Mark } from "../Mark";
import { t } from "../texts";
import { CardView } from "./CardView";
import { DisclosureCard } from "./DisclosureCard";
import { QuickReplies } from "./QuickReplies";
import { SurveyForm } from "./SurveyForm";
import { Text } from "./Text";
import "./message.css";

export interface MessageProps {
  message: Message;
  /** Whose screen it is: one's own side stands at the right. */
  side: "contact" | "agent";
  /** For times that leave the current year out. */
  now: number;
  /** Opens "Siapa ini?"; where it is absent the label is plain text. */
  onWho?: ((message: Message) => void) | undefined;
  /** Shows the quick replies; give it for the last message only. */
  onReply?: ((reply: QuickReply, message: Message) => void) | undefined;
  /** Lets the survey be answered. */
  onSurvey?:
    | ((score: number, comment: string, message: Message, smooth?: number) => Promise<void> | void)
    | undefined;
  /** A person took over in this talk. */
  handedOver?: boolean | undefined;
  /** Draws the text where it is more than plain. */
  words?: ComponentChildren;
  /** Draws what stands beside the text. */
  files?: ComponentChildren;
  /** Under the bubble at its end: delivery states. */
  status?: ComponentChildren;
}

/**
 * One message with all its parts. The author's label is in the text (a screen reader hears it first, a copy
 * carries it) and beside its mark under the bubble, where it opens "Siapa ini?".
 */
export function MessageView(props: MessageProps) {
  const { message: m, side, now, onWho, onReply, onSurvey, handedOver, words, files, status } = props;
  // A machine's or a person's words keep their label, whatever role the row plays.
  if (m.kind === "notice" && m.author.kind === "system")
    return <Notice message={m} now={now} onWho={onWho} />;
  const mine = (m.direction === "in") === (side === "contact") && m.direction !== "internal";
  const label = authorLabel(m.author);
  // What a list's own entries send needs no chip beside them.
  const replies = m.replies?.filter((r) => !m.card?.items?.some((i) => i.value === r.value));
  const text = m.text && m.text !== m.disclosure?.text ? m.text : "";
  return (
    <div
      class="msg"
      data-side={mine ? "mine" : "theirs"}
      data-kind={m.author.kind}
      data-type={m.kind}
      data-seq={m.seq || undefined}
      {...(isMachine(m.author.kind) && { "data-ai": m.author.kind })}
    >
      <span class="visually-hidden">
        {m.kind === "note" && `${t("internal_note")}. `}
        {t("says", { author: label })}{" "}
      </span>
      <div class="msg-body" lang={m.language}>
        {m.disclosure?.text && <DisclosureCard disclosure={m.disclosure} author={m.author} />}
        {text && !m.survey && (
          <div class="msg-bubble">
            {words ?? <Text text={text} />}
            <Sources message={m} />
          </div>
        )}
        {files}
        {m.card && <CardView card={m.card} now={now} onPick={onReply && ((r) => onReply(r, m))} />}
        {m.survey && (
          <SurveyForm
            survey={m.survey}
            handedOver={handedOver}
            onAnswer={onSurvey && ((score, comment, smooth) => onSurvey(score, comment, m, smooth))}
          />
        )}
      </div>
      <div class="msg-foot">
        {m.author.kind !== "contact" && <Label message={m} label={label} onWho={onWho} />}
        {m.author.kind === "contact" && side === "agent" && <Label message={m} label={label} />}
        <time class="tabular" dateTime={m.at} title={dayClock(m.at, language.value)}>
          {clock(m.at, language.value)}
        </time>
        {status}
      </div>
      {onReply && replies && replies.length > 0 && (
        <QuickReplies replies={replies} onPick={(r) => onReply(r, m)} />
      )}
    </div>
  );
}

function Label({
  message: m,
  label,
  onWho,
}: {
  message: Message;
  label: string;
  onWho?: MessageProps["onWho"];
}) {
  const face = (
    <>
      <Mark kind={m.author.kind} name={m.author.name} size={18} />
      <span>{label}</span>
    </>
  );
  if (!onWho) return <span class="msg-label">{face}</span>;
  return (
    <button type="button" class="msg-label msg-who" aria-haspopup="dialog" onClick={() => onWho(m)}>
      {face}
      <span class="visually-hidden">. {t("who")}</span>
    </button>
  );
}

function Sources({ message: m }: { message: Message }) {
  if (!m.sources || m.sources.length === 0) return null;
  return (
    <p class="msg-sources">
      <Icon name="book-open" size={14} />
      <span>{t("sources_named", { titles: m.sources.map((s) => s.title).join(" · ") })}</span>
    </p>
  );
}

/** An announcement of the house: centred small text, no mark. */
function Notice({ message: m, now, onWho }: Pick<MessageProps, "message" | "now" | "onWho">) {
  const time = (
    <time class="tabular" dateTime={m.at} title={dayClock(m.at, language.value, now)}>
      {clock(m.at, language.value)}
    </time>
  );
  return (
    <div class="msg-notice" data-kind={m.author.kind} data-seq={m.seq} lang={m.language}>
      <span class="visually-hidden">{t("says", { author: t("kind_system") })} </span>
      {m.disclosure?.text && m.disclosure.text !== m.text && <p>{m.disclosure.text}</p>}
      {m.text && (
        <p>
          <Text text={m.text} />
        </p>
      )}
      {onWho ? (
        <button type="button" class="msg-who" aria-haspopup="dialog" onClick={() => onWho(m)}>
          {t("kind_system")} · {time}
          <span class="visually-hidden">. {t("who")}</span>
        </button>
      ) : (
        time
      )}
    </div>
  );
}
