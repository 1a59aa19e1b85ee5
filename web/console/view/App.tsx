import { useEffect } from "preact/hooks";
import { MentionsDialog } from "../answering/MentionsButton";
import { titleFor } from "../core/alerts";
import type { Console } from "../core/console";
import type { Route } from "../core/route";
import { t as td } from "../desk/texts";
import { filterOpen, viewsOpen } from "../find/open";
import { Gate } from "../gate/Gate";
import { t as tg } from "../gate/texts";
import { Chunk } from "../room/Chunk";
import { Door } from "../room/Door";
import { Later } from "../room/Later";
import { t } from "../texts";
import { asked } from "../triage/asked";
import { composerFocus } from "./composerFocus";
import { ConsoleProvider, useConsole } from "./context";
import { handBackOpen } from "./handBack";
import { Inbox, prefetchRest } from "./Inbox";
import { KeysDialog, keysOpen } from "./Keys";
import { PaletteDoor } from "./PaletteDoor";
import { paletteOpen } from "./palette";
import { Shell } from "./Shell";
import { Trouble, Waiting } from "./States";
import { useKeyboard } from "./useKeyboard";

/** The whole console. */
export function App({ console }: { console: Console }) {
  return (
    <ConsoleProvider value={console}>
      <Page />
    </ConsoleProvider>
  );
}

function Page() {
  const { session, route, start } = useConsole();
  const state = session.state.value;
  const here = route.value;
  useDocument();
  useEffect(prefetchRest, []);

  if (here.page === "setup" && state.kind !== "in")
    return <Chunk open={setup} give={{ token: here.token }} />;
  switch (state.kind) {
    case "starting":
      return (
        <Waiting>
          <div class="starting" />
        </Waiting>
      );
    case "failed":
      return (
        <Gate title={t("app")}>
          <Trouble
            title={state.failure.code === "offline" ? tg("offline_title") : t("start_failed")}
            failure={state.failure}
            safe={state.failure.code === "offline" ? tg("offline_safe") : t("start_failed_safe")}
            onRetry={() => void start()}
          />
        </Gate>
      );
    case "out":
      return <Chunk open={login} give={{ ended: state.ended }} />;
    case "in":
      return <Workplace />;
  }
}

function Workplace() {
  const { route, world, confirming } = useConsole();
  useKeyboard();
  // What a single key opens is here before it is pressed, but not before the page is.
  useEffect(
    () => world.later(() => void Promise.allSettled([triage(), filterDialog()]), SETTLED_MS),
    [world],
  );
  // Whoever signs in next opens their own.
  useEffect(() => closeAll, []);
  return (
    <>
      <Shell>
        <Place route={route.value} />
      </Shell>
      <KeysDialog />
      {asked.value && <Later open={triage} onFailed={closeAll} />}
      {filterOpen.value && <Later open={filterDialog} onFailed={closeAll} />}
      {viewsOpen.value && <Later open={viewsDialog} onFailed={closeAll} />}
      <PaletteDoor />
      {confirming.open.value && <Later open={confirm} onFailed={() => confirming.answer(false)} />}
      <MentionsDialog />
    </>
  );
}

/** Nothing is open or about to be, and nothing has the keyboard. */
function closeAll(): void {
  asked.value = null;
  handBackOpen.value = null;
  composerFocus.value = null;
  for (const open of [filterOpen, viewsOpen, keysOpen, paletteOpen]) open.value = false;
}

const SETTLED_MS = 1500;
const login = () => import("../gate/Login").then((module) => module.Login);
const setup = () => import("../gate/Setup").then((module) => module.Setup);
const confirm = () => import("../account/ConfirmDialog").then((module) => module.ConfirmDialog);
const triage = () => import("../triage/Triage").then((module) => module.Triage);
const filterDialog = () => import("../find/FilterDialog").then((module) => module.FilterDialog);
const viewsDialog = () => import("../find/ViewsDialog").then((module) => module.ViewsDialog);
const settings = () => import("../settings/Room").then((module) => module.Room);
const understanding = () => import("../understanding/Room").then((module) => module.Room);
const playbooks = () => import("../playbooks/Room").then((module) => module.Room);
const liveRoom = () => import("../live/Room").then((module) => module.Room);
const contacts = () => import("../contacts/Room").then((module) => module.Room);
const trust = () => import("../trust/Room").then((module) => module.Room);

function Place({ route }: { route: Route }) {
  const { session } = useConsole();
  if (route.page === "settings") return <Door key="s" title={t("nav_settings")} open={settings} may />;
  if (route.page === "understanding")
    return <Door key="u" title={t("nav_understanding")} open={understanding} />;
  if (route.page === "contacts")
    return <Door key="c" title={t("nav_contacts")} open={contacts} may={session.may("read")} />;
  if (route.page === "trust") return <Door key="t" title={t("nav_trust")} open={trust} />;
  if (route.page === "playbooks") return <Door key="p" title={t("nav_playbooks")} open={playbooks} />;
  if (route.page === "live") {
    const may = session.may("supervise");
    return <Door key="l" title={td("nav_live")} open={liveRoom} may={may} why={td("live_why")} />;
  }
  return <Inbox />;
}

/** Language, appearance and title of the document follow the console. */
function useDocument() {
  const { prefs } = useConsole();
  const { language, theme } = prefs.value;
  const title = useTitle();
  useEffect(() => {
    document.documentElement.lang = language;
    document
      .querySelector("link[rel=manifest]")
      ?.setAttribute("href", `/console/manifest${language === "en" ? ".en" : ""}.webmanifest`);
  }, [language]);
  useEffect(() => {
    const root = document.documentElement;
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
  }, [theme]);
  useEffect(() => {
    document.title = title;
  }, [title]);
}

const PLACE = {
  settings: "nav_settings",
  understanding: "nav_understanding",
  playbooks: "nav_playbooks",
  trust: "nav_trust",
  contacts: "nav_contacts",
} as const satisfies Partial<Record<Route["page"], string>>;

const placeOf = (page: Route["page"]) => (page in PLACE ? PLACE[page as keyof typeof PLACE] : "nav_inbox");

function useTitle(): string {
  const { session, route, inbox } = useConsole();
  const state = session.state.value;
  if (state.kind !== "in")
    return `${tg(route.value.page === "setup" ? "setup_submit" : "login_title")} · ${t("app")}`;
  const { page } = route.value;
  const place = page === "live" ? td("nav_live") : t(placeOf(page));
  return titleFor(place, state.me.workspace.name, inbox.waiting.value);
}
