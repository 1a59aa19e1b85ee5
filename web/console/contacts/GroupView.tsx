import { authorLabel } from "../../shared/author";
import { clock, dayClock } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { Mark } from "../../shared/Mark";
import { NoteText } from "../answering/NoteText";
import { format } from "../core/route";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import type { ContactPart, Moment } from "./api";
import { calledOf } from "./context";
import { type Doer, detailOf, doerOf, type Group, sentenceOf } from "./moments";
import { t } from "./texts";

/** Messages of one conversation that follow each other, or one thing that happened. */
export function GroupView({ group, parts }: { group: Group; parts: readonly ContactPart[] }) {
  const first = group.moments[0];
  if (!first) return null;
  if (group.conversation === "") return <Happened moment={first} />;
  const part = parts.find((p) => p.id === first.contact_id);
  return (
    <li class="talk-group card" data-moment data-step tabIndex={-1}>
      <a
        class="talk-where"
        href={format({ page: "inbox", view: "all", conversation: group.conversation, panel: false })}
      >
        <span>{part ? calledOf(part) : t("open_conversation")}</span>
        {part && <span class="soft">{t("open_conversation")}</span>}
        <Icon name="chevron-right" size={16} />
      </a>
      {first.reason_needed && <p class="soft">{t("reason_needed")}</p>}
      <ol class="plain-list said-list">
        {group.moments.map((moment) => (
          <Said key={moment.id} moment={moment} name={part && calledOf(part)} />
        ))}
      </ol>
    </li>
  );
}

function Said({ moment, name }: { moment: Moment; name: string | undefined }) {
  const { prefs } = useConsole();
  const message = moment.message;
  if (!message) return null;
  const author = message.author.kind === "contact" && name ? { ...message.author, name } : message.author;
  return (
    <li class="said" data-kind={moment.kind}>
      <span class="said-mark">
        <Mark kind={author.kind} name={author.name} size={24} />
      </span>
      <div class="said-body">
        <p class="said-who">
          <span class="part-name">{authorLabel(author)}</span>
          {moment.kind === "note" && <span class="chip">{t("note")}</span>}
          <time class="soft tabular" dateTime={moment.at}>
            {clock(moment.at, prefs.value.language)}
          </time>
        </p>
        <p class="said-text">
          {message.mentions ? (
            <NoteText message={message} />
          ) : (
            message.text || message.card?.title || message.survey?.question
          )}
        </p>
      </div>
    </li>
  );
}

function DoerMark({ doer, name }: { doer: Doer; name: string | undefined }) {
  if (doer === "machine") return <Mark kind="automation" size={24} />;
  if (doer === "person") return <Mark kind="human" name={name} size={24} />;
  if (doer === "contact") return <Mark kind="contact" size={24} />;
  return (
    <span class="happened-icon">
      <Glyph name="bell" size={16} />
    </span>
  );
}

function Happened({ moment }: { moment: Moment }) {
  const { prefs, clock: now } = useConsole();
  const doer = doerOf(moment);
  const detail = detailOf(moment);
  const lang = prefs.value.language;
  return (
    <li class="happened" data-moment data-step data-kind={moment.kind} tabIndex={-1}>
      <DoerMark doer={doer} name={moment.by_name} />
      <div class="said-body">
        <p class="said-who">
          <span class="visually-hidden">{t(`by_${doer}`)}: </span>
          <span>{sentenceOf(moment)}</span>
          <time class="soft tabular" dateTime={moment.at}>
            {clock(moment.at, lang)}
          </time>
        </p>
        {(detail || moment.until) && (
          <p class="soft happened-detail">
            {[detail, moment.until && t("until", { time: dayClock(moment.until, lang, now.value) })]
              .filter(Boolean)
              .join(" · ")}
          </p>
        )}
      </div>
    </li>
  );
}
