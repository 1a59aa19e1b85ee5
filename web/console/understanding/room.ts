// The room's state: what was fetched, what is changed, and what follows from it. Views only show it.
import { computed, signal } from "@preact/signals";
import { language } from "../../shared/i18n";
import type { Console } from "../core/console";
import { failureText } from "../core/failure";
import { type Failure, failureOf } from "../core/http";
import { createSlot } from "../room/slot";
import {
  type Addition,
  type Change,
  createUnderstandingApi,
  type Example,
  type MissedKey,
  type MissedMessage,
} from "./api";
import { createTrial } from "./draft/trial";
import { choices, titleOf } from "./intents";
import { MAX_LINES, spoken } from "./lines";
import { createPending } from "./pending";
import { t } from "./texts";

/** What became of additions. */
export interface Added {
  added: number;
  /** Already examples; nothing was done with them. */
  known: number;
}

/** Groups of what was not understood that are fetched at once, and at most. */
const GROUPS = 20;
const MAX_GROUPS = 400;

export const keyOf = (m: MissedKey): string => `${m.conversation_id} ${m.seq}`;

/** What a room needs of the console around it. */
export type Around = Pick<Console, "request" | "toasts"> & {
  world: Pick<Console["world"], "later" | "now" | "store">;
  agentId: string;
};

