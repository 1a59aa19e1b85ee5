// The list over the composer: macros, articles or agents, what each would put in, and the keys that choose.
import "./picker.css";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../../shared/api";
import { format } from "../../core/route";
import { inserted } from "../../handover/facts";
import type { Filled, Macro } from "../api";
import type { Pick } from "../trigger";
import { Nothing } from "./Nothing";
import { ArticlePreview, MacroPreview } from "./Previews";
import { replaced, selected } from "./put";
import { t } from "./texts";
import { useAnsweringApi } from "./useAnsweringApi";
import { type Entry, useEntries } from "./useEntries";

export interface PickerProps {
  /** The list's id. */
  list: string;
  row: Conversation;
  pick: Pick;
  /** What was typed behind the sign. */
  query: string;
  /** Where the sign stands in the composer; absent where the picker has a field of its own. */
  from?: number;
  area: RefObject<HTMLTextAreaElement | null>;
  keys: RefObject<((event: KeyboardEvent) => boolean) | null>;
  onActive: (id: string) => void;
  /** The whole text, and what is selected in it. */
  onPut: (text: string, from: number, to: number, macro?: Macro) => void;
  onClose: (back: boolean) => void;
}

const FILL_PAUSE_MS = 90;

export function Picker(props: PickerProps) {
  const { list, row, pick, from, area, keys, onActive, onPut, onClose } = props;
  const typed = from !== undefined;
  const api = useAnsweringApi();
  const [own, setOwn] = useState("");
  const query = typed ? props.query : own;
  const found = useEntries(pick, query, row);
  const entries = found.entries;
  const [at, setAt] = useState(0);
  const [filled, setFilled] = useState<Record<string, Filled>>({});
  const box = useRef<HTMLDivElement>(null);
  const open = useRef(true);
  useEffect(
    () => () => {
      open.current = false;
    },
    [],
  );
  const field = useRef<HTMLInputElement>(null);
  const entry = entries[Math.min(at, entries.length - 1)];
  const idOf = (e: Entry) => `${list}-${e.id.replace(/[^\w-]/g, "_")}`;

  useEffect(() => setAt(0), [query]);
  useEffect(() => {
    if (!typed) field.current?.focus();
  }, [typed]);
  useLayoutEffect(() => {
    onActive(entry ? idOf(entry) : "");
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [entry?.id]);
  useEffect(() => {
    const outside = (event: Event) => {
      const target = event.target;
      if (
        target instanceof Node &&
        !box.current?.contains(target) &&
        !(typed && target instanceof HTMLTextAreaElement)
      )
        onClose(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  });

  // What stands in the preview is what will be put in.
  useEffect(() => {
    if (entry?.kind !== "macro" || filled[entry.id]) return;
    let here = true;
    const wait = setTimeout(() => {
      api.fill(row.id, entry.id).then(
        (one) => here && setFilled((all) => ({ ...all, [entry.id]: one })),
        () => {},
      );
    }, FILL_PAUSE_MS);
    return () => {
      here = false;
      clearTimeout(wait);
    };
  }, [entry?.id]);

  const put = (words: string, macro?: Macro) => {
    const field = area.current;
    if (!field) return;
    const { value, selectionStart, selectionEnd } = field;
    const apart = inserted(value, selectionStart, selectionEnd, words);
    const next = typed
      ? replaced(value, from, selectionStart, words)
      : { text: apart.text, ...selected(words, apart.at - words.length) };
    onPut(next.text, next.from, next.to, macro);
  };
  const choose = async (chosen: Entry) => {
    if (chosen.kind === "article") put(chosen.article.insert);
    else if (chosen.kind === "mention") put(`@${chosen.colleague.handle} `);
    else
      try {
        const one = filled[chosen.id] ?? (await api.fill(row.id, chosen.id));
        if (!open.current) return; // the field shows something else by now
        put(one.text, chosen.macro);
      } catch {
        found.retry();
      }
  };

  const press = (event: KeyboardEvent): boolean => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && entries.length > 0) {
      setAt((Math.min(at, entries.length - 1) + step + entries.length) % entries.length);
      return true;
    }
    if ((event.key === "Enter" || (event.key === "Tab" && typed && !event.shiftKey)) && entry) {
      void choose(entry);
      return true;
    }
    // While the list is on its way, Enter is no reason to send the sign.
    return event.key === "Enter" && (found.state === "loading" || !typed);
  };
  keys.current = press;

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      onClose(true);
    } else if (event.target === field.current && press(event)) event.preventDefault();
  };

  // Words that no macro or name fits are just words: nothing stands over them.
  if (typed && found.state === "ready" && entries.length === 0 && query !== "") return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it from anywhere inside
    <div class="picker" data-pick={pick} ref={box} onKeyDown={onKeyDown}>
      {!typed && (
        <input
          ref={field}
          class="picker-search"
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={entry ? idOf(entry) : undefined}
          aria-autocomplete="list"
          aria-label={t(pick === "article" ? "search_article" : "search_macro")}
          placeholder={t(pick === "article" ? "search_article" : "search_macro")}
          value={own}
          maxLength={200}
          autoComplete="off"
          spellcheck={false}
          onInput={(event) => setOwn(event.currentTarget.value)}
        />
      )}
      <div class="picker-body">
        <div class="picker-list">
          {found.note && <p class="picker-note">{found.note}</p>}
          <div role="listbox" id={list} aria-label={t(`pick_${pick}`)}>
            {entries.map((e) => (
              <button
                key={e.id}
                id={idOf(e)}
                type="button"
                role="option"
                tabIndex={-1}
                class="picker-entry"
                aria-selected={e === entry}
                onPointerMove={() => e !== entry && setAt(entries.indexOf(e))}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => void choose(e)}
              >
                <span class="picker-title">
                  <span>{e.title}</span>
                  {e.hint && <span class="picker-hint">{e.hint}</span>}
                </span>
                {e.line && <span class="picker-line">{e.line}</span>}
              </button>
            ))}
          </div>
          <Nothing found={found} pick={pick} entries={entries.length} query={query} />
        </div>
        {entry && entry.kind !== "mention" && (
          <section class="picker-preview" aria-label={t("preview")}>
            {entry.kind === "macro" ? (
              <MacroPreview macro={entry.macro} filled={filled[entry.id]} />
            ) : (
              <ArticlePreview
                article={entry.article}
                onPart={(part) => put(part + entry.article.insert.slice(entry.article.passage.length))}
              />
            )}
          </section>
        )}
      </div>
      <p class="picker-foot">
        <span>{t("preview_hint")}</span>
        {pick === "macro" && <a href={format({ page: "settings", section: "macros" })}>{t("manage")}</a>}
      </p>
      <span class="visually-hidden" role="status">
        {found.state === "ready" ? `${t(`pick_${pick}`)}: ${entries.length}` : t("loading")}
      </span>
    </div>
  );
}
