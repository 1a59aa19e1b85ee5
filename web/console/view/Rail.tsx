import type { ComponentChildren } from "preact";
import { MentionsButton } from "../answering/MentionsButton";
import { format, HOME, type Route } from "../core/route";
import { t as td } from "../desk/texts";
import { t } from "../texts";
import { useConsole } from "./context";
import { Glyph, type GlyphName } from "./Glyph";
import { KeysButton } from "./Keys";
import { Logo } from "./Logo";
import { PresenceSwitch } from "./PresenceSwitch";

const ROOM: Route = { page: "understanding", tab: "overview", about: [] };
const TRUST: Route = { page: "trust", tab: "lab", figure: null };
const LIVE: Route = { page: "live", figure: null };
const CONTACTS: Route = { page: "contacts", id: null };
const PLAYBOOKS: Route = { page: "playbooks", id: null, tab: "graph" };

interface Place {
  route: Route;
  page: Route["page"];
  icon: GlyphName;
  word: string;
  count?: number;
}

function usePlaces(): Place[] {
  const { inbox, route, layout, session } = useConsole();
  const here = route.value;
  const pages = layout.value === "pages";
  const settings: Route = { page: "settings", section: pages ? null : "preferences" };
  return [
    {
      route: here.page === "inbox" ? { ...here, conversation: null, panel: false } : HOME,
      page: "inbox",
      icon: "message-square-text",
      word: t("nav_inbox"),
      count: inbox.waiting.value,
    },
    { route: CONTACTS, page: CONTACTS.page, icon: "users", word: t("nav_contacts") },
    // On a phone there is no room for it beside all that managers have: there its settings lead to it.
    ...(session.may("supervise") && !(pages && session.may("manage"))
      ? [{ route: LIVE, page: LIVE.page, icon: "monitor" as const, word: td("nav_live") }]
      : []),
    ...(session.may("figures")
      ? [
          { route: ROOM, page: ROOM.page, icon: "ear" as const, word: t("nav_understanding") },
          { route: PLAYBOOKS, page: PLAYBOOKS.page, icon: "workflow" as const, word: t("nav_playbooks") },
          { route: TRUST, page: TRUST.page, icon: "gauge" as const, word: t("nav_trust") },
        ]
      : []),
    { route: settings, page: "settings", icon: "settings-2", word: t("nav_settings") },
  ];
}

function PlaceLink({ place }: { place: Place }) {
  const { route } = useConsole();
  const count = place.count ?? 0;
  return (
    <a
      class="rail-item"
      href={format(place.route)}
      aria-current={route.value.page === place.page ? "page" : undefined}
    >
      <span class="rail-icon">
        <Glyph name={place.icon} size={22} />
        {count > 0 && (
          <span class="rail-count tabular" aria-hidden="true">
            {count > 99 ? "99+" : count}
          </span>
        )}
      </span>
      <span class="rail-word">{place.word}</span>
      {count > 0 && <span class="visually-hidden">, {t("nav_waiting", { count })}</span>}
    </a>
  );
}

/** 56 px of icons; the words come on hover and focus. */
export function Rail({ me }: { me: ComponentChildren }) {
  const { session } = useConsole();
  return (
    <nav class="rail" aria-label={t("nav_main")}>
      <a class="rail-logo" href={format(HOME)} aria-label={t("app")}>
        <Logo size={30} />
      </a>
      {usePlaces().map((place) => (
        <PlaceLink key={place.page} place={place} />
      ))}
      <MentionsButton />
      <span class="rail-space" />
      <KeysButton />
      {session.may("speak") && <PresenceSwitch />}
      {me}
    </nav>
  );
}

/** The same at the lower edge of a phone, with its words. */
export function BottomBar({ me }: { me: ComponentChildren }) {
  return (
    <nav class="bottom" aria-label={t("nav_main")}>
      {usePlaces().map((place) => (
        <PlaceLink key={place.page} place={place} />
      ))}
      <MentionsButton />
      {me}
    </nav>
  );
}