export function createRoom({ request, toasts, world, agentId }: Around) {
  const api = createUnderstandingApi(request);
  const overview = createSlot(api.overview);
  const changes = createSlot(api.changes);
  /** How many groups of what was not understood are shown. */
  let groups = GROUPS;
  const missed = createSlot(() => api.missed(groups));
  const confusions = createSlot(api.confusions);
  const versions = createSlot(api.versions);
  const pending = createPending(world.later);
  const trial = createTrial({
    api,
    store: world.store,
    key: `terang.console.trial.${agentId}`,
    now: () => world.now().getTime(),
    later: world.later,
  });
  /** Messages that were taken off the list here; the server may not know yet. */
  const gone = signal<ReadonlySet<string>>(new Set());
  /** Rises when what is live has changed: lists of examples are fetched anew. */
  const published = signal(0);

  const titles = computed(
    () => new Map((overview.held.value.data?.intents ?? []).map((i) => [i.name, i.title] as const)),
  );
  /** Intents that share their title with another one; their name tells them apart. */
  const twins = computed(() => {
    const seen = new Map<string, string>();
    const found = new Set<string>();
    for (const name of titles.value.keys()) {
      const words = titleOf(name, titles.value, language.value);
      const other = seen.get(words);
      if (other !== undefined) found.add(name).add(other);
      seen.set(words, name);
    }
    return found;
  });
  const names = computed(() =>
    choices(overview.held.value.data?.intents ?? [], changes.held.value.data ?? []),
  );
  const title = (name: string): string => {
    const words = titleOf(name, titles.value, language.value);
    return twins.value.has(name) ? `${words} (${name.replaceAll("_", " ")})` : words;
  };

  const tell = (what: string, thrown: unknown): void => {
    const words = failureText(failureOf(thrown));
    toasts.show("bad", what, `${words.what} ${words.next}`);
  };

  const refresh = () => Promise.all([overview.load(), changes.load()]).then(() => {});

  /** Adds in one go; those that are examples already are given back, and the others are added all the same. */
  async function addAll(add: readonly Addition[], newIntent: boolean): Promise<Addition[]> {
    if (add.length === 0) return [];
    try {
      await api.change({ add: [...add], ...(newIntent && { new_intent: true }) });
      return [];
    } catch (thrown) {
      if (failureOf(thrown).code !== "example_duplicate") throw thrown;
      if (add.length === 1) return [...add];
      const half = Math.ceil(add.length / 2);
      const first = await addAll(add.slice(0, half), newIntent);
      return [...first, ...(await addAll(add.slice(half), newIntent))];
    }
  }

  async function add(additions: readonly Addition[], newIntent: boolean): Promise<Added> {
    const sum: Added = { added: 0, known: 0 };
    try {
      for (let i = 0; i < additions.length; i += MAX_LINES) {
        const part = additions.slice(i, i + MAX_LINES);
        const known = await addAll(part, newIntent);
        sum.added += part.length - known.length;
        sum.known += known.length;
      }
    } finally {
      await refresh();
    }
    return sum;
  }

  /** True where it worked; what went wrong has then been said. */
  async function attempt(what: string, run: () => Promise<unknown>): Promise<boolean> {
    try {
      await run();
      return true;
    } catch (thrown) {
      tell(what, thrown);
      return false;
    }
  }

  const hide = (messages: readonly MissedKey[]) => {
    gone.value = new Set([...gone.peek(), ...messages.map(keyOf)]);
  };
  const unhide = (messages: readonly MissedKey[]) => {
    const back = new Set(messages.map(keyOf));
    gone.value = new Set([...gone.peek()].filter((key) => !back.has(key)));
  };

  /** Messages leave the list at once; the server hears of it after the moment in which it can be taken back. */
  function putAway(
    words: string,
    failed: string,
    messages: MissedMessage[],
    run: () => Promise<unknown>,
  ): void {
    hide(messages);
    const commit = async () => {
      const done = await attempt(failed, run);
      // What the list says is the truth from now on: what is taken back later may come back to it.
      await Promise.all([refresh(), missed.load()]);
      if (!done || missed.held.peek().failure === null) unhide(messages);
    };
    pending.begin(words, commit, () => unhide(messages));
  }

  /** Makes something live; gives back why it is not. What was tried was compared with what lived before. */
  async function goLive(run: () => Promise<unknown>): Promise<Failure | null> {
    let failure: Failure | null = null;
    try {
      await run();
      trial.forget();
    } catch (thrown) {
      failure = failureOf(thrown);
    }
    confusions.reset();
    published.value++;
    await Promise.all([refresh(), versions.load()]);
    return failure;
  }

  return {
    api,
    overview,
    changes,
    missed,
    confusions,
    versions,
    pending,
    trial,
    gone,
    published,
    names,
    title,
    refresh,
    add,
    attempt,
    tell,

    async remove(example: Pick<Example, "id">): Promise<boolean> {
      const done = await attempt(t("remove_failed"), () => api.change({ remove: [example.id] }));
      await refresh();
      return done;
    },

    /** Takes a change out of the draft. */
    async undo(change: Change): Promise<boolean> {
      const done = await attempt(t("undo_failed"), () => api.undo(change.id));
      await refresh();
      return done;
    },

    /** The example is taken from its intent and given to another. */
    async move(example: Pick<Example, "id" | "intent" | "language" | "text">, to: string): Promise<boolean> {
      const added = { intent: to, language: spoken(example.language), text: example.text };
      const done = await attempt(t("move_failed"), () =>
        api.change({ remove: [example.id], add: [added], new_intent: true }),
      );
      await refresh();
      if (done) toasts.show("good", t("moved_to", { intent: title(to) }), t("waits_in_draft"));
      return done;
    },

    /** The example behind a text that is only known by what it says. */
    async find(intent: string, text: string): Promise<Example | undefined> {
      const page = await api.examples({ intent, language: "", q: text, wrong: false }, "", 200);
      return page.items.find((e) => e.text === text);
    },

    /** Fetches anew what is shown somewhere. */
    async look(): Promise<void> {
      const shown = [missed, versions, confusions].filter((slot) => slot.held.peek().data !== null);
      await Promise.all([refresh(), ...shown.map((slot) => slot.load())]);
    },

    /** Shows more of what was not understood. */
    more(): Promise<void> {
      groups = Math.min(groups + GROUPS, MAX_GROUPS);
      return missed.load();
    },

    dismiss: (messages: MissedMessage[]) =>
      putAway(t("dismissed", { count: messages.length }), t("dismiss_failed"), messages, () =>
        api.dismiss(messages.map(({ conversation_id, seq }) => ({ conversation_id, seq }))),
      ),

    /** Makes examples of messages; `wording` says which were reworded. */
    teach: (messages: MissedMessage[], intent: string, wording: ReadonlyMap<string, string>) =>
      putAway(
        t("taught", { count: messages.length, intent: title(intent) }),
        t("teach_failed"),
        messages,
        async () => {
          const known = await addAll(
            messages.map((m) => ({
              intent,
              language: spoken(m.language),
              text: wording.get(keyOf(m)) ?? m.text,
              message: { conversation_id: m.conversation_id, seq: m.seq },
            })),
            true,
          );
          // What is an example already teaches nothing new: such a message only leaves the list.
          const useless = known.flatMap(({ message }) => message ?? []);
          if (useless.length > 0) await api.dismiss(useless);
        },
      ),

    promise: (precision: number) => goLive(() => api.promise(precision)),
    publish: (id: string) => goLive(() => api.publish(id)),
    rollback: (number: number) => goLive(() => api.rollback(number)),
  };
}

export type Room = ReturnType<typeof createRoom>;
