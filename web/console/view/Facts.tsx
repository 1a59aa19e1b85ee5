import type { Conversation, Fact } from "../../shared/api";
import { sourceWord } from "../core/names";
import { factLanguage } from "../handover/card";
import { t as word } from "../handover/texts";
import { t } from "../texts";

interface Props {
  row: Conversation;
  facts: readonly Fact[];
  /** Puts a fact into what is being written. */
  onInsert?: (fact: Fact) => void;
}

/** What is known, each with where it comes from; a tap puts it into the composer. */
export function Facts({ row, facts, onInsert }: Props) {
  return (
    <dl class="facts">
      {facts.map((fact) => (
        <div key={`${fact.label}${fact.value}`}>
          <dt>{fact.label}</dt>
          <dd>
            {onInsert ? (
              <button
                type="button"
                class="fact-value fact-insert"
                title={word("fact_insert", { ...fact })}
                lang={factLanguage(row, fact)}
                onClick={() => onInsert(fact)}
              >
                {fact.value}
              </button>
            ) : (
              <span class="fact-value" lang={factLanguage(row, fact)}>
                {fact.value}
              </span>
            )}
            {fact.source && (
              <span class="fact-source">{t("source_from", { source: sourceWord(fact.source) })}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
