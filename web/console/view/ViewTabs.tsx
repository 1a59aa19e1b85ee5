import { useEffect, useRef } from "preact/hooks";
import { number } from "../../shared/format";
import { format, INBOX_VIEWS, type InboxView } from "../core/route";
import { t as tl } from "../list/texts";
import { t } from "../texts";
import { useConsole } from "./context";

/** The server does not count much further. */
const MANY = 999;

/** The views with their counts: what waits is seen at a glance. */
export function ViewTabs() {
  const { inbox, promises, view, openId, layout, prefs, show } = useConsole();
  const counts = inbox.lists.value.counts;
  const owed = promises.counts.value;
  const waits: Partial<Record<InboxView, boolean>> = {
    queue: (counts?.queue ?? 0) > 0,
    promises: (owed?.broken ?? 0) + (owed?.due_1h ?? 0) > 0,
  };
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = box.current?.querySelector<HTMLElement>("[aria-current]");
    if (here && box.current)
      box.current.scrollLeft = here.offsetLeft - (box.current.clientWidth - here.offsetWidth) / 2;
  }, [view.value]);
  return (
    <nav
      class="views"
      aria-label={t("views")}
      ref={box}
      onScroll={(event) => {
        const { scrollLeft, clientWidth, scrollWidth } = event.currentTarget;
        event.currentTarget.dataset.end = String(scrollLeft + clientWidth >= scrollWidth - 4);
      }}
    >
      {INBOX_VIEWS.map((v) => {
        if (v === "search" || v === "every") return null;
        const count = v === "resolved" ? undefined : v === "promises" ? owed?.open : counts?.[v];
        // What is put off asks for no room while nothing is.
        if (v === "snoozed" && !count && view.value !== v) return null;
        return (
          <a
            key={v}
            class="view"
            data-view={v}
            data-waiting={waits[v] ? "" : undefined}
            href={format({
              page: "inbox",
              view: v,
              conversation: layout.value === "pages" ? null : openId.value,
              panel: false,
            })}
            aria-current={v === view.value ? "page" : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              show(v);
            }}
          >
            <span class="view-count tabular">
              {count === undefined ? "" : count > MANY ? `${MANY}+` : number(count, prefs.value.language)}
            </span>
            <span class="view-word">{v === "snoozed" ? tl("view_snoozed") : t(`view_${v}`)}</span>
          </a>
        );
      })}
    </nav>
  );
}
