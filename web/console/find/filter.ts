// What a list is narrowed to: as a value, as the part of the address after "?", as the API asks for it, and as a
// test of one row, so that the live stream keeps a narrowed list right without asking again. Pure.
import type { Conversation, Priority, View } from "../../shared/api";
import type { Language } from "../../shared/i18n";
import type { Order } from "../core/orders";

/** Every part that is there must hold. */
export interface Filter {
  /** Words to search for; only a search has them. */
  readonly q?: string;
  /** Where a search looks; everywhere where it is left out. */
  readonly in?: View;
  readonly tags?: readonly string[];
  /** This, or more urgent. */
  readonly priority?: Priority;
  /** Who has it: an agent's id, or "me". */
  readonly agent?: string;
  /** Who has it is of this team, or it waits for this team. */
  readonly team?: string;
  readonly channel?: string;
  readonly language?: Language;
  readonly unread?: true;
  /** The saved view that it began as. */
  readonly saved?: string;
  /** In which order a saved view stands; it narrows nothing. */
  readonly order?: Order;
}

/** Lets everything through. */
export const NO_FILTER: Filter = {};

export const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal", "low"];
const RANK: Record<Priority, number> = { urgent: 2, high: 1, normal: 0, low: -1 };
const ORDERS: readonly string[] = ["oldest", "priority", "waiting"] satisfies Order[];
const STATES: readonly string[] = ["queue", "mine", "assistant", "all", "resolved", "snoozed"];
/** As many as the server takes. */
export const MAX_TAGS = 5;

/** The parts that are one word each, in the order of the address. */
const WORDS = ["q", "in", "priority", "agent", "team", "channel", "language", "saved", "order"] as const;

/** How urgent a row is; what is not said is normal. */
export const priorityOf = (row: Conversation): Priority => row.priority ?? "normal";
export const rankOf = (row: Conversation): number => RANK[priorityOf(row)];

export const isPriority = (word: string | null): word is Priority => word !== null && word in RANK;

/** Without what is empty; the one value NO_FILTER where nothing is left. */
export function filterOf(parts: { [K in keyof Filter]?: Filter[K] | undefined }): Filter {
  const kept = Object.entries(parts).filter(
    ([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
  );
  return kept.length === 0 ? NO_FILTER : (Object.fromEntries(kept) as Filter);
}

/** Reads what stands after "?" of the address; what is not known is left out. */
export function parseFilter(query: string): { filter: Filter; at: number } {
  if (!query) return { filter: NO_FILTER, at: 0 };
  const params = new URLSearchParams(query);
  const word = (name: string) => params.get(name) ?? undefined;
  const state = word("in");
  const priority = params.get("priority");
  const language = word("language");
  const order = word("order");
  const filter = filterOf({
    q: word("q"),
    in: state && STATES.includes(state) ? (state as View) : undefined,
    tags: params.getAll("tag").slice(0, MAX_TAGS),
    priority: isPriority(priority) ? priority : undefined,
    agent: word("agent"),
    team: word("team"),
    channel: word("channel"),
    language: language === "id" || language === "en" ? language : undefined,
    unread: params.has("unread") ? true : undefined,
    saved: word("saved"),
    order: order && ORDERS.includes(order) ? (order as Order) : undefined,
  });
  const at = Number(params.get("at"));
  return { filter, at: Number.isSafeInteger(at) && at > 0 ? at : 0 };
}

/** Writes it as the address has it, with its "?"; nothing where nothing is narrowed. */
export function formatFilter(filter: Filter, at = 0): string {
  const params = new URLSearchParams();
  for (const name of WORDS) {
    const value = filter[name];
    if (value) params.set(name, value);
  }
  for (const tag of filter.tags ?? []) params.append("tag", tag);
  if (filter.unread) params.set("unread", "1");
  if (at > 0) params.set("at", String(at));
  const text = params.toString();
  return text && `?${text}`;
}

/** How many things a list is narrowed by; the words of a search, the name of a view and its order are none. */
export function parts(filter: Filter): number {
  const { q: _, saved: __, order: ___, tags, ...rest } = filter;
  return Object.keys(rest).length + (tags?.length ?? 0);
}

/** As the API asks for it. */
export function asked(filter: Filter): Record<string, string | undefined> {
  const { q, in: state, tags, priority, agent, team, channel, language, unread } = filter;
  const tag = tags?.join(",");
  return { q, view: state, tag, priority, agent, team, channel, language, unread: unread && "true" };
}

/** Whether two narrow alike, however they are called. */
export function alike(a: Filter, b: Filter): boolean {
  const { saved: _, ...x } = a;
  const { saved: __, ...y } = b;
  return formatFilter(filterOf(x)) === formatFilter(filterOf(y));
}

/** Whether a row can be told to fit without the server, which alone knows who works for which team. */
export const decidable = (filter: Filter): boolean => filter.team === undefined;

/** Whether a row fits, seen by one agent. */
export function fits(row: Conversation, filter: Filter, agentId: string): boolean {
  const { tags, priority, agent, channel, language, unread } = filter;
  if (tags?.some((tag) => !row.tags?.includes(tag))) return false;
  if (priority && rankOf(row) < RANK[priority]) return false;
  if (agent && row.agent?.id !== (agent === "me" ? agentId : agent)) return false;
  if (channel && row.channel !== channel) return false;
  if (language && row.language !== language) return false;
  return !unread || row.unread > 0;
}
