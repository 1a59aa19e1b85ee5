// The words for an author. The grammar: a square is a machine, a circle is a person; never by colour alone.
import type { Author, AuthorKind } from "./api";
import type { Language } from "./i18n";
import { t } from "./texts";

/** What the mark looks like. */
export type Shape = "square" | "circle" | "circle-square" | "none";

/** The shape of a kind's mark. */
export function shapeOf(kind: AuthorKind): Shape {
  switch (kind) {
    case "ai":
    case "automation":
      return "square";
    case "human":
    case "contact":
    case "unknown":
      return "circle";
    case "ai_assisted":
      return "circle-square";
    case "system":
      return "none";
  }
}

/** Whether a machine formed the words, wholly or in part. */
export function isMachine(kind: AuthorKind): boolean {
  return kind === "ai" || kind === "automation" || kind === "ai_assisted";
}

/** The label that belongs to each message: "Asisten AI", "Petugas · Rina", "Petugas · Rina, dibantu AI". */
export function authorLabel(author: Author, lang?: Language): string {
  const label = ownLabel(author, lang);
  return author.imported ? t("kind_imported", { label, system: author.imported }, lang) : label;
}

function ownLabel(author: Author, lang?: Language): string {
  const name = author.name?.trim();
  switch (author.kind) {
    case "ai":
      return t("kind_ai", undefined, lang);
    case "automation":
      return t("kind_automation", undefined, lang);
    case "human":
      return name ? t("kind_human_named", { name }, lang) : t("kind_human", undefined, lang);
    case "ai_assisted":
      return name ? t("kind_ai_assisted_named", { name }, lang) : t("kind_ai_assisted", undefined, lang);
    case "system":
      return t("kind_system", undefined, lang);
    case "contact":
      return name || t("kind_contact", undefined, lang);
    case "unknown":
      return name ? t("kind_unknown_named", { name }, lang) : t("kind_unknown", undefined, lang);
  }
}

/** One or two letters for a person's circle; "?" where there is no name. */
export function initials(name: string | undefined): string {
  const words = (name ?? "").trim().split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? "")][0];
  if (!first) return "?";
  const last = words.length > 1 ? [...(words.at(-1) ?? "")][0] : undefined;
  return (first + (last ?? "")).toUpperCase();
}
