import "./find.css";
import { useEffect } from "preact/hooks";
import type { View } from "../../shared/api";
import { Icon } from "../../shared/Icon";
import { t as tl } from "../list/texts";
import { t as tc } from "../texts";
import { useConsole } from "../view/context";
import { dataOf } from "./data";
import { alike, type Filter, filterOf, NO_FILTER, parts } from "./filter";
import { viewsOpen } from "./open";
import { channelWord, orderWord, t } from "./texts";
import { placeOf } from "./views";

interface Chip {
  key: string;
  word: string;
  without: Filter;
}

/** What the list is narrowed to, each part to be taken away; and the way to keep it under a name. */
export function Chips() {
  const console = useConsole();
  const { filter, narrow, view, orders } = console;
  const data = dataOf(console);
  const now = filter.value;
  const agents = data.agents.held.value.data;
  const teams = data.teams.held.value.data;
  const saved = now.saved ? data.views.held.value.data?.find((v) => v.id === now.saved) : undefined;
  const needsAgents = now.agent !== undefined && now.agent !== "me";
  useEffect(() => {
    if (needsAgents && !data.agents.held.peek().data) void data.agents.load();
    if (now.team && !data.teams.held.peek().data) void data.teams.load();
    if (now.saved && !data.views.held.peek().data) void data.views.load();
  }, [needsAgents, now.team, now.saved]);

  const named = (all: readonly { id: string; name: string }[] | null, id: string) =>
    all ? (all.find((x) => x.id === id)?.name ?? t("chip_unknown")) : "…";
  const chips: Chip[] = [];
  const add = (key: string, word: string, without: Filter) => chips.push({ key, word, without });
  if (now.in) add("in", t(`state_${now.in}`), filterOf({ ...now, in: undefined }));
  for (const tag of now.tags ?? [])
    add(
      `tag ${tag}`,
      t("chip_tag", { tag }),
      filterOf({ ...now, tags: now.tags?.filter((other) => other !== tag) }),
    );
  if (now.priority)
    add("priority", t(`filter_priority_${now.priority}`), filterOf({ ...now, priority: undefined }));
  if (now.agent)
    add(
      "agent",
      now.agent === "me" ? t("filter_me") : named(agents, now.agent),
      filterOf({ ...now, agent: undefined }),
    );
  if (now.team) add("team", named(teams, now.team), filterOf({ ...now, team: undefined }));
  if (now.channel) add("channel", channelWord(now.channel), filterOf({ ...now, channel: undefined }));
  if (now.language)
    add("language", tc(`language_${now.language}`), filterOf({ ...now, language: undefined }));
  if (now.unread) add("unread", t("chip_unread"), filterOf({ ...now, unread: undefined }));

  const order = orders.shown.value;
  const ordered = order && orderWord(view.value as View, order);
  const worth = parts(now) > 0 || now.q !== undefined || order !== undefined;
  const changed = saved !== undefined && !alike(placeOf(saved).filter, now);
  return (
    <section class="chips" aria-label={t("filters")}>
      {saved && <span class="chips-name">{saved.name}</span>}
      {chips.map(({ key, word, without }) => (
        <button
          key={key}
          type="button"
          class="chip-off"
          aria-label={t("chip_remove", { what: word })}
          onClick={() => narrow(without)}
        >
          {word}
          <Icon name="x" size={14} />
        </button>
      ))}
      {ordered && (
        <button
          type="button"
          class="chip-off"
          aria-label={t("chip_order_off", { order: ordered })}
          onClick={() => orders.choose(undefined)}
        >
          {t("chip_order", { order: ordered })}
          <Icon name="x" size={14} />
        </button>
      )}
      {(saved ? changed && saved.mine : worth) && (
        <button
          type="button"
          class="chip-way"
          aria-haspopup="dialog"
          onClick={() => {
            viewsOpen.value = true;
          }}
        >
          {t(saved ? "chip_update" : "chip_save")}
        </button>
      )}
      {(chips.length > 1 || saved) && (
        <button
          type="button"
          class="chip-way"
          onClick={() => narrow(view.peek() === "search" ? filterOf({ q: now.q }) : NO_FILTER)}
        >
          {saved ? tl("filter_clear") : t("chip_clear")}
        </button>
      )}
    </section>
  );
}
