// The room's names in the reader's words.
import { number } from "../../shared/format";
import { language } from "../../shared/i18n";
import type { GraphNode } from "./api";
import { inWords } from "./list";
import { t, texts } from "./texts";

export const count = (value: number): string => number(value, language.value);
export const percent = (share: number): string => `${number(share * 100, language.value)}%`;

/** The word for a name of the server under its family; the name itself where there is none. */
export function word(family: string, name: string): string {
  const key = `${family}_${name}`;
  return key in texts.id ? t(key as keyof typeof texts.id) : name.replaceAll("_", " ");
}

/** Steps whose title says no more than their kind does; what they are about is the same in every language. */
const BY_DETAIL = new Set(["article", "verify", "call", "undo", "branch", "wait", "run"]);
/** Steps whose title begins with their kind: "Ask: order number". */
const BY_REST = new Set(["ask", "reask", "remember", "hand_over"]);

/** What a step is about, without the name of its kind. */
export function about(node: GraphNode): string {
  const title = inWords(node.title, language.value);
  if (BY_DETAIL.has(node.kind)) return node.detail || title || node.id;
  if (!BY_REST.has(node.kind)) return title || node.detail || node.id;
  const at = title.indexOf(": ");
  return (at > 0 ? title.slice(at + 2).trim() : node.detail) || title || node.id;
}

/** The kind of a step in words. */
export const kindWord = (node: GraphNode): string =>
  word("step", node.kind === "call" && node.id.endsWith(".preview") ? "preview" : node.kind);

/** What leads to a step, in words: its label, or what its kind means. */
export function wayWord({ kind, label }: { kind: string; label: string }): string {
  if (label === "else") return t("way_else");
  if (kind === "error" && label === "default") return t("way_error");
  return label || (kind === "next" ? "" : word("way", kind));
}
