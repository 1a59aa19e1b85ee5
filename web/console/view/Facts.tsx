import type { Fact } from "../../shared/api";
import { sourceWord } from "../core/names";
import { t } from "../texts";

/** What is known, each with where it comes from. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.map((fact) => (
        <div key={`${fact.label}${fact.value}`}>
          <dt>{fact.label}</dt>
          <dd>
            <span class="fact-value">{fact.value}</span>
            {fact.source && (
              <span class="fact-source">{t("source_from", { source: sourceWord(fact.source) })}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
