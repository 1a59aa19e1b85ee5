// How the editor looks: our tokens, which tell light from dark by themselves.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "13px" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.6", scrollbarWidth: "thin" },
  ".cm-content": { padding: "8px 0 40vh", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": {
    backgroundColor: "var(--surface)",
    color: "var(--ink-soft)",
    borderRight: "1px solid var(--hairline)",
  },
  ".cm-activeLine, .cm-activeLineGutter": {
    backgroundColor: "color-mix(in oklab, var(--action) 9%, transparent)",
  },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in oklab, var(--action) 24%, transparent)",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--caution-ground)" },
  ".cm-searchMatch": { backgroundColor: "var(--caution-ground)", outline: "1px solid var(--caution)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--action-ground)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--action-ground)" },
  ".cm-foldPlaceholder": {
    backgroundColor: "var(--sunken)",
    border: "1px solid var(--hairline)",
    color: "var(--ink-soft)",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    border: "1px solid var(--hairline)",
    borderRadius: "8px",
    boxShadow: "var(--shadow)",
    overflow: "hidden",
    maxWidth: "min(420px, 80vw)",
  },
  ".cm-tooltip-lint": { fontFamily: "var(--font-brand)", fontSize: "13px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono)", maxHeight: "14em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 10px" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--action)",
    color: "var(--on-action)",
  },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "0.8" },
  ".cm-diagnostic": { padding: "8px 12px", borderLeftWidth: "4px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--caution)" },
  ".cm-diagnosticText": { whiteSpace: "pre-line" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad)",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--caution)",
    textUnderlineOffset: "3px",
  },
  ".cm-lint-marker": { width: "10px", height: "10px", content: "none", margin: "5px 2px" },
  ".cm-lint-marker-error": { backgroundColor: "var(--bad)", borderRadius: "50%" },
  ".cm-lint-marker-warning": {
    backgroundColor: "var(--caution)",
    transform: "rotate(45deg)",
    borderRadius: "2px",
  },
  ".cm-lint-marker-info, .cm-lint-marker-hint": { backgroundColor: "var(--action)" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)", fontFamily: "var(--font-brand)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--hairline)" },
  ".cm-textfield": {
    backgroundColor: "var(--surface)",
    border: "1px solid var(--control-border)",
    borderRadius: "6px",
    padding: "4px 8px",
  },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--control-border)",
    borderRadius: "6px",
    padding: "4px 10px",
  },
});

/** Keys, values, comments and marks; each pair of colours holds 4.5:1 on the editor's ground. */
export const highlight = syntaxHighlighting(
  HighlightStyle.define([
    {
      tag: [tags.propertyName, tags.definition(tags.propertyName)],
      color: "var(--action)",
      fontWeight: "600",
    },
    { tag: [tags.string, tags.special(tags.string)], color: "var(--good)" },
    { tag: tags.content, color: "var(--ink)" },
    { tag: tags.comment, color: "var(--ink-soft)", fontStyle: "italic" },
    { tag: [tags.keyword, tags.labelName, tags.typeName, tags.meta], color: "var(--machine)" },
    { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: "var(--ink-soft)" },
  ]),
);
