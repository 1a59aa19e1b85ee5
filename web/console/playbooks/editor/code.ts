// The editor itself. It is a chunk of its own, fetched when a text is looked at for the first time; nothing else may
// import it but by import(). It stands in a shadow root: there its rules are adopted as a sheet, which the page's policy
// allows where a style element is refused.
import {
  autocompletion,
  type CompletionContext,
  completionKeymap,
  snippetCompletion,
} from "@codemirror/autocomplete";
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  temporarilySetTabFocusMode,
} from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, indentUnit } from "@codemirror/language";
import {
  type Diagnostic,
  lintGutter,
  lintKeymap,
  nextDiagnostic,
  previousDiagnostic,
  setDiagnostics,
} from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { Problem, Reference } from "../api";
import { complete } from "./complete";
import { highlight, theme } from "./theme";

interface Options {
  host: HTMLElement;
  text: string;
  /** What a screen reader calls the field. */
  label: string;
  /** The editor's own words in the reader's language. */
  phrases: Readonly<Record<string, string>>;
  reference: () => Reference | null;
  /** It can be read and copied, but not changed. */
  fixed: boolean;
  onText: (text: string) => void;
  onLine: (line: number) => void;
}

export interface Code {
  /** Replaces the text; the cursor stays at its line. */
  set: (text: string) => void;
  show: (problems: readonly Problem[]) => void;
  goTo: (line: number, column: number, focus: boolean) => void;
  next: () => void;
  stop: () => void;
}

/** A form in the notation of snippets: braces are escaped, the cursor's place is an empty field. */
const snippet = (form: string) => form.replace(/[{}]/g, "\\$&").replace("|", () => ["$", "{}"].join(""));

function completions(reference: () => Reference | null) {
  return (context: CompletionContext) => {
    const ref = reference();
    const found = ref && complete(context.state.doc.toString(), context.pos, ref);
    if (!found || (found.typed === 0 && !context.explicit && found.choices.length > 40)) return null;
    return {
      from: context.pos - found.typed,
      options: found.choices.map(({ label, kind, detail, insert }) => {
        const option = { label, type: kind, ...(detail && { detail }) };
        return insert ? snippetCompletion(snippet(insert), option) : option;
      }),
      validFor: /^[\w.]*$/,
    };
  };
}

/** Problems as marks: from the column to the end of the word, or the whole of the line's text. */
function marks(state: EditorState, problems: readonly Problem[]): Diagnostic[] {
  return problems.map(({ line, column, severity, what, why, next }) => {
    const at = state.doc.line(Math.min(Math.max(1, line), state.doc.lines));
    const space = /^\s*(?:- +)?/.exec(at.text)?.[0].length ?? 0;
    const from = column - 1 > space && column <= at.length ? at.from + column - 1 : at.from + space;
    const word = /^[^\s:]+/.exec(at.text.slice(from - at.from))?.[0].length ?? 0;
    return {
      from,
      to: Math.min(at.to, from + word),
      severity,
      message: [what, why, next].filter(Boolean).join("\n"),
    };
  });
}

/** Puts an editor into a place of the page. */
export function open({ host, text, label, phrases, reference, fixed, onText, onLine }: Options): Code {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  let line = 0;
  let quiet = false;
  const extensions: Extension = [
    EditorState.phrases.of(phrases),
    EditorState.readOnly.of(fixed),
    lineNumbers(),
    foldGutter(),
    lintGutter(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    dropCursor(),
    bracketMatching(),
    highlightSelectionMatches(),
    search({ top: false }),
    indentUnit.of("  "),
    EditorState.tabSize.of(2),
    EditorView.lineWrapping,
    yaml(),
    autocompletion({ override: [completions(reference)], icons: false }),
    theme,
    highlight,
    EditorView.contentAttributes.of({
      "aria-label": label,
      tabindex: "0",
      spellcheck: "false",
      autocapitalize: "off",
    }),
    keymap.of([
      { key: "F8", run: nextDiagnostic, shift: previousDiagnostic },
      ...completionKeymap,
      ...lintKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      // After Escape the Tab key moves on in the page, as everywhere else.
      { key: "Escape", run: temporarilySetTabFocusMode },
      indentWithTab,
      ...defaultKeymap,
    ]),
    // Over a selection a browser types in the colours of what was selected, which the page's policy refuses.
    EditorView.domEventHandlers({
      beforeinput(event, view) {
        const { data, inputType } = event;
        if (inputType !== "insertText" || data === null || view.state.selection.main.empty) return false;
        event.preventDefault();
        view.dispatch(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
        return true;
      },
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !quiet) onText(update.state.doc.toString());
      const now = update.state.doc.lineAt(update.state.selection.main.head).number;
      if ((update.selectionSet || update.docChanged) && now !== line) {
        line = now;
        if (!quiet) onLine(now);
      }
    }),
  ];
  const view = new EditorView({ state: EditorState.create({ doc: text, extensions }), parent: root, root });
  const silently = (run: () => void) => {
    quiet = true;
    try {
      run();
    } finally {
      quiet = false;
    }
  };
  return {
    set: (next) =>
      silently(() => {
        const { doc, selection } = view.state;
        if (doc.toString() === next) return;
        const row = doc.lineAt(selection.main.head).number;
        view.dispatch({ changes: { from: 0, to: doc.length, insert: next } });
        const at = view.state.doc.line(Math.min(row, view.state.doc.lines));
        view.dispatch({ selection: { anchor: at.from } });
      }),
    show: (problems) => view.dispatch(setDiagnostics(view.state, marks(view.state, problems))),
    goTo: (row, column, focus) =>
      silently(() => {
        const at = view.state.doc.line(Math.min(Math.max(1, row), view.state.doc.lines));
        const anchor = Math.min(at.to, at.from + Math.max(0, column - 1));
        view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
        line = at.number;
        if (focus) view.focus();
      }),
    next: () => {
      nextDiagnostic(view);
      view.focus();
    },
    stop: () => view.destroy(),
  };
}
