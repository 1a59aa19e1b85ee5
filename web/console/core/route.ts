// Where the reader is, as the part of the address after "#". Everything that can be gone back to is a route.
import type { View } from "../../shared/api";
import { type Filter, formatFilter, NO_FILTER, parseFilter } from "../find/filter";

export const VIEWS: readonly View[] = ["queue", "mine", "assistant", "all", "resolved", "snoozed", "every"];
/** What the inbox can show: lists of conversations, the promises that are owed in them, and a search. */
export type InboxView = View | "promises" | "search";
/** Those that stand beside each other over the list; "snoozed" only while something is. */
export const INBOX_VIEWS: readonly InboxView[] = [
  "queue",
  "mine",
  "snoozed",
  "promises",
  "assistant",
  "all",
  "resolved",
];
const ALL_VIEWS: readonly string[] = [...VIEWS, "promises", "search"];
export const SECTIONS = [
  "preferences",
  "notifications",
  "sign-in",
  "sessions",
  "macros",
  "people",
  "routing",
  "tokens",
  "webhooks",
  "connections",
  "exchange",
  "widget",
  "audit",
] as const;
export type Section = (typeof SECTIONS)[number];
/** The views of what the assistant understands. */
export const TABS = ["overview", "examples", "missed", "confusions", "draft", "try"] as const;
export type Tab = (typeof TABS)[number];

/** The views of one playbook. */
export const BOOK_TABS = ["graph", "text", "try", "versions"] as const;
export type BookTab = (typeof BOOK_TABS)[number];

/** The pages about trust. */
export const TRUST_TABS = ["lab", "measures"] as const;
export type TrustTab = (typeof TRUST_TABS)[number];

/** A place in the console. */
export type Route =
  | { page: "login" }
  | { page: "setup"; token: string }
  | {
      page: "inbox";
      view: InboxView;
      conversation: string | null;
      panel: boolean;
      /** What the list is narrowed to; nothing where it is left out. */
      filter?: Filter;
      /** The message that the conversation is opened at. */
      at?: number;
    }
  /** On a phone `section: null` is the list of sections. */
  | { page: "settings"; section: Section | null }
  /** `about` is what the view is narrowed to: an intent, and "wrong" or a second intent. */
  | { page: "understanding"; tab: Tab; about: readonly string[] }
  /** `id: null` is the list. */
  | { page: "playbooks"; id: string | null; tab: BookTab }
  /** `figure` is the measure whose conversations are listed. */
  | { page: "trust"; tab: TrustTab; figure: string | null }
  /** `figure` is what is counted there and listed beside it, such as "late" or "agent:agt_1". */
  | { page: "live"; figure: string | null }
  /** `id: null` is the list. */
  | { page: "contacts"; id: string | null };

export const HOME: Route = { page: "inbox", view: "queue", conversation: null, panel: false };

const isView = (word: string | undefined): word is InboxView =>
  word !== undefined && ALL_VIEWS.includes(word);
const isSection = (word: string | undefined): word is Section => SECTIONS.includes(word as Section);
const isTab = (word: string | undefined): word is Tab => TABS.includes(word as Tab);

const isBookTab = (word: string | undefined): word is BookTab => BOOK_TABS.includes(word as BookTab);

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Reads "#/mine/cnv_1/panel"; anything unknown is home. "#/conversation/cnv_1" is a link to one from outside. */
export function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?");
  const [first, second, third, fourth] = path.split("/").filter(Boolean).map(decode);
  if (first === "login") return { page: "login" };
  if (first === "setup" && second) return { page: "setup", token: second };
  if (first === "settings") return { page: "settings", section: isSection(second) ? second : null };
  if (first === "understanding")
    return {
      page: "understanding",
      tab: isTab(second) ? second : "overview",
      about: isTab(second) ? [third, fourth].filter((word) => word !== undefined) : [],
    };
  if (first === "playbooks")
    return { page: "playbooks", id: second ?? null, tab: second && isBookTab(third) ? third : "graph" };
  if (first === "contacts") return { page: "contacts", id: second ?? null };
  if (first === "trust")
    return second === "measures"
      ? { page: "trust", tab: second, figure: third ?? null }
      : { page: "trust", tab: "lab", figure: null };
  if (first === "live") return { page: "live", figure: second ?? null };
  const panel = third === "panel";
  if (isView(first)) {
    const { filter, at } = parseFilter(query);
    return {
      page: "inbox",
      view: first,
      conversation: second ?? null,
      panel: panel && !!second,
      ...(filter !== NO_FILTER && { filter }),
      ...(at > 0 && second && { at }),
    };
  }
  if (first === "conversation" && second) return { page: "inbox", view: "all", conversation: second, panel };
  return HOME;
}

/** Writes a route as a hash; parse(format(r)) is r. */
export function format(route: Route): string {
  switch (route.page) {
    case "login":
      return "#/login";
    case "setup":
      return `#/setup/${encodeURIComponent(route.token)}`;
    case "settings":
      return route.section ? `#/settings/${route.section}` : "#/settings";
    case "understanding":
      return `#/${["understanding", route.tab, ...route.about.map(encodeURIComponent)].join("/")}`;
    case "playbooks": {
      const parts = ["playbooks", route.id && encodeURIComponent(route.id)];
      if (route.id && route.tab !== "graph") parts.push(route.tab);
      return `#/${parts.filter(Boolean).join("/")}`;
    }
    case "contacts":
      return route.id ? `#/contacts/${encodeURIComponent(route.id)}` : "#/contacts";
    case "trust":
      return `#/${["trust", route.tab === "lab" ? "" : route.tab, encodeURIComponent(route.figure ?? "")].filter(Boolean).join("/")}`;
    case "live":
      return route.figure ? `#/live/${encodeURIComponent(route.figure)}` : "#/live";
    case "inbox": {
      const parts = [route.view, route.conversation && encodeURIComponent(route.conversation)];
      if (route.conversation && route.panel) parts.push("panel");
      return `#/${parts.filter(Boolean).join("/")}${formatFilter(route.filter ?? NO_FILTER, route.at)}`;
    }
  }
}
