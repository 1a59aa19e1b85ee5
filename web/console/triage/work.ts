// What agents do to the order of conversations: to one by its own call, to many by one call with a result for each.
// What can be taken back is offered to be; what could not be done is told with its reason.
import { signal } from "@preact/signals";
import type { Conversation, Priority } from "../../shared/api";
import type { Console } from "../core/console";
import { failureText } from "../core/failure";
import { type Failure, failureOf } from "../core/http";
import { nameOf } from "../core/names";
import { priorityOf } from "../find/filter";
import { whenOf } from "../list/when";
import { t } from "./texts";

/** Many changes take longer than a click. */
const MANY_MS = 60_000;

/** One thing that is done. */
export type Change =
  | { readonly do: "tag" | "untag"; readonly tags: readonly string[] }
  | { readonly do: "priority"; readonly priority: Priority }
  | { readonly do: "snooze"; readonly until: string | null }
  | { readonly do: "assign"; readonly agent_id: string; readonly name: string }
  | { readonly do: "assign"; readonly team_id: string; readonly name: string }
  | { readonly do: "resolve" };

interface Problem {
  title: string;
  detail?: string;
  code: string;
}

interface Result {
  id: string;
  conversation?: Conversation;
  problem?: Problem;
}

/** Why some could not be changed: one reason, and whose it is. */
export interface Refusal {
  readonly why: string;
  readonly names: readonly string[];
}

/** What became of many: shown where not all could be done. */
export interface Outcome {
  readonly change: Change;
  readonly done: number;
  readonly refused: readonly Refusal[];
}

export const outcome = signal<Outcome | null>(null);

/** What is done runs; the dialog that asked for it waits. */
export const running = signal(false);

const path = (id: string, verb: string) => `/conversations/${encodeURIComponent(id)}/${verb}`;

const whom = (change: Change & { do: "assign" }) =>
  "team_id" in change ? { team_id: change.team_id } : { agent_id: change.agent_id };

async function one({ request }: Console, id: string, change: Change): Promise<Conversation> {
  switch (change.do) {
    case "tag":
      return request("POST", path(id, "tags"), { add: change.tags });
    case "untag":
      return request("POST", path(id, "tags"), { remove: change.tags });
    case "priority":
      return request("PUT", path(id, "priority"), { priority: change.priority });
    case "snooze":
      return request("PUT", path(id, "snooze"), { until: change.until });
    case "assign":
      return request("POST", path(id, "assign"), whom(change));
    case "resolve":
      return request("POST", path(id, "resolve"), {});
  }
}

async function many({ request }: Console, ids: readonly string[], change: Change): Promise<Result[]> {
  const { ...body } = change as Record<string, unknown>;
  delete body.name;
  if (body.until === null) delete body.until;
  const answer = await request<{ results: Result[] | null }>(
    "POST",
    "/conversations/bulk",
    { ids, ...body },
    MANY_MS,
  );
  return answer.results ?? [];
}

/** The changes that bring back what was, each with the conversations that it is for. */
export function undoing(change: Change, before: readonly Conversation[]): [Change, string[]][] {
  const by = new Map<string, [Change, string[]]>();
  const add = (back: Change, id: string) => {
    const key = JSON.stringify(back);
    const entry = by.get(key) ?? [back, []];
    entry[1].push(id);
    by.set(key, entry);
  };
  for (const row of before) {
    const has = (tag: string) => row.tags?.includes(tag) ?? false;
    if (change.do === "tag" || change.do === "untag") {
      const put = change.do === "tag";
      const tags = change.tags.filter((tag) => has(tag) !== put);
      if (tags.length > 0) add({ do: put ? "untag" : "tag", tags }, row.id);
    } else if (change.do === "priority") {
      if (priorityOf(row) !== change.priority) add({ do: "priority", priority: priorityOf(row) }, row.id);
    } else if (change.do === "snooze") {
      add({ do: "snooze", until: row.snoozed_until ?? null }, row.id);
    }
  }
  return [...by.values()];
}

/** What was done, in words. */
function said(console: Console, change: Change, count: number, name: string): string {
  const about = count === 1 ? name : t("count", { count });
  switch (change.do) {
    case "tag":
      return t("did_tag", { about, tags: change.tags.join(", ") });
    case "untag":
      return t("did_untag", { about, tags: change.tags.join(", ") });
    case "priority":
      return t("did_priority", { about, priority: t(`priority_${change.priority}`) });
    case "snooze":
      return change.until
        ? t("did_snooze", { about, when: whenOf(change.until, console.prefs.peek().language) })
        : t("did_wake", { about });
    case "assign":
      return t("did_assign", { about, name: change.name });
    case "resolve":
      return t("did_resolve", { about });
  }
}

const wordsOf = ({ title, detail }: Problem): string => [title, detail].filter(Boolean).join(" ");

/** Does it to all of them; true where all was done. Nothing is thrown: what went wrong has then been said. */
export async function carryOut(
  console: Console,
  change: Change,
  ids: readonly string[],
  quiet = false,
): Promise<boolean> {
  const { inbox, toasts, selection } = console;
  const rows = inbox.lists.peek().rows;
  const before = ids.flatMap((id) => rows.get(id) ?? []);
  const nameFor = (id: string) => {
    const row = rows.get(id);
    return row ? nameOf(row) : t("somebody");
  };
  const fail = (failure: Failure) => {
    const { what, next } = failureText(failure);
    toasts.show("bad", t(`could_not_${change.do}`), `${what} ${next}`);
    return false;
  };
  running.value = true;
  let results: Result[];
  try {
    const [only] = ids;
    results =
      ids.length === 1 && only !== undefined
        ? [{ id: only, conversation: await one(console, only, change) }]
        : await many(console, ids, change);
  } catch (thrown) {
    return fail(failureOf(thrown));
  } finally {
    running.value = false;
  }
  const done = results.filter((r) => !r.problem);
  for (const { conversation } of done) if (conversation) inbox.put(conversation);
  const backs = undoing(
    change,
    before.filter((row) => done.some((r) => r.id === row.id)),
  );
  const undo = backs.length > 0 && {
    label: t("undo"),
    undoes: true,
    run: () => void Promise.all(backs.map(([back, those]) => carryOut(console, back, those, true))),
  };
  if (done.length > 0 && !quiet)
    toasts.show(
      "good",
      said(console, change, done.length, nameFor(ids[0] ?? "")),
      undefined,
      undo || undefined,
    );
  if (done.length === results.length) {
    if (ids.length > 1) selection.clear();
    return true;
  }
  const by = new Map<string, string[]>();
  for (const { id, problem } of results) {
    if (problem) by.set(wordsOf(problem), [...(by.get(wordsOf(problem)) ?? []), nameFor(id)]);
  }
  outcome.value = {
    change,
    done: done.length,
    refused: [...by].map(([why, names]) => ({ why, names })),
  };
  // What is left to do stays picked.
  selection.keep(results.filter((r) => r.problem).map((r) => r.id));
  return false;
}
