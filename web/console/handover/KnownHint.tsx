import "./facts.css";
import type { Conversation, Fact } from "../../shared/api";
import { Icon } from "../../shared/Icon";
import { sourceWord } from "../core/names";
import { useConsole } from "../view/context";
import { factIn } from "./card";
import { insertFact } from "./facts";
import { t } from "./texts";

interface Props {
  row: Conversation;
  /** Sends what is written as it is. */
  onAnyway: () => void;
}

/** What is being asked is known: a quiet word above the field, never a wall. */
export function KnownHint({ row, onAnyway }: Props) {
  const { reask, prefs } = useConsole();
  const hint = reask.hint.value;
  const shown = hint?.conversation === row.id ? hint : null;
  const read = (fact: Fact) => (row.hand_over ? factIn(row.hand_over, fact, prefs.value.language) : fact);
  return (
    <div class="known" role="status" data-shown={shown !== null}>
      {shown && (
        <>
          <Icon name="circle-alert" size={16} />
          <div class="known-text">
            {shown.known.map(read).map((fact) => (
              <p key={`${fact.label}${fact.value}`}>
                {t("known_already", {
                  label: fact.label,
                  value: fact.value,
                  source: sourceWord(fact.source),
                })}{" "}
                <button type="button" class="link-word" onClick={() => insertFact(row, fact)}>
                  {t("known_insert")}
                  <span class="visually-hidden"> {fact.value}</span>
                </button>
              </p>
            ))}
            {shown.held && <p class="known-held">{t("known_held")}</p>}
          </div>
          <button type="button" class="link-word" onClick={onAnyway}>
            {t("known_anyway")}
          </button>
        </>
      )}
    </div>
  );
}
