import type { Permission } from "../../shared/api";
import { Icon } from "../../shared/Icon";
import { Audit } from "../account/Audit";
import { Sessions } from "../account/Sessions";
import { SignIn } from "../account/SignIn";
import "../account/account.css";
import type { Section } from "../core/route";
import { format, SECTIONS } from "../core/route";
import { Chunk } from "../room/Chunk";
import { t as tc } from "../texts";
import { useConsole } from "../view/context";
import { Glyph, type GlyphName } from "../view/Glyph";
import { People } from "./People";
import { Preferences } from "./Preferences";
import { Tokens } from "./Tokens";
import { t } from "./texts";
import { Webhooks } from "./Webhooks";
import { WidgetPage } from "./WidgetPage";

const ICONS: Record<Section, GlyphName> = {
  preferences: "sliders-horizontal",
  notifications: "bell",
  "sign-in": "lock",
  sessions: "monitor",
  audit: "eye",
  macros: "quote",
  people: "users",
  routing: "workflow",
  tokens: "key-round",
  webhooks: "webhook",
  connections: "link",
  exchange: "arrow-down-up",
  widget: "code-xml",
};

const notifications = () => import("../notify/Notifications").then((module) => module.Notifications);
const macros = () => import("../answering/parts").then((module) => module.Macros);
const routing = () => import("../routing/Routing").then((module) => module.RoutingPage);
const connections = () => import("../connections/Connections").then((module) => module.Connections);
const exchange = () => import("../exchange/Exchange").then((module) => module.Exchange);

const PAGES: Record<Section, () => preact.JSX.Element> = {
  preferences: Preferences,
  notifications: () => <Chunk open={notifications} />,
  "sign-in": SignIn,
  sessions: Sessions,
  audit: Audit,
  macros: () => <Chunk open={macros} />,
  people: People,
  routing: () => <Chunk open={routing} />,
  tokens: Tokens,
  webhooks: Webhooks,
  connections: () => <Chunk open={connections} />,
  exchange: () => <Chunk open={exchange} />,
  widget: WidgetPage,
};

/** What a section asks of who opens it; the others are everybody's. */
const NEEDS: Partial<Record<Section, Permission>> = {
  tokens: "manage",
  webhooks: "manage",
  connections: "manage",
  exchange: "own",
  audit: "audit",
  routing: "supervise",
  macros: "speak",
};

/** The settings: sections at the left, or a page before them on a phone. */
export function Settings({ section }: { section: Section | null }) {
  const { layout, up, session } = useConsole();
  const pages = layout.value === "pages";
  // A link to what one may not open leads to what one may.
  const asked = section && session.may(NEEDS[section] ?? "self") ? section : null;
  const shown = asked ?? (pages ? null : "preferences");
  const Page = shown ? PAGES[shown] : null;
  return (
    <main class="settings" id="main" tabIndex={-1}>
      {(!pages || !shown) && <Sections current={shown} />}
      {Page && shown && (
        <div class="settings-page">
          {pages && (
            <button type="button" class="settings-back link-button" onClick={up}>
              <Icon name="arrow-left" size={20} />
              {tc("nav_settings")}
            </button>
          )}
          <Page key={shown} />
        </div>
      )}
    </main>
  );
}

function Sections({ current }: { current: Section | null }) {
  const { session } = useConsole();
  const open = SECTIONS.filter((s) => session.may(NEEDS[s] ?? "self"));
  return (
    <nav class="sections" aria-label={t("sections")}>
      {current === null ? <h1>{t("title")}</h1> : <p class="sections-title">{t("title")}</p>}
      {open.map((section) => (
        <a
          key={section}
          class="section-link"
          href={format({ page: "settings", section })}
          aria-current={section === current ? "page" : undefined}
        >
          <Glyph name={ICONS[section]} />
          <span>
            <span class="section-name">{t(section)}</span>
            <span class="section-hint">{t(`${section}_hint`)}</span>
          </span>
          <Icon name="chevron-right" size={18} />
        </a>
      ))}
    </nav>
  );
}
