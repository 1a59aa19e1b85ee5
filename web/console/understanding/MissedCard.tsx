import { useId, useState } from "preact/hooks";
import { age } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { Managers } from "../room/Managers";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { PersonalNote } from "./AddExamples";
import type { MissedGroup, MissedMessage } from "./api";
import { useRoom } from "./context";
import { IntentPicker } from "./IntentPicker";
import { MAX_TEXT, personal, tidy } from "./lines";
import { toConversation } from "./Missed";
import { keyOf } from "./room";
import { t } from "./texts";
import { count, percent } from "./words";

const SHOWN = 6;
/** A guess that is more likely wrong than right is named, but not filled in: one hasty press would teach it. */
const LIKELY = 0.5;

/** One group: choose what was meant, and make examples of all of it or of some. */
export function MissedCard({ group }: { group: MissedGroup }) {
  const room = useRoom();
  const { suggestion, messages } = group;
  const [intent, setIntent] = useState(
    suggestion && suggestion.confidence >= LIKELY ? suggestion.intent : "",
  );
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [wording, setWording] = useState<ReadonlyMap<string, string>>(new Map());
  const [all, setAll] = useState(false);
  const [asked, setAsked] = useState(false);
  const id = useId();
  const chosen = messages.filter((m) => !left.has(keyOf(m)));
  const shown = all ? messages : messages.slice(0, SHOWN);
  const text = (m: MissedMessage) => wording.get(keyOf(m)) ?? m.text;
  const choose = (m: MissedMessage, on: boolean) => {
    const next = new Set(left);
    if (on) next.delete(keyOf(m));
    else next.add(keyOf(m));
    setLeft(next);
  };
  const reword = (m: MissedMessage, words: string | null) => {
    const next = new Map(wording);
    if (words === null || tidy(words) === tidy(m.text)) next.delete(keyOf(m));
    else next.set(keyOf(m), tidy(words));
    setWording(next);
  };
  const teach = () => {
    setAsked(true);
    if (intent && chosen.length > 0) room.teach(chosen, intent, wording);
  };
  return (
    <li class="card group" aria-labelledby={id}>
      <div class="group-head">
        <h3 id={id}>
          {messages.length === 1 ? t("group_one") : t("group_many", { count: count(messages.length) })}
        </h3>
        {suggestion && (
          <p class="soft">
            {t("group_guess", {
              intent: room.title(suggestion.intent),
              share: percent(suggestion.confidence),
            })}
          </p>
        )}
        {suggestion && intent !== suggestion.intent && (
          <button type="button" class="link-button" onClick={() => setIntent(suggestion.intent)}>
            {t("use_guess")}
            <span class="visually-hidden">: {room.title(suggestion.intent)}</span>
          </button>
        )}
      </div>
      <ul class="group-messages">
        {shown.map((m) => (
          <Message
            key={keyOf(m)}
            message={m}
            text={text(m)}
            chosen={!left.has(keyOf(m))}
            single={messages.length === 1}
            onChoose={(on) => choose(m, on)}
            onReword={(words) => reword(m, words)}
          />
        ))}
      </ul>
      {messages.length > SHOWN && (
        <button type="button" class="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("show_less") : t("show_all", { count: count(messages.length) })}
        </button>
      )}
      {chosen.some((m) => personal(text(m))) && <PersonalNote />}
      <Managers>
        <div class="group-acts">
          <IntentPicker label={t("group_intent")} value={intent} onChange={setIntent} mayBeNew />
          <button
            type="button"
            class="button"
            data-kind="main"
            aria-disabled={!intent || chosen.length === 0}
            onClick={teach}
          >
            {chosen.length > 1 ? t("teach_many", { count: count(chosen.length) }) : t("teach")}
          </button>
          <button
            type="button"
            class="button"
            aria-disabled={chosen.length === 0}
            onClick={() => chosen.length > 0 && room.dismiss(chosen)}
          >
            {chosen.length < messages.length
              ? t("dismiss_many", { count: count(chosen.length) })
              : t("dismiss")}
          </button>
        </div>
      </Managers>
      <p class="field-error" role="alert">
        {asked && !intent && t("group_no_intent")}
        {asked && intent && chosen.length === 0 && t("group_nothing")}
      </p>
    </li>
  );
}

interface MessageProps {
  message: MissedMessage;
  text: string;
  chosen: boolean;
  /** It stands alone, so there is nothing to choose. */
  single: boolean;
  onChoose: (on: boolean) => void;
  onReword: (words: string | null) => void;
}

function Message({ message, text, chosen, single, onChoose, onReword }: MessageProps) {
  const { clock } = useConsole();
  const [editing, setEditing] = useState(false);
  const [words, setWords] = useState(text);
  const done = (keep: boolean) => {
    if (keep && words.trim()) onReword(words);
    else setWords(text);
    setEditing(false);
  };
  const changed = text !== message.text;
  return (
    <li class="missed">
      {editing ? (
        <div class="missed-edit field">
          <textarea
            rows={2}
            maxLength={MAX_TEXT}
            value={words}
            aria-label={t("edit_label")}
            ref={(field) => {
              if (field && document.activeElement !== field && !field.dataset.met) {
                field.dataset.met = "";
                field.focus();
              }
            }}
            onInput={(event) => setWords(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
                event.preventDefault();
                done(true);
              } else if (event.key === "Escape") {
                event.preventDefault();
                event.stopPropagation();
                done(false);
              }
            }}
          />
          <button type="button" class="button" data-size="small" onClick={() => done(true)}>
            {t("edit_done")}
          </button>
          <button type="button" class="button" data-size="small" onClick={() => done(false)}>
            {t("edit_cancel")}
          </button>
        </div>
      ) : (
        <>
          {single ? (
            <p class="missed-text">{text}</p>
          ) : (
            <label class="check missed-text">
              <input
                type="checkbox"
                checked={chosen}
                onChange={(event) => onChoose(event.currentTarget.checked)}
              />
              <span>{text}</span>
            </label>
          )}
          <span class="missed-meta soft">
            {changed && <span class="tag tag-add">{t("edited")}</span>}
            {age(message.at, language.value, clock.value)}
          </span>
          <Managers>
            <button
              type="button"
              class="icon-button"
              aria-label={t("edit", { text })}
              title={t("edit_word")}
              onClick={() => {
                setWords(text);
                setEditing(true);
              }}
            >
              <Glyph name="pencil" size={16} />
            </button>
          </Managers>
          <a
            class="icon-button"
            href={toConversation(message.conversation_id)}
            aria-label={t("open_conversation", { text })}
            title={t("open_conversation_word")}
          >
            <Icon name="external-link" size={16} />
          </a>
        </>
      )}
    </li>
  );
}
