import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Message } from "../../shared/api";
import { dayKey, relativeDay } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { MessageView } from "../../shared/message/MessageView";
import { asMessage, openReplies, progressOf } from "../progress";
import { t } from "../texts";
import { besideBar } from "../waiting";
import { usePanel } from "./context";
import { Files } from "./Files";
import { Failed, OwnState, type Progress } from "./OwnState";
import { TypingDots } from "./TypingDots";

const NEAR_END = 80;

interface Props {
  box: RefObject<HTMLDivElement | null>;
  onWho: (message: Message) => void;
  onTakeBack: (text: string) => void;
  onPicked: () => void;
}

/** The messages in their order; a screen reader hears each as it comes, its author first. */
export function Log({ box, onWho, onTakeBack, onPicked }: Props) {
  const { chat } = usePanel();
  const messages = chat.messages.value;
  const outgoing = chat.outgoing.value;
  const own = progressOf(messages, outgoing, chat.state.value.handled);
  const replies = openReplies(messages, outgoing);
  const lastOut = outgoing.at(-1)?.client_id;
  const now = Date.now();
  const persons = messages.some((m) => m.author.kind === "human" || m.author.kind === "ai_assisted");
  const { away, toEnd } = useEnd(box, messages, outgoing.length, chat.typing.value);

  return (
    <div class="log-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div class="log" ref={box} role="log" aria-label={t("log")} tabIndex={0}>
        <div class="log-list">
          <Older />
          {messages.map((m, i) => (
            <Row
              key={m.client_id ?? m.id}
              message={m}
              handedOver={m.survey ? persons : undefined}
              newDay={dayKey(m.at) !== dayKey(messages[i - 1]?.at ?? 0)}
              progress={own?.seq === m.seq ? own.progress : undefined}
              onWho={onWho}
              onPicked={replies.has(m.seq) ? onPicked : undefined}
            />
          ))}
          {outgoing.map((item) => (
            <MessageView
              key={item.client_id}
              message={asMessage(item)}
              side="contact"
              now={now}
              files={item.files && <Files message={asMessage(item)} />}
              status={
                item.state === "failed" ? (
                  <Failed
                    problem={item.problem ?? ""}
                    onRetry={() => chat.retry()}
                    onTakeBack={() => onTakeBack(chat.takeBack(item.client_id))}
                  />
                ) : (
                  item.client_id === lastOut && (
                    <OwnState progress={chat.link.value === "live" ? "sending" : "queued"} />
                  )
                )
              }
            />
          ))}
          <TypingDots />
        </div>
      </div>
      {away && (
        <button type="button" class="to-end" onClick={toEnd}>
          {t("newest")}
        </button>
      )}
    </div>
  );
}

interface RowProps {
  message: Message;
  newDay: boolean;
  /** Of a survey: whether a person took over in this talk. */
  handedOver: boolean | undefined;
  progress: Progress | undefined;
  onWho: (message: Message) => void;
  /** Given where the quick replies can be tapped. */
  onPicked: (() => void) | undefined;
}

/** One message, drawn again only if something about it has changed. */
function Row({ message: m, newDay, handedOver, progress, onWho, onPicked }: RowProps) {
  const { chat } = usePanel();
  const lang = language.value;
  const queued = chat.state.value.holder === "queue";
  return useMemo(
    () => (
      <>
        {newDay && <p class="day">{relativeDay(m.at, lang, Date.now())}</p>}
        <MessageView
          message={queued ? { ...m, replies: besideBar(m) } : m}
          side="contact"
          now={Date.now()}
          onWho={m.direction === "out" ? onWho : undefined}
          onReply={
            onPicked &&
            ((reply, to) => {
              chat.pick(reply, to);
              onPicked();
            })
          }
          onSurvey={(score, comment, to, smooth) => chat.answerSurvey(score, comment, to, smooth)}
          handedOver={handedOver}
          files={m.attachments && <Files message={m} />}
          status={progress && <OwnState progress={progress} />}
        />
      </>
    ),
    [chat, m, handedOver, newDay, progress, lang, onWho, !onPicked, queued],
  );
}

function Older() {
  const { chat } = usePanel();
  const older = chat.older.value;
  if (older === "none") return null;
  return (
    <button
      type="button"
      class="older"
      aria-disabled={older === "loading"}
      onClick={() => void chat.loadOlder().catch(() => undefined)}
    >
      <Icon name="clock" size={16} />
      {t(older === "loading" ? "older_loading" : "older")}
    </button>
  );
}

/** Keeps the end in view while the reader is there; else says that there is something new below. */
function useEnd(
  box: RefObject<HTMLDivElement | null>,
  messages: readonly Message[],
  outgoing: number,
  typing: string,
): { away: boolean; toEnd: () => void } {
  const near = useRef(true);
  const first = useRef({ seq: 0, height: 0, last: 0, outgoing: 0 });
  const [away, setAway] = useState(false);
  const toEnd = () => {
    const el = box.current;
    if (el) el.scrollTop = el.scrollHeight;
    // The scroll event comes a frame later; an answer may be quicker.
    near.current = true;
    setAway(false);
  };

  useEffect(() => {
    const el = box.current;
    if (!el) return;
    let [shown, whole] = [0, 0];
    const look = () => {
      // Bars, keyboards and messages move the end as well; only the reader's own scrolling counts.
      if (el.clientHeight !== shown || el.scrollHeight !== whole) return;
      near.current = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR_END;
      if (near.current) setAway(false);
    };
    el.addEventListener("scroll", look, { passive: true });
    // A phone's keyboard makes the box smaller, a form makes the talk longer: the end stays in view.
    const sizes = new ResizeObserver(() => {
      if (near.current) toEnd();
      [shown, whole] = [el.clientHeight, el.scrollHeight];
    });
    sizes.observe(el);
    if (el.firstElementChild) sizes.observe(el.firstElementChild);
    return () => {
      el.removeEventListener("scroll", look);
      sizes.disconnect();
    };
  }, [box]);

  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const was = first.current;
    const seq = messages[0]?.seq ?? 0;
    const last = messages.at(-1)?.seq ?? 0;
    if (was.seq > seq && was.last === last) {
      // History was put before: what the reader looks at stays where it is.
      el.scrollTop += el.scrollHeight - was.height;
    } else if (near.current || outgoing > was.outgoing) toEnd();
    else if (last > was.last) setAway(true);
    first.current = { seq, height: el.scrollHeight, last, outgoing };
  }, [messages, outgoing, typing]);

  return { away, toEnd };
}
