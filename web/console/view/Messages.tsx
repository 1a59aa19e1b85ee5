import type { Conversation, Message } from "../../shared/api";
import { dayKey, relativeDay } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { MessageView } from "../../shared/message/MessageView";
import { NotedFor } from "../answering/NotedFor";
import { NoteText } from "../answering/NoteText";
import { CareMessage, cared } from "../care/CareMessage";
import { lockOf } from "../core/abilities";
import { named, nameOf } from "../core/names";
import type { Thread } from "../core/thread";
import { lastSaid, lastSeen, position } from "../core/thread";
import { MessageFiles } from "../files/MessageFiles";
import { DeliveredSign } from "../sending/DeliveredSign";
import { OutgoingMessage } from "../sending/OutgoingMessage";
import { SuggestionView } from "../suggestion/SuggestionView";
import { isAnswered, isSuggestion, newestSuggestion } from "../suggestion/suggestion";
import { t } from "../texts";
import { useConsole } from "./context";
import { Glyph } from "./Glyph";
import { PendingMessage } from "./PendingMessage";
import { Bone } from "./States";
import { useStickyScroll } from "./useStickyScroll";

interface Props {
  id: string;
  thread: Thread;
  row: Conversation | undefined;
  onWho: (message: Message) => void;
}

/** Everything that was said, oldest first, with a line for each day; new words stay in sight while one is at the end. */
export function Messages({ id, thread, row, onWho }: Props) {
  const { clock, prefs, outbox, outgoing, typists, threads, session } = useConsole();
  const lang = prefs.value.language;
  const pending = outbox.of(id);
  const leaving = outgoing.of(id);
  const typing = typists.typing.value.has(id);
  const messages = thread.messages;
  const scroll = useStickyScroll(
    messages[0]?.seq ?? 0,
    position(thread) + (pending.length + leaving.length) / 1000,
    typing,
  );
  const seen = lastSeen(thread);
  const newestSaid = lastSaid(thread);
  const name = row ? nameOf(row) : t("contact");

  const newest = newestSuggestion(thread);
  const usable = row !== undefined && lockOf(row, thread, session.agentId()) === null;

  let day = "";
  return (
    <div class="messages-frame">
      <div
        class="messages"
        ref={scroll.box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also without a mouse
        tabIndex={0}
        role="log"
        aria-label={t("messages")}
        aria-live="off"
      >
        <div class="messages-inner" ref={scroll.inner}>
          <Beginning thread={thread} onEarlier={() => void threads.earlier(id)} />
          {messages.map((message) => {
            const key = dayKey(message.at);
            const newDay = key !== day;
            day = key;
            return (
              <>
                {newDay && (
                  <p key={key} class="day">
                    <span>{relativeDay(message.at, lang, clock.value)}</span>
                  </p>
                )}
                {isSuggestion(message) ? (
                  <SuggestionView
                    key={message.id}
                    conversation={id}
                    message={message}
                    answered={isAnswered(thread, message)}
                    usable={usable}
                    newest={message === newest}
                    now={clock.value}
                    onWho={onWho}
                  />
                ) : cared(message) ? (
                  <CareMessage
                    key={message.id}
                    message={named(message, row)}
                    now={clock.value}
                    onWho={onWho}
                  />
                ) : (
                  <MessageView
                    key={message.id}
                    message={named(message, row)}
                    side="agent"
                    now={clock.value}
                    onWho={onWho}
                    words={message.mentions ? <NoteText message={message} /> : undefined}
                    files={<MessageFiles id={id} files={message.attachments} />}
                    status={
                      message.kind === "note" ? (
                        <>
                          <NoteSign />
                          <NotedFor message={message} />
                        </>
                      ) : message === seen ? (
                        <SeenSign />
                      ) : message === newestSaid && message.author.agent_id ? (
                        <DeliveredSign />
                      ) : undefined
                    }
                  />
                )}
              </>
            );
          })}
          {leaving.map((reply) => (
            <OutgoingMessage key={reply.id} reply={reply} />
          ))}
          {pending.map((p) => (
            <PendingMessage key={p.clientId} pending={p} />
          ))}
          {typing && (
            <p class="typing" role="status">
              <span class="typing-dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              {t("typing_contact", { name })}
            </p>
          )}
          {thread.ahead.length > 0 && <p class="day">{t("gap")}</p>}
        </div>
      </div>
      {scroll.away && (
        <button type="button" class="newest" onClick={scroll.toEnd}>
          <Glyph name="arrow-down" size={16} />
          {scroll.missed > 0 ? t("newest_count", { count: scroll.missed }) : t("newest")}
        </button>
      )}
    </div>
  );
}

/** A note says so in words, not only by its ground. */
export function NoteSign() {
  return (
    <span class="note-sign">
      <Glyph name="lock" size={14} />
      {t("tab_note")}
    </span>
  );
}

function SeenSign() {
  return (
    <span class="seen">
      <Icon name="check-check" size={14} />
      {t("seen")}
    </span>
  );
}

function Beginning({ thread, onEarlier }: { thread: Thread; onEarlier: () => void }) {
  if (thread.earlier === "none") return <p class="beginning">{t("beginning")}</p>;
  const busy = thread.earlier === "loading";
  return (
    <p class="beginning">
      <button type="button" class="button" data-size="small" aria-disabled={busy} onClick={onEarlier}>
        {t(busy ? "earlier_busy" : "earlier")}
      </button>
    </p>
  );
}

const BONES = [
  { width: "46%", side: "theirs" },
  { width: "62%", side: "mine" },
  { width: "38%", side: "theirs" },
  { width: "54%", side: "mine" },
] as const;

/** Bubbles that are on their way. */
export function MessagesSkeleton() {
  return (
    <div class="messages-inner">
      {BONES.map(({ width, side }) => (
        <div key={width} class="msg" data-side={side}>
          <Bone width={width} height={56} />
          <Bone width="96px" />
        </div>
      ))}
    </div>
  );
}
