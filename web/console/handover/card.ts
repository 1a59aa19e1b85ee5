// A hand-over's card in the reader's language. What the contact wrote stays as they wrote it, and says in which language. Pure.
import type { Conversation, Fact, HandOver } from "../../shared/api";
import type { Language } from "../../shared/i18n";

const LANGUAGES: readonly Language[] = ["id", "en"];

/** The card as it reads in a language; in its own words where it was not written in that. */
export function cardIn(handOver: HandOver, language: Language): HandOver {
  return { ...handOver, ...handOver.translations?.[language] };
}

/** A fact of any of a card's languages, as another has it: the facts stand in the same places. */
export function factIn(handOver: HandOver, fact: Fact, language: Language): Fact {
  for (const { facts } of [handOver, ...LANGUAGES.map((l) => cardIn(handOver, l))]) {
    const place = facts?.findIndex((f) => f.label === fact.label && f.value === fact.value) ?? -1;
    if (place >= 0) return cardIn(handOver, language).facts?.[place] ?? fact;
  }
  return fact;
}

type Handed = Pick<Conversation, "hand_over" | "language">;

/** The language of a fact's value where it stands as the contact wrote it. */
export function factLanguage({ hand_over: card, language }: Handed, fact: Fact): Language | undefined {
  if (!card?.translations || fact.source !== "customer") return undefined;
  return LANGUAGES.every((l) => factIn(card, fact, l).value === fact.value) ? language : undefined;
}

/** The language of what is wanted, where that is in the contact's own words. */
export function wantsLanguage({ hand_over: card, language }: Handed): Language | undefined {
  if (!card?.translations) return undefined;
  return LANGUAGES.every((l) => cardIn(card, l).wants === card.wants) ? language : undefined;
}

/** A text in its parts: what stands in quotation marks in it, without them, and what stands around. */
export function quotesIn(text: string): { words: string; quoted: boolean }[] {
  return text
    .split(/“([^”]*)”/)
    .map((words, i) => ({ words, quoted: i % 2 === 1 }))
    .filter(({ words }) => words !== "");
}
