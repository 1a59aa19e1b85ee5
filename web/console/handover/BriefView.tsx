import "./brief.css";
import { type ComponentChildren, Fragment } from "preact";
import type { Brief, Conversation, Fact } from "../../shared/api";
import { Icon } from "../../shared/Icon";
import type { Language } from "../../shared/i18n";
import { lockOf } from "../core/abilities";
import { newestSuggestion, take } from "../suggestion/suggestion";
import { useConsole } from "../view/context";
import { Key } from "../view/Key";
import { factLanguage, quotesIn } from "./card";
import { dueWord, owedOf } from "./due";
import { SourceSign } from "./Sign";
import { t } from "./texts";

interface Props {
  row: Conversation;
  brief: Brief;
  onInsert: (fact: Fact) => void;
}

/** What a person reads in the first five seconds: one line for each question they have. */
export function BriefView({ row, brief, onInsert }: Props) {
  const { layout, prefs, clock } = useConsole();
  const known = brief.known ?? [];
  // As they stand now: who waits may since have chosen to be called instead.
  const promises = owedOf(row.promises);
  return (
    <dl class="brief">
      <Line name="who">
        <strong>{brief.who}</strong>
      </Line>
      <Line name="wants">
        <span class="brief-wants">
          <Quoting text={brief.wants} lang={row.language} />
        </span>
      </Line>
      {brief.tried && <Line name="tried">{brief.tried}</Line>}
      {known.length > 0 && (
        <Line name="known">
          <ul class="brief-facts">
            {known.map((fact) => (
              <li key={`${fact.label}${fact.value}`}>
                {/* Under a finger it would cost the card its five seconds; there the composer's menu inserts. */}
                {layout.value === "pages" ? (
                  <span class="brief-fact">
                    <FactFace row={row} fact={fact} />
                  </span>
                ) : (
                  <button
                    type="button"
                    class="brief-fact"
                    title={t("fact_insert", { ...fact })}
                    onClick={() => onInsert(fact)}
                  >
                    <FactFace row={row} fact={fact} />
                  </button>
                )}
              </li>
            ))}
          </ul>
        </Line>
      )}
      {promises.length > 0 && (
        <Line name="promises">
          {promises.map((promise) => (
            <span key={promise.id} class="brief-promise">
              <Icon name="clock" size={14} />
              {t(`promise_${promise.kind}`)}, {dueWord(promise.due_at, prefs.value.language, clock.value)}
            </span>
          ))}
        </Line>
      )}
      {brief.mood && (
        <Line name="mood">
          <Quoting text={brief.mood} lang={row.language} />
        </Line>
      )}
      {brief.next && (
        <Line name="next">
          {brief.next}
          <UseDraft row={row} />
        </Line>
      )}
    </dl>
  );
}

function FactFace({ row, fact }: { row: Conversation; fact: Fact }) {
  return (
    <>
      <span class="brief-fact-label">{fact.label}</span>{" "}
      <strong lang={factLanguage(row, fact)}>{fact.value}</strong>
      <SourceSign source={fact.source} />
    </>
  );
}

/** Words in which the contact is quoted, in the language that they write. */
function Quoting({ text, lang }: { text: string; lang: Language }) {
  return quotesIn(text).map(({ words, quoted }) =>
    quoted ? (
      <Fragment key={words}>
        “<span lang={lang}>{words}</span>”
      </Fragment>
    ) : (
      words
    ),
  );
}

type Name = "who" | "wants" | "tried" | "known" | "promises" | "mood" | "next";

function Line({ name, children }: { name: Name; children: ComponentChildren }) {
  return (
    <div class="brief-line" data-name={name}>
      <dt>{t(`brief_${name}`)}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The draft that the assistant left with the hand-over; whose words it was stays known when it is sent. */
function UseDraft({ row }: { row: Conversation }) {
  const console = useConsole();
  const { threads, session, prefs, layout } = console;
  const thread = threads.get(row.id).value;
  const draft = newestSuggestion(thread);
  if (!draft || lockOf(row, thread, session.agentId())) return null;
  const keyed = prefs.value.singleKeys && layout.value !== "pages";
  return (
    <button
      type="button"
      class="button brief-use"
      data-size="small"
      onClick={() => take(console, row.id, draft)}
    >
      {t("brief_use")}
      {keyed && <Key name="d" />}
    </button>
  );
}
