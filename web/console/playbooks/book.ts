// One playbook that is being worked on: its text, what the linter says, where the reader stands in it, its try-out and
// its versions. Views only show it.
import { computed, signal } from "@preact/signals";
import { language } from "../../shared/i18n";
import type { Console } from "../core/console";
import { failureText } from "../core/failure";
import { ApiError, type Failure, failureOf } from "../core/http";
import { createSlot } from "../room/slot";
import type { BookDetail, FailedScenario, GraphNode, PlaybooksApi, Problem } from "./api";
import { createChecker } from "./checking";
import { createSaver, type Saving } from "./saving";
import { t } from "./texts";
import { createTryOut } from "./tryout/tryout";

/** The step that a line of the text belongs to: the last one that begins at it or before. */
export function nodeAt(nodes: readonly GraphNode[], line: number): string | null {
  let best: GraphNode | null = null;
  for (const node of nodes) if (node.line <= line && (!best || node.line >= best.line)) best = node;
  return best?.id ?? null;
}

/** Why a text may not go live. */
export interface Refusal {
  failure: Failure;
  problems: readonly Problem[];
  failed: readonly FailedScenario[];
}

function refusalOf(thrown: unknown): Refusal {
  const body = thrown instanceof ApiError ? thrown.problem : null;
  const { problems, failed } = (body ?? {}) as { problems?: unknown; failed?: unknown };
  return {
    failure: failureOf(thrown),
    problems: Array.isArray(problems) ? problems : [],
    failed: Array.isArray(failed) ? failed : [],
  };
}

/** Why the text is not on the server. */
function unsaved(state: Saving): Failure {
  if ("failure" in state) return state.failure;
  const [title, detail] = state.kind === "conflict" ? [t("conflict"), t("conflict_next")] : ["", ""];
  return { status: 409, code: "draft_unsaved", title, detail, retryAfter: null };
}

/** A place in the text that is to be shown; `turn` tells two wishes for the same place apart. */
export interface Jump {
  line: number;
  column: number;
  /** Gives the keyboard to the text as well. */
  focus: boolean;
  turn: number;
}

export type Around = Pick<Console, "toasts"> & {
  world: Pick<Console["world"], "later" | "now" | "store">;
  agentId: string;
  api: PlaybooksApi;
  /** The list says something else now. */
  onChanged: () => void;
};

