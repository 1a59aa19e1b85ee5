import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { rowsOf } from "../core/lists";
import { PromiseList } from "../handover/PromiseList";
import { t } from "../texts";
import { useConsole } from "./context";
import { Glyph } from "./Glyph";
import { ListEmpty, ListSkeleton } from "./ListStates";
import { AwayBanner } from "./PresenceSwitch";
import { Row } from "./Row";
import { Trouble, Waiting } from "./States";
import { ViewTabs } from "./ViewTabs";

/** The list of conversations: views with their counts, search, rows. */
export function ListPane() {
  const { inbox, view } = useConsole();
  const promised = view.value === "promises" && inbox.query.value.trim() === "";
  return (
    <section class="list" aria-label={t("list")}>
      <header class="list-head">
        <ViewTabs />
        <Search />
      </header>
      <AwayBanner />
      {promised ? <PromiseList /> : <Rows />}
    </section>
  );
}

function Search() {
  const { inbox } = useConsole();
  const query = inbox.query.value;
  return (
    <div class="search">
      <Glyph name="search" size={18} />
      <input
        type="search"
        id="search"
        aria-label={t("search")}
        placeholder={t("search_placeholder")}
        value={query}
        maxLength={100}
        autoComplete="off"
        spellcheck={false}
        onInput={(event) => inbox.search(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          if (query) event.stopPropagation();
          inbox.search("");
        }}
      />
      {query && (
        <button
          type="button"
          class="icon-button"
          aria-label={t("search_clear")}
          onClick={() => inbox.search("")}
        >
          <Icon name="x" size={16} />
        </button>
      )}
    </div>
  );
}

function Rows() {
  const { inbox, openId, cursor } = useConsole();
  const key = inbox.shown();
  const lists = inbox.lists.value;
  const slice = lists.slices[key];
  const rows = rowsOf(lists, key);
  const query = inbox.query.value.trim();

  if (rows.length === 0 && slice.state === "failed" && slice.failure)
    return (
      <Trouble
        title={t("list_failed")}
        failure={slice.failure}
        safe={t("list_failed_safe")}
        onRetry={() => void inbox.load(key)}
      />
    );
  if (rows.length === 0 && slice.state !== "ready")
    return (
      <Waiting>
        <ListSkeleton />
      </Waiting>
    );
  if (rows.length === 0) return <ListEmpty listKey={key} query={query} />;

  const current = cursor.value ?? openId.value;
  const tabStop = rows.some((row) => row.id === current) ? current : rows[0]?.id;
  return (
    <div class="list-scroll">
      {query && (
        <p class="list-caption" role="status">
          {t("search_results", { query })}
        </p>
      )}
      <ul class="rows" id="rows">
        {rows.map((row) => (
          <Row key={row.id} row={row} open={row.id === openId.value} tabStop={row.id === tabStop} />
        ))}
      </ul>
      {slice.next !== null && <More busy={slice.state === "loading"} onReach={() => inbox.more(key)} />}
    </div>
  );
}

/** The next page comes by itself when the end comes near; the button is for everybody else. */
function More({ busy, onReach }: { busy: boolean; onReach: () => void }) {
  const box = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!box.current || busy) return;
    const watch = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && onReach(), {
      rootMargin: "400px",
    });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [busy, onReach]);
  return (
    <button type="button" class="list-more" ref={box} aria-disabled={busy} onClick={onReach}>
      {t(busy ? "list_loading_more" : "list_more")}
    </button>
  );
}
