import "./find.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { number } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { LongList } from "../list/LongList";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { More } from "../view/ListPane";
import { ListSkeleton } from "../view/ListStates";
import { Empty, Trouble, Waiting } from "../view/States";
import { Chips } from "./Chips";
import { filterOf, formatFilter, parts } from "./filter";
import { HitRow } from "./HitRow";
import { filterOpen } from "./open";
import { t } from "./texts";

/** A pause in typing after which one searches. */
const PAUSE_MS = 180;
/** About how high a result is: name, two lines of what was found, signs. */
const HIT_PX = 96;

/** The search over all conversations, in the place of the list. */
export function Search() {
  const { filter, inbox } = useConsole();
  const { saved: _, ...narrowed } = filter.value;
  const question = formatFilter(narrowed);
  const asking = (filter.value.q ?? "").trim() !== "";
  useEffect(() => {
    if (asking) void inbox.load("search");
    else inbox.clear("search");
  }, [question]);
  return (
    <>
      <header class="list-head">
        <Field />
        {parts(filter.value) > 0 && <Chips />}
      </header>
      {asking ? <Found /> : <Start />}
    </>
  );
}

function Field() {
  const { filter, narrow, show, world, step, cursor, layout } = useConsole();
  const asked = filter.value.q ?? "";
  const [text, setText] = useState(asked);
  const field = useRef<HTMLInputElement>(null);
  const stop = useRef<(() => void) | null>(null);
  /** What this field said last: another word in the address comes from going back. */
  const said = useRef(asked);
  if (asked !== said.current) {
    said.current = asked;
    setText(asked);
  }
  useEffect(() => {
    if (layout.peek() !== "pages" || asked === "") field.current?.focus();
    return () => stop.current?.();
  }, []);

  const ask = (words: string) => {
    stop.current?.();
    said.current = words.trim();
    narrow(filterOf({ ...filter.peek(), q: words.trim() }), "search");
  };
  const typed = (words: string) => {
    setText(words);
    stop.current?.();
    if (words.trim() === "") ask("");
    else stop.current = world.later(() => ask(words), PAUSE_MS);
  };
  const toResults = () => {
    if (text.trim() !== asked) ask(text);
    const first = document.querySelector<HTMLElement>("#rows [tabindex='0']");
    if (first) first.focus();
    else if (cursor.peek() === null) step(1);
  };
  return (
    <div class="find-bar">
      <button type="button" class="icon-button" aria-label={t("search_leave")} onClick={() => show("queue")}>
        <Icon name="arrow-left" />
      </button>
      {/* biome-ignore lint/a11y/useSemanticElements: <search> is not known to all browsers that are served */}
      <div class="search find-field" role="search">
        <Glyph name="search" size={18} />
        <input
          ref={field}
          type="search"
          data-search
          aria-label={t("search")}
          placeholder={t("search_placeholder")}
          value={text}
          maxLength={200}
          autoComplete="off"
          enterKeyHint="search"
          spellcheck={false}
          onInput={(event) => typed(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.isComposing) return;
            if (event.key === "Enter" || event.key === "ArrowDown") toResults();
            else if (event.key === "Escape" && text) typed("");
            else if (event.key === "Escape") show("queue");
            else return;
            event.preventDefault();
          }}
        />
        {text && (
          <button
            type="button"
            class="icon-button"
            aria-label={t("search_clear")}
            onClick={() => {
              typed("");
              field.current?.focus();
            }}
          >
            <Icon name="x" size={16} />
          </button>
        )}
      </div>
      <button
        type="button"
        class="icon-button"
        aria-haspopup="dialog"
        aria-label={t("filter")}
        title={t("filter")}
        data-on={parts(filter.value) > 0}
        onClick={() => {
          filterOpen.value = true;
        }}
      >
        <Glyph name="sliders-horizontal" />
      </button>
    </div>
  );
}

/** Before anything was asked: what can be. */
function Start() {
  return (
    <Empty icon={<Glyph name="search" size={22} />} title={t("search_start")}>
      <p>{t("search_start_why")}</p>
      <p class="find-hints">{t("search_hints")}</p>
    </Empty>
  );
}

function Found() {
  const { inbox, find, filter, openId, cursor, prefs } = useConsole();
  const slice = inbox.lists.value.slices.search;
  const hits = find.hits.value;
  const index = find.index.value;
  const query = filter.value.q ?? "";
  const lang = prefs.value.language;

  if (slice.ids.length === 0 && slice.state === "failed" && slice.failure)
    return (
      <Trouble
        title={t("search_failed")}
        failure={slice.failure}
        safe={t("search_failed_safe")}
        onRetry={() => void inbox.load("search")}
      />
    );
  if (slice.ids.length === 0 && slice.state !== "ready")
    return (
      <Waiting>
        <ListSkeleton />
      </Waiting>
    );
  const unready = index && !index.ready && (
    <p class="find-index">
      {t("search_index", { done: number(index.done, lang), total: number(index.total, lang) })}
    </p>
  );
  if (slice.ids.length === 0)
    return (
      <>
        {unready}
        <Empty icon={<Glyph name="search" size={22} />} title={t("search_none", { query })}>
          {t("search_none_next")} {parts(filter.value) > 0 && t("search_none_filter")}
        </Empty>
      </>
    );
  const current = cursor.value ?? openId.value;
  const tabStop = current !== null && slice.ids.includes(current) ? current : (slice.ids[0] ?? null);
  return (
    <LongList
      key={query}
      name={`search ${query}`}
      label={t("search_results")}
      ids={slice.ids}
      size={slice.next === null ? slice.ids.length : null}
      keep={[tabStop]}
      estimate={height}
      before={
        <>
          {unready}
          <p class="list-caption" role="status">
            {t(slice.next === null ? "search_found" : "search_found_more", { count: slice.ids.length })}
          </p>
        </>
      }
      after={slice.next !== null && <More state={slice.state} onReach={() => inbox.more("search")} />}
    >
      {(id) => {
        const hit = hits.get(id);
        const row = inbox.lists.value.rows.get(id);
        return hit && row && <HitRow hit={hit} row={row} tabStop={id === tabStop} />;
      }}
    </LongList>
  );
}

const height = () => HIT_PX;
