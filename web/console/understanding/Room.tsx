import { useEffect, useRef } from "preact/hooks";
import "../room/room.css";
import "./style/overview.css";
import "./style/teach.css";
import "./style/draft.css";
import "./style/reading.css";
import "./style/narrow.css";
import { Icon } from "../../shared/Icon";
import { format, TABS, type Tab } from "../core/route";
import { useConsole } from "../view/context";
import { Confusions } from "./Confusions";
import { RoomProvider, roomOf, useRoom } from "./context";
import { Draft } from "./draft/Draft";
import { Examples } from "./Examples";
import { Missed } from "./Missed";
import { Overview } from "./Overview";
import { TrySentence } from "./reading/TrySentence";
import { t } from "./texts";
import { UndoBar } from "./UndoBar";
import { count } from "./words";

const VIEWS: Record<Tab, () => preact.JSX.Element> = {
  overview: Overview,
  examples: Examples,
  missed: Missed,
  confusions: Confusions,
  draft: Draft,
  try: TrySentence,
};

/** Where a brand's people make the assistant understand better. */
export function Room() {
  const console = useConsole();
  return (
    <RoomProvider value={roomOf(console)}>
      <Inside />
    </RoomProvider>
  );
}

function Inside() {
  const { route } = useConsole();
  const room = useRoom();
  const page = useRef<HTMLDivElement>(null);
  const here = route.value;
  const tab = here.page === "understanding" ? here.tab : "overview";
  const View = VIEWS[tab];

  useEffect(() => {
    void room.trial.resume();
    const leave = () => void room.pending.flush();
    // Whoever comes back sees what others did meanwhile.
    const look = () => document.visibilityState === "visible" && void room.look();
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", look);
      leave();
    };
  }, [room]);
  useEffect(() => {
    page.current?.scrollTo(0, 0);
    void room.refresh();
    return () => void room.pending.flush();
  }, [tab, room]);

  return (
    <main class="room" id="main" tabIndex={-1}>
      <header class="room-head">
        <div class="room-title">
          <h1>{t("title")}</h1>
          <DraftStrip tab={tab} />
        </div>
        <Tabs current={tab} />
      </header>
      <div class="room-page" ref={page}>
        <div class="room-view">
          <View key={tab} />
        </div>
      </div>
      <UndoBar />
    </main>
  );
}

const toTab = (tab: Tab) => format({ page: "understanding", tab, about: [] });

/** Changes that wait are never forgotten: a line leads to where they are tried. */
function DraftStrip({ tab }: { tab: Tab }) {
  const { overview, trial } = useRoom();
  const draft = overview.held.value.data?.draft;
  const waits = (draft?.added ?? 0) + (draft?.removed ?? 0);
  if (waits === 0 || tab === "draft") return null;
  const running = trial.state.value.kind === "running";
  return (
    <a class="draft-strip" href={toTab("draft")}>
      <span>{t(running ? "strip_running" : "strip_waits", { count: count(waits) })}</span>
      <Icon name="chevron-right" size={16} />
    </a>
  );
}

function Tabs({ current }: { current: Tab }) {
  const { overview } = useRoom();
  const data = overview.held.value.data;
  const counts: Partial<Record<Tab, number>> = {
    missed: data?.missed ?? 0,
    draft: (data?.draft.added ?? 0) + (data?.draft.removed ?? 0),
  };
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = box.current?.querySelector<HTMLElement>("[aria-current]");
    if (here && box.current)
      box.current.scrollLeft = here.offsetLeft - (box.current.clientWidth - here.offsetWidth) / 2;
  }, [current]);
  return (
    <nav class="room-tabs" aria-label={t("tabs")} ref={box}>
      {TABS.map((tab) => (
        <a key={tab} class="room-tab" href={toTab(tab)} aria-current={tab === current ? "page" : undefined}>
          {t(`tab_${tab}`)}
          {(counts[tab] ?? 0) > 0 && <span class="room-count tabular">{count(counts[tab] ?? 0)}</span>}
        </a>
      ))}
    </nav>
  );
}
