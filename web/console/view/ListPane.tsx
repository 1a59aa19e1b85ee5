import { useCallback, useEffect, useRef } from "preact/hooks";
import type { Slice } from "../core/lists";
import { formatFilter, NO_FILTER } from "../find/filter";
import { FindBar } from "../list/FindBar";
import { LongList } from "../list/LongList";
import { estimate } from "../list/order";
import { PutOff } from "../list/PutOff";
import { Chunk } from "../room/Chunk";
import { Later } from "../room/Later";
import { t } from "../texts";
import { useConsole } from "./context";
import { ListEmpty, ListSkeleton } from "./ListStates";
import { AwayBanner } from "./PresenceSwitch";
import { Row } from "./Row";
import { Trouble, Waiting } from "./States";
import { ViewTabs } from "./ViewTabs";

const search = () => import("../find/Search").then((module) => module.Search);
/** Also fetched before it is opened. */
export const promises = () => import("../handover/PromiseList").then((module) => module.PromiseList);
const chips = () => import("../find/Chips").then((module) => module.Chips);
const bulkBar = () => import("../triage/BulkBar").then((module) => module.BulkBar);

/** The list of conversations: views with their counts, what it is narrowed to, rows; or the search. */
export function ListPane() {
  const { view, filter, orders, selection } = useConsole();
  const picked = selection.ids.value.size > 0 || selection.picking.value;
  return (
    <section class="list" aria-label={t("list")} data-picking={picked}>
      {view.value === "search" ? (
        <Chunk open={search} />
      ) : (
        <>
          <header class="list-head">
            <ViewTabs />
            <FindBar />
            {(filter.value !== NO_FILTER || orders.shown.value) && view.value !== "promises" && (
              <Later open={chips} />
            )}
          </header>
          <AwayBanner />
          <PutOff />
          {view.value === "promises" ? <Chunk open={promises} /> : <Rows />}
        </>
      )}
      {picked && <Later open={bulkBar} />}
    </section>
  );
}

function Rows() {
  const { inbox, view, filter, orders, openId, cursor, clock } = useConsole();
  // Reading both subscribes; which list is shown follows from them.
  const name = `${view.value}${formatFilter(filter.value)} ${orders.shown.value ?? ""}`;
  const key = inbox.shown();
  const lists = inbox.lists.value;
  const slice = lists.slices[key];
  const about = useCallback(
    (id: string) => estimate(inbox.lists.peek().rows.get(id), clock.peek()),
    [inbox, clock],
  );

  if (key === "search") return null;
  if (slice.ids.length === 0 && slice.state === "failed" && slice.failure)
    return (
      <Trouble
        title={t("list_failed")}
        failure={slice.failure}
        safe={t("list_failed_safe")}
        onRetry={() => void inbox.load(key)}
      />
    );
  if (slice.ids.length === 0 && slice.state !== "ready")
    return (
      <Waiting>
        <ListSkeleton />
      </Waiting>
    );
  if (slice.ids.length === 0) return <ListEmpty listKey={key} />;

  const current = cursor.value ?? openId.value;
  const tabStop = current !== null && slice.ids.includes(current) ? current : (slice.ids[0] ?? null);
  return (
    <LongList
      key={name}
      name={name}
      label={t("list")}
      ids={slice.ids}
      size={slice.next === null ? slice.ids.length : null}
      keep={[tabStop]}
      estimate={about}
      after={slice.next !== null && <More state={slice.state} onReach={() => inbox.more(key)} />}
    >
      {(id) => {
        const row = lists.rows.get(id);
        return row && <Row row={row} open={id === openId.value} tabStop={id === tabStop} />;
      }}
    </LongList>
  );
}

/** The next page comes by itself when the end comes near; the button is for everybody else, and for one that did not come. */
export function More({ state, onReach }: { state: Slice["state"]; onReach: () => void }) {
  const box = useRef<HTMLButtonElement>(null);
  const reach = useRef(onReach);
  reach.current = onReach;
  const busy = state === "loading";
  const failed = state === "failed";
  useEffect(() => {
    if (!box.current || busy || failed) return;
    const watch = new IntersectionObserver(
      (entries) => entries.some((e) => e.isIntersecting) && reach.current(),
      {
        root: box.current.closest(".list-scroll"),
        rootMargin: "1600px",
      },
    );
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [busy, failed]);
  return (
    <button type="button" class="list-more" ref={box} aria-disabled={busy} onClick={onReach}>
      {busy ? t("list_loading_more") : failed ? `${t("list_failed")}. ${t("retry")}` : t("list_more")}
    </button>
  );
}
