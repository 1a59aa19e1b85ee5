import { useEffect } from "preact/hooks";
import { BOOK_TABS, type BookTab, format } from "../core/route";
import { Fetched } from "../room/Fetched";
import { useConsole } from "../view/context";
import { BackLink } from "./BackLink";
import { BookHead } from "./BookHead";
import { BookProvider, useBook, usePlaybooks } from "./context";
import { Editor } from "./editor/Editor";
import { GraphPane } from "./graph/GraphPane";
import { t } from "./texts";
import { TryOutPane } from "./tryout/TryOutPane";
import { VersionsPane } from "./versions/VersionsPane";

/** One playbook: its picture, its text and a try-out beside each other, as far as there is room. */
export function Book({ id }: { id: string }) {
  const { book: bookOf, reference } = usePlaybooks();
  const book = bookOf(id);
  useEffect(() => {
    void book.open();
    if (reference.held.peek().data === null) void reference.load();
    // Whoever leaves or closes the page lets go of nothing: it is kept here, and sent if there is time.
    const leave = () => void book.saver.flush();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      book.stop();
    };
  }, [book, reference]);
  const there = book.detail.held.value.data !== null;
  return (
    <BookProvider value={book}>
      {there ? (
        <Panes />
      ) : (
        <>
          <header class="room-head book-head">
            <BackLink />
          </header>
          <div class="room-page">
            <div class="room-view">
              <Fetched slot={{ ...book.detail, load: book.open }}>{() => null}</Fetched>
            </div>
          </div>
        </>
      )}
    </BookProvider>
  );
}

type Places = Readonly<Record<BookTab, boolean>>;

/** Which panes stand beside each other: all three, two, or one at a time. */
function useRoomFor(tab: BookTab): { room: "three" | "two" | "one"; shown: Places } {
  const { layout } = useConsole();
  const room = layout.value === "full" ? "three" : layout.value === "wide" ? "two" : "one";
  const only = { graph: false, text: false, try: false, versions: false, [tab]: true };
  if (tab === "versions" || room === "one") return { room, shown: only };
  if (room === "three") return { room, shown: { graph: true, text: true, try: true, versions: false } };
  return { room, shown: { graph: tab !== "text", text: tab === "text", try: true, versions: false } };
}

function Panes() {
  const { route } = useConsole();
  const book = useBook();
  const here = route.value;
  const tab = here.page === "playbooks" ? here.tab : "graph";
  const { room, shown } = useRoomFor(tab);
  // Wider pages show several at once; their tab is then that of all of them.
  const tabs = BOOK_TABS.filter(
    (name) =>
      room === "one" || name === "versions" || name === "graph" || (room === "two" && name === "text"),
  );
  const current = tabs.includes(tab) ? tab : "graph";
  return (
    <>
      <header class="room-head book-head">
        <BookHead />
        <nav class="room-tabs" aria-label={t("tabs")}>
          {tabs.map((name) => (
            <a
              key={name}
              class="room-tab"
              href={format({ page: "playbooks", id: book.id, tab: name })}
              aria-current={name === current ? "page" : undefined}
            >
              {t(room === "three" && name === "graph" ? "tab_work" : `tab_${name}`)}
            </a>
          ))}
        </nav>
      </header>
      <div class="panes" data-room={room}>
        {/* What is not shown stays as it is: the text keeps its undo, the talk its place. */}
        <section class="pane pane-graph" hidden={!shown.graph} aria-label={t("tab_graph")}>
          <GraphPane shown={shown.graph} />
        </section>
        <section class="pane pane-text" hidden={!shown.text} aria-label={t("tab_text")}>
          <Editor shown={shown.text} />
        </section>
        <section class="pane pane-try" hidden={!shown.try} aria-label={t("tab_try")}>
          <TryOutPane />
        </section>
        {shown.versions && (
          <section class="pane pane-versions" aria-label={t("tab_versions")}>
            <VersionsPane />
          </section>
        )}
      </div>
    </>
  );
}
