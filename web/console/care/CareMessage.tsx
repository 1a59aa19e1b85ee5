import "./care.css";
import type { Message } from "../../shared/api";
import { clock as clockOf } from "../../shared/format";
import { MessageView } from "../../shared/message/MessageView";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { kindsOf } from "./care";
import { t } from "./texts";

/** Whether a message is shown with care: it abuses its reader, or it was whispered. */
export const cared = (message: Message): boolean => (message.abuse?.length ?? 0) > 0 || !!message.whisper;

interface Props {
  message: Message;
  now: number;
  onWho: (message: Message) => void;
}

/** Abusive words behind a card that opens; a whisper that looks like nothing the customer could see. */
export function CareMessage({ message, now, onWho }: Props) {
  const { care, session, prefs } = useConsole();
  const { whisper } = message;
  if (whisper) {
    const you = whisper.to === session.agentId();
    const sign = t(whisper.kind === "take_over" ? "taken" : you ? "whispered_you" : "whispered");
    return (
      <article class="whisper" data-you={you || undefined} aria-label={sign}>
        <p class="whisper-sign">
          <Glyph name="lock" size={14} />
          {sign}
        </p>
        <MessageView message={message} side="agent" now={now} onWho={onWho} />
      </article>
    );
  }
  if (!care.folded(message))
    return (
      <MessageView
        message={message}
        side="agent"
        now={now}
        onWho={onWho}
        status={
          prefs.value.fold && (
            <button type="button" class="link-button fold-again" onClick={() => care.fold(message.id)}>
              {t("folded_again")}
            </button>
          )
        }
      />
    );
  return (
    <div class="msg" data-side="theirs" data-kind="contact" data-seq={message.seq}>
      <div class="msg-body">
        <button type="button" class="folded" onClick={() => care.unfold(message.id)}>
          <Glyph name="eye-off" size={18} />
          <span class="folded-words">
            <strong>{t("folded")}</strong>
            <span class="folded-why">{kindsOf(message)}</span>
          </span>
          <span class="folded-open">{t("folded_open")}</span>
        </button>
      </div>
      <div class="msg-foot">
        <time class="tabular" dateTime={message.at}>
          {clockOf(message.at, prefs.value.language)}
        </time>
      </div>
    </div>
  );
}