export function createBook(id: string, { api, toasts, world, agentId, onChanged }: Around) {
  const detail = createSlot(() => api.get(id));
  const versions = createSlot(() => api.versions(id));
  const source = signal("");
  /** Rises when the text was replaced from outside of the editor. */
  const replaced = signal(0);
  const selected = signal<string | null>(null);
  const jump = signal<Jump | null>(null);
  const checker = createChecker({ check: (text) => api.check(text, id), later: world.later });
  /** What the linter says is told in the reader's language. */
  const unwatch = language.subscribe(() => {
    if (checker.found.peek().source !== null) checker.changed(source.peek(), 0);
  });
  const tryOut = createTryOut({ later: world.later, run: (talk) => api.tryOut(source.peek(), talk) });
  const saver = createSaver({
    store: world.store,
    key: `terang.console.playbook.${agentId}.${id}`,
    later: world.later,
    put: (text, etag) => api.save(id, text, etag),
    look: async () => (await api.get(id)).draft,
    onSaved: (text, etag) => {
      const data = detail.held.peek().data;
      if (data)
        detail.put({
          ...data,
          draft: { ...data.draft, source: text, etag, saved_at: world.now().toISOString(), saved_by: "" },
        });
      onChanged();
    },
  });
  const nodes = computed(() => checker.found.value.graph?.nodes ?? []);
  /** The step of this playbook at which the try-out stands. */
  const live = computed(() => {
    const { tried } = tryOut.state.value;
    return tried && (!tried.playbook || tried.playbook.split("@")[0] === id) ? tried.at : "";
  });
  /** The text, or what it is held to, differs from what is live. */
  const changed = computed(() => {
    const data = detail.held.value.data;
    if (data === null) return false;
    const talks = data.draft?.scenarios ?? data.scenarios;
    return !data.live || source.value !== data.source || talks !== data.scenarios;
  });

  function replace(text: string): void {
    source.value = text;
    replaced.value++;
    checker.changed(text, 0);
  }

  function put(data: BookDetail): void {
    const text = saver.begin(data.draft, data.source);
    checker.begin(text, data.problems ?? [], data.graph);
    replace(text);
  }

  async function open(): Promise<void> {
    await detail.load();
    const { data, failure } = detail.held.peek();
    if (data && !failure) put(data);
  }

  const tell = (what: string, thrown: unknown): void => {
    const words = failureText(failureOf(thrown));
    toasts.show("bad", what, `${words.what} ${words.next}`);
  };

  return {
    id,
    api,
    detail,
    versions,
    source,
    replaced,
    selected,
    jump,
    checker,
    saver,
    tryOut,
    nodes,
    live,
    changed,
    open,
    replace,

    edit(text: string): void {
      if (text === source.peek()) return;
      source.value = text;
      saver.edit(text);
      checker.changed(text);
    },
    /** The reader stands on a line of the text. */
    at(line: number): void {
      const id = nodeAt(nodes.peek(), line);
      if (id !== null) selected.value = id;
    },
    /** The reader chose a step; the text follows. */
    select(node: string, focus = false): void {
      selected.value = node;
      const line = nodes.peek().find((n) => n.id === node)?.line;
      if (line) jump.value = { line, column: 1, focus, turn: (jump.peek()?.turn ?? 0) + 1 };
    },
    goTo(problem: Pick<Problem, "line" | "column">): void {
      const { line, column } = problem;
      jump.value = {
        line: Math.max(1, line),
        column: Math.max(1, column),
        focus: true,
        turn: (jump.peek()?.turn ?? 0) + 1,
      };
      const id = nodeAt(nodes.peek(), line);
      if (id !== null) selected.value = id;
    },
    async settle(choice: "mine" | "theirs"): Promise<void> {
      const theirs = await saver.settle(choice);
      if (theirs !== null) replace(theirs);
    },
    /** The talks that are played before it is published. */
    scenarios(): string {
      const data = detail.held.peek().data;
      return data?.draft?.scenarios ?? data?.scenarios ?? "";
    },
    /** Keeps other talks with the draft; gives back why not. */
    async keepScenarios(scenarios: string): Promise<Failure | null> {
      if (!(await saver.flush())) return unsaved(saver.state.peek());
      const text = source.peek();
      try {
        saver.saved((await api.save(id, text, saver.etag(), scenarios)).etag, text);
        await detail.load();
        return null;
      } catch (thrown) {
        return failureOf(thrown);
      }
    },
    /** Throws the draft away and goes on with what is live. */
    async discard(): Promise<Failure | null> {
      try {
        await api.discard(id);
        saver.forget();
        onChanged();
        await open();
        return null;
      } catch (thrown) {
        return failureOf(thrown);
      }
    },
    /** Makes the text live; gives back why it is not. */
    async publish(note: string): Promise<{ version: number } | Refusal> {
      // What is shown is what goes live: it is on the server first, even where nothing of it was changed here.
      if (saver.etag() === null && saver.state.peek().kind === "saved") saver.edit(source.peek());
      const saved = await saver.flush();
      const etag = saver.etag();
      if (!saved || etag === null) return { failure: unsaved(saver.state.peek()), problems: [], failed: [] };
      try {
        const done = await api.publish(id, etag, note);
        saver.forget();
        onChanged();
        await Promise.all([open(), versions.load()]);
        return done;
      } catch (thrown) {
        return refusalOf(thrown);
      }
    },
    /** Switches it off or on again; gives back why not. */
    async switchTo(live: boolean): Promise<Failure | null> {
      try {
        await api.switchTo(id, live);
        onChanged();
        await Promise.all([detail.load(), versions.load()]);
        return null;
      } catch (thrown) {
        return failureOf(thrown);
      }
    },
    async rollback(version: number): Promise<Refusal | null> {
      try {
        const done = await api.rollback(id, version);
        toasts.show("good", t("rolled_back", { version, now: done.version }));
        onChanged();
        await Promise.all([open(), versions.load()]);
        return null;
      } catch (thrown) {
        return refusalOf(thrown);
      }
    },
    tell,
    stop(): void {
      void saver.flush();
      unwatch();
      checker.stop();
    },
  };
}

export type Book = ReturnType<typeof createBook>;
