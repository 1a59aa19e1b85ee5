// What happened, in the order and the words in which it is read: messages of one conversation stand together, days are told once.

import { dayKey } from "../../shared/format";
import { type Language, language } from "../../shared/i18n";
import type { Kind, Moment, Title } from "./api";
import { t, texts } from "./texts";

/** Moments that are read as one: those of a conversation that follow each other, or one alone. */
export interface Group {
  id: string;
  /** Of messages and notes; "" for what stands alone. */
  conversation: string;
  moments: Moment[];
}

export interface Day {
  key: string;
  /** A moment of it, for its name. */
  at: string;
  groups: Group[];
}

const isSaid = (m: Moment) => m.kind === "message" || m.kind === "note";

/** Puts moments, the newest first, into days and groups. */
export function daysOf(moments: readonly Moment[]): Day[] {
  const days: Day[] = [];
  for (const m of moments) {
    const key = dayKey(m.at);
    let day = days.at(-1);
    if (day?.key !== key) {
      day = { key, at: m.at, groups: [] };
      days.push(day);
    }
    const last = day.groups.at(-1);
    if (isSaid(m) && last && last.conversation !== "" && last.conversation === m.conversation_id)
      last.moments.push(m);
    else day.groups.push({ id: m.id, conversation: isSaid(m) ? m.conversation_id : "", moments: [m] });
  }
  return days;
}

const has = (key: string): key is keyof typeof texts.id => Object.hasOwn(texts.id, key);

/** A word of the house in the reader's language; one that is not known yet says itself. */
export function wordOf(group: string, code: string | undefined, lang?: Language): string {
  const key = `${group}_${code ?? ""}`;
  return has(key) ? t(key, undefined, lang) : (code ?? "").replaceAll("_", " ").replace(/@\d+$/, "");
}

/** How the brand calls a playbook or topic, in the reader's language; its id in words where it has no name. */
export function titleOf(title: Title | undefined, name: string): string {
  return title?.[language.value] || title?.id || title?.en || wordOf("topic", name);
}

/** Whether a machine did it or a person: the mark that stands beside it. */
export type Doer = "machine" | "person" | "contact" | "house";

export function doerOf(m: Moment): Doer {
  switch (m.kind) {
    case "playbook":
    case "action":
      return "machine";
    case "consent":
      return "contact";
    case "event":
      return "house";
    case "promise":
      return m.what === "made" && m.by === "assistant" ? "machine" : m.what === "broken" ? "house" : "person";
    case "hand_over":
      return m.what === "asked" ? "machine" : m.by_name ? "person" : "house";
    default:
      return m.by === "system" ? "house" : m.by === "contact" ? "contact" : "person";
  }
}

/** What somebody changed of a conversation's place among the others. */
function changeOf(m: Moment, who: string): string {
  const key = `change_${m.by === "system" ? "back" : m.by === "contact" ? "wrote" : (m.what ?? "")}`;
  if (m.reason_needed || !has(key)) return t("change_other", { who });
  const word = (value = "") => (m.what === "priority" ? wordOf("priority", value) : value);
  return t(key, { who, name: word(m.name), was: word(m.outcome) });
}

/** One sentence for a moment that is no message. */
export function sentenceOf(m: Moment): string {
  const who = m.by_name ?? t("somebody");
  const name = m.name ?? "";
  switch (m.kind) {
    case "playbook":
      return t(
        m.what === "ended" ? "playbook_ended" : m.what === "asleep" ? "playbook_asleep" : "playbook_begun",
        {
          name: titleOf(m.title, name),
        },
      );
    case "action":
      return t(m.outcome ? "action_failed" : "action_done", { name: wordOf("topic", name) });
    case "hand_over":
      return t(m.what === "asked" ? "hand_asked" : m.what === "taken" ? "hand_taken" : "hand_ended", { who });
    case "promise": {
      const key = `promise_${m.what ?? ""}`;
      return has(key) ? t(key, { who: m.by === "assistant" ? t("the_assistant") : who }) : key;
    }
    case "tag":
      if (m.reason_needed) return t("change_other", { who });
      return t(m.what === "removed" ? "tag_removed" : "tag_added", { who, name });
    case "change":
      return changeOf(m, who);
    case "event":
      return t("event_happened", { name: name.replaceAll(/[._]/g, " ") });
    case "consent":
      return t(m.what === "yes" ? "consent_yes" : "consent_no", { name: wordOf("class", name) });
    case "merge":
      return m.what === "merged"
        ? t("merge_made", { who })
        : t(m.outcome === "other_person" ? "merge_other_person" : "merge_undone", { who });
    default:
      return "";
  }
}

/** What stands under a sentence, "" for nothing. */
export function detailOf(m: Moment): string {
  switch (m.kind) {
    case "playbook":
      return m.what === "ended" ? wordOf("outcome", m.outcome) : "";
    case "action":
      return [m.outcome && wordOf("outcome", m.outcome), m.status ? `HTTP ${m.status}` : ""]
        .filter(Boolean)
        .join(" · ");
    case "hand_over":
      return m.what === "asked" ? wordOf("reason", m.name) : "";
    case "event":
      return Object.entries(m.data ?? {})
        .map(([key, value]) => `${key}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
        .join(" · ");
    default:
      return m.text ?? "";
  }
}

/** The kinds that a filter asks for; all of them is none. */
export const FILTERS = ["all", "talk", "machine", "promises", "brand"] as const;
export type Filter = (typeof FILTERS)[number];

export const kindsOf: Readonly<Record<Filter, readonly Kind[]>> = {
  all: [],
  talk: ["message", "note"],
  machine: ["playbook", "action", "hand_over"],
  promises: ["promise", "consent"],
  brand: ["event", "tag", "change", "merge"],
};
