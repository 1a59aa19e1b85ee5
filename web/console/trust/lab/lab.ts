// The threshold lab's state: the lines that are being tried, the talks they are tried on, and what would have changed.
import { computed, effect, signal } from "@preact/signals";
import type { Console } from "../../core/console";
import { ApiError, type Failure, failureOf } from "../../core/http";
import { read, write } from "../../core/storage";
import { createSlot, type Held } from "../../room/slot";
import type { Lines, Replay, ReplayAsk, Setting, Show, TrustApi } from "../api";
import { firstPeriod, type Period, rangeOf, wrongWith } from "../period";
import { type Fault, faults } from "./importing";
import { differences, put, readSetting, type Whose, whole } from "./setting";

/** A hand on a handle is let come to rest before the talks are replayed. */
const REST_MS = 300;
const PAGE = 25;
const MOST = 500;

/** Why lines are not published, and which of them are wrong. */
export interface Refusal {
  failure: Failure;
  wrong: Fault[];
}

export type Source = { kind: "here" } | { kind: "import"; id: string };

/** What the lab needs of the console around it. */
export interface Around {
  api: TrustApi;
  world: Pick<Console["world"], "later" | "now" | "store">;
  agentId: string;
}

export function createLab({ api, world, agentId }: Around) {
  const key = `terang.console.trust.${agentId}`;
  const published = createSlot(api.setting);
  const imports = createSlot(api.imports);
  /** What is being tried; null where it is what is live. */
  const draft = signal<Setting | null>(readSetting(read(world.store, key)));
  const source = signal<Source>({ kind: "here" });
  const period = signal<Period>(firstPeriod(world.now()));
  /** Minutes of one hand-over as somebody guesses them; null for what was measured. */
  const minutes = signal<number | null>(null);
  const show = signal<Show>("all");
  const limit = signal(PAGE);
  const replay = signal<Held<Replay>>({ data: null, failure: null, busy: false });
  /** Rises when the same question is to be asked again. */
  const turn = signal(0);

  const live = computed(() => {
    const data = published.held.value.data;
    return data && whole(data.setting);
  });
  const setting = computed(() => (live.value && draft.value ? whole(draft.value) : live.value));
  const changes = computed(() => (live.value && setting.value ? differences(live.value, setting.value) : []));
  const playbooks = computed(() => published.held.value.data?.playbooks ?? []);
  const wrong = computed(() => (source.value.kind === "here" ? wrongWith(period.value, world.now()) : null));

  function keep(next: Setting | null): void {
    const base = live.peek();
    draft.value = next && base && differences(base, next).length > 0 ? next : null;
    write(world.store, key, draft.peek());
  }

  /** What the server is asked; null while there is nothing to ask. */
  const ask = computed((): ReplayAsk | null => {
    void turn.value;
    if (!setting.value || wrong.value) return null;
    const from = source.value;
    return {
      setting: setting.value,
      source: from.kind === "import" ? from.id : "",
      ...(from.kind === "here" ? rangeOf(period.value, world.now()) : {}),
      limit: limit.value,
      show: show.value,
    };
  });

  let asked = 0;
  async function run(question: ReplayAsk): Promise<void> {
    const mine = ++asked;
    try {
      const data = await api.replay(question);
      if (mine === asked) replay.value = { data, failure: null, busy: false };
    } catch (thrown) {
      if (mine === asked)
        replay.value = { data: replay.peek().data, failure: failureOf(thrown), busy: false };
    }
  }

  /** Replays whenever the question changes, until it is stopped. */
  function watch(): () => void {
    // Whoever comes back sees what was said meanwhile.
    turn.value++;
    let rest: (() => void) | null = null;
    const stop = effect(() => {
      const question = ask.value;
      rest?.();
      asked++;
      if (!question) {
        replay.value = { ...replay.peek(), busy: false };
        return;
      }
      const first = replay.peek().data === null;
      replay.value = { ...replay.peek(), busy: true };
      if (first) void run(question);
      else rest = world.later(() => void run(question), REST_MS);
    });
    return () => {
      stop();
      rest?.();
    };
  }

  const other = <T>(to: { value: T }, value: T) => {
    limit.value = PAGE;
    to.value = value;
  };

  return {
    api,
    published,
    imports,
    draft,
    live,
    setting,
    changes,
    playbooks,
    source,
    period,
    minutes,
    show,
    limit,
    wrong,
    replay,
    watch,

    async load(): Promise<void> {
      await Promise.all([published.load(), imports.load()]);
      const here = source.peek();
      const known = imports.held.peek().data;
      if (here.kind === "import" && known && !known.some(({ id }) => id === here.id))
        other(source, { kind: "here" } as Source);
    },
    again: () => turn.value++,
    set(whose: Whose, lines: Lines | null): void {
      const now = setting.peek();
      if (now) keep(put(now, whose, lines));
    },
    discard: () => keep(null),
    choose: (next: Source) => other(source, next),
    look: (next: Period) => other(period, next),
    filter: (next: Show) => other(show, next),
    more: () => {
      limit.value = Math.min(MOST, limit.peek() + PAGE);
    },
    mayMore: () => limit.value < MOST,

    /** Makes the lines live; gives back why they are not. Whoever published in between is known afterwards. */
    async publish(note: string): Promise<{ version: number } | Refusal> {
      const [base, next] = [published.held.peek().data, setting.peek()];
      if (!base || !next) return { failure: failureOf(null), wrong: [] };
      try {
        const done = await api.publish(next, note, base.version);
        await published.load();
        keep(null);
        return done;
      } catch (thrown) {
        const failure = failureOf(thrown);
        if (failure.status === 409) await published.load();
        return { failure, wrong: thrown instanceof ApiError ? faults(thrown.problem) : [] };
      }
    },

    async rollback(version: number): Promise<Failure | null> {
      try {
        await api.rollback(version);
      } catch (thrown) {
        return failureOf(thrown);
      } finally {
        await published.load();
      }
      return null;
    },

    async forget(id: string): Promise<Failure | null> {
      try {
        await api.forget(id);
      } catch (thrown) {
        return failureOf(thrown);
      } finally {
        await imports.load();
      }
      const here = source.peek();
      if (here.kind === "import" && here.id === id) other(source, { kind: "here" } as Source);
      return null;
    },
  };
}

export type Lab = ReturnType<typeof createLab>;
