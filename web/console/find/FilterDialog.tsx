import "./find.css";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import type { View } from "../../shared/api";
import { ORDERS } from "../core/orders";
import type { InboxView } from "../core/route";
import { t as tc } from "../texts";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { Switch } from "../view/Switch";
import { canHold, dataOf } from "./data";
import { type Filter, filterOf, MAX_TAGS, NO_FILTER, PRIORITIES, parts } from "./filter";
import { filterOpen } from "./open";
import { channelWord, orderWord, t } from "./texts";

const STATES: readonly View[] = ["all", "queue", "mine", "snoozed", "assistant", "resolved", "every"];
const CHANNELS = ["web", "whatsapp", "telegram", "email", "sms", "voice"];
/** Tags offered before one looks for others. */
const SHOWN = 12;

/** What the list is narrowed to. Each choice holds at once; the list behind follows. */
export function FilterDialog() {
  const console = useConsole();
  const { filter, narrow, view } = console;
  const data = dataOf(console);
  useEffect(() => {
    void data.tags.load();
    void data.agents.load();
    void data.teams.load();
  }, []);
  const now = filter.value;
  const set = (patch: { [K in keyof Filter]?: Filter[K] | undefined }) =>
    narrow(filterOf({ ...now, ...patch }));
  const agents = (data.agents.held.value.data ?? []).filter(canHold);
  const teams = data.teams.held.value.data ?? [];
  const close = () => {
    filterOpen.value = false;
  };
  const clear = () => narrow(view.peek() === "search" ? filterOf({ q: now.q }) : NO_FILTER);
  return (
    <Dialog title={t("filter")} onClose={close}>
      <StatePart filter={now} />
      <OrderPart />
      <Part title={t("filter_tags")}>
        <Tags picked={now.tags ?? []} onPick={(tags) => set({ tags })} />
      </Part>
      <Part title={t("filter_priority")}>
        <div class="filter-choices">
          {PRIORITIES.filter((p) => p !== "low").map((p) => (
            <Choice
              key={p}
              on={now.priority === p}
              onClick={() => set({ priority: now.priority === p ? undefined : p })}
            >
              {t(`filter_priority_${p}`)}
            </Choice>
          ))}
        </div>
      </Part>
      <div class="filter-pairs filter-part">
        <Select
          label={t("filter_agent")}
          value={now.agent ?? ""}
          options={[
            ["", t("filter_anyone")],
            ["me", t("filter_me")],
            ...agents.map((a) => [a.id, a.name] as const),
          ]}
          onChange={(agent) => set({ agent })}
        />
        {(teams.length > 0 || now.team) && (
          <Select
            label={t("filter_team")}
            value={now.team ?? ""}
            options={[["", t("filter_any_team")], ...teams.map((x) => [x.id, x.name] as const)]}
            onChange={(team) => set({ team })}
          />
        )}
        <Select
          label={t("filter_channel")}
          value={now.channel ?? ""}
          options={[["", t("filter_any_channel")], ...CHANNELS.map((c) => [c, channelWord(c)] as const)]}
          onChange={(channel) => set({ channel })}
        />
        <Select
          label={t("filter_language")}
          value={now.language ?? ""}
          options={[
            ["", t("filter_any_language")],
            ["id", tc("language_id")],
            ["en", tc("language_en")],
          ]}
          onChange={(language) =>
            set({ language: language === "id" || language === "en" ? language : undefined })
          }
        />
      </div>
      <Switch
        label={t("filter_unread")}
        on={now.unread === true}
        onChange={(on) => set({ unread: on ? true : undefined })}
      />
      <div class="dialog-actions">
        {parts(now) > 0 && (
          <button type="button" class="button" onClick={clear}>
            {t("chip_clear")}
          </button>
        )}
        <button type="button" class="button" data-kind="main" onClick={close}>
          {t("filter_done")}
        </button>
      </div>
    </Dialog>
  );
}

/** In a list the state is which list it is; in a search it is where one looks. */
function StatePart({ filter }: { filter: Filter }) {
  const { view, narrow } = useConsole();
  const searching = view.value === "search";
  const here: View = searching ? (filter.in ?? "every") : (view.value as View);
  const choose = (state: View) => {
    if (searching) narrow(filterOf({ ...filter, in: state === "every" ? undefined : state }));
    else narrow(filter, state as InboxView);
  };
  return (
    <Part title={t("filter_state")}>
      <div class="filter-choices">
        {STATES.map((state) => (
          <Choice key={state} on={here === state} onClick={() => choose(state)}>
            {t(`state_${state}`)}
          </Choice>
        ))}
      </div>
    </Part>
  );
}

/** In which order the list stands; what is found by a search has one of its own. */
function OrderPart() {
  const { view, orders } = useConsole();
  const here = view.value;
  if (here === "search" || here === "promises") return null;
  return (
    <Part title={t("order")}>
      <div class="filter-choices">
        {[undefined, ...ORDERS[here]].map((order) => (
          <Choice key={order ?? ""} on={orders.shown.value === order} onClick={() => orders.choose(order)}>
            {orderWord(here, order)}
          </Choice>
        ))}
      </div>
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class="filter-part" aria-labelledby={id}>
      <h3 class="eyebrow" id={id}>
        {title}
      </h3>
      {children}
    </section>
  );
}

interface ChoiceProps {
  on: boolean;
  onClick: () => void;
  children: ComponentChildren;
}

function Choice({ on, onClick, children }: ChoiceProps) {
  return (
    <button type="button" class="filter-choice" aria-pressed={on} onClick={onClick}>
      {children}
    </button>
  );
}

function Tags({ picked, onPick }: { picked: readonly string[]; onPick: (tags: readonly string[]) => void }) {
  const data = dataOf(useConsole());
  const [words, setWords] = useState("");
  const used = data.tags.held.value.data ?? [];
  const look = words.trim().toLowerCase();
  const others = used.filter(({ tag }) => !picked.includes(tag) && tag.includes(look)).slice(0, SHOWN);
  const counts = new Map(used.map(({ tag, count }) => [tag, count]));
  if (used.length === 0 && picked.length === 0) return <p class="soft">{t("filter_tags_none")}</p>;
  return (
    <>
      {used.length > SHOWN && (
        <input
          class="filter-find"
          type="text"
          aria-label={t("filter_tags_more")}
          placeholder={t("filter_tags_more")}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <div class="filter-choices">
        {[...picked, ...others.map(({ tag }) => tag)].map((tag) => {
          const on = picked.includes(tag);
          return (
            <Choice
              key={tag}
              on={on}
              onClick={() =>
                onPick(on ? picked.filter((other) => other !== tag) : [...picked, tag].slice(-MAX_TAGS))
              }
            >
              {tag}
              {counts.has(tag) && <span class="count tabular">{counts.get(tag)}</span>}
            </Choice>
          );
        })}
      </div>
    </>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
}

function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <label class="filter-select">
      <span class="eyebrow">{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {!options.some(([v]) => v === value) && <option value={value}>{value}</option>}
        {options.map(([v, word]) => (
          <option key={v} value={v}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}
