import type { ComponentChildren } from "preact";
import { MentionsButton } from "../answering/MentionsButton";
import { format, HOME, type Route } from "../core/route";
import { t as td } from "../desk/texts";
import { t } from "../texts";
import { useConsole } from "./context";
import { Glyph, type GlyphName } from "./Glyph";
import { KeysButton } from "./Keys";
import { Logo } from "./Logo";
import { Menu } from "./Menu";
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
    ...(session.may("supervise")
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

/** How many places a phone's width names in full beside the mentions and oneself. */
const ROOM_FOR = 4;

/** The same at the lower edge of a phone, with its words; what finds no room there is behind the last of them. */
export function BottomBar({ me }: { me: ComponentChildren }) {
  const places = usePlaces();
  const shown = places.length > ROOM_FOR ? places.filter((p) => DAILY.has(p.page)) : places;
  return (
    <nav class="bottom" aria-label={t("nav_main")}>
      {shown.map((place) => (
        <PlaceLink key={place.page} place={place} />
      ))}
      <MentionsButton />
      {shown !== places && <More places={places.filter((p) => !DAILY.has(p.page))} />}
      {me}
    </nav>
  );
}

/** What a person who answers goes to all day. */
const DAILY: ReadonlySet<Route["page"]> = new Set(["inbox", "contacts", "live"]);

function More({ places }: { places: readonly Place[] }) {
  const { route, go } = useConsole();
  const here = places.find((p) => p.page === route.value.page);
  return (
    <Menu
      class="rail-item"
      label={here ? `${td("nav_more")}: ${here.word}` : td("nav_more")}
      current={here !== undefined}
      face={
        <>
          <span class="rail-icon">
            <Glyph name={here?.icon ?? "ellipsis"} size={22} />
          </span>
          <span class="rail-word">{here?.word ?? td("nav_more")}</span>
        </>
      }
      items={places.map((p) => ({
        id: p.page,
        label: p.word,
        icon: <Glyph name={p.icon} size={20} />,
        run: () => go(p.route),
      }))}
    />
  );
}
