// The routing as it stands and as it is being changed, for as long as its page is open.
import { computed, signal } from "@preact/signals";
import { type Failure, failureOf } from "../core/http";
import type { AgentProfile, Choices, RoutingApi, Setting, Team } from "./api";
import { differing, type Part, rebased, wrong } from "./setting";

/** Somebody else changed it while I did. */
export interface Clash {
  now: Setting;
  /** What is new, part by part. */
  parts: Part[];
}

const CHANGED = "routing_changed";

export function createRouting(api: RoutingApi) {
  const saved = signal<Setting | null>(null);
  const draft = signal<Setting | null>(null);
  const choices = signal<Choices | null>(null);
  const agents = signal<readonly AgentProfile[]>([]);
  const failure = signal<Failure | null>(null);
  const clash = signal<Clash | null>(null);
  const problem = signal<Failure | null>(null);
  const busy = signal(false);
  const changes = computed(() =>
    saved.value && draft.value ? differing(saved.value, draft.value) : ([] as Part[]),
  );
  const errors = computed(() => (draft.value ? wrong(draft.value) : new Map<Part, "range">()));

  /** Only the newest answer counts. */
  let turn = 0;

  async function load(): Promise<void> {
    turn++;
    failure.value = null;
    try {
      const [setting, known, people] = await Promise.all([api.setting(), api.choices(), api.agents()]);
      choices.value = known;
      agents.value = people;
      saved.value = setting;
      draft.value = setting;
      clash.value = null;
    } catch (thrown) {
      failure.value = failureOf(thrown);
    }
  }

  /** Looks again, because somebody changed something. Whoever is changing something here meets it on saving instead. */
  async function refresh(): Promise<void> {
    const idle = () => changes.peek().length === 0 && !busy.peek() && clash.peek() === null;
    if (!idle()) return;
    const mine = ++turn;
    try {
      const [setting, known, people] = await Promise.all([api.setting(), api.choices(), api.agents()]);
      if (mine !== turn) return;
      choices.value = known;
      agents.value = people;
      if (!idle()) return;
      saved.value = setting;
      draft.value = setting;
    } catch {
      // What is shown stays; the next change, or saving, looks again.
    }
  }

  /** What is in force now; what was changed here stays changed. */
  function inForce(now: Setting): void {
    const base = saved.peek();
    const mine = draft.peek();
    draft.value = base && mine ? rebased(base, mine, now) : now;
    saved.value = now;
  }

  async function met(): Promise<void> {
    try {
      const now = await api.setting();
      const base = saved.peek();
      clash.value = { now, parts: base ? differing(base, now) : [] };
    } catch (thrown) {
      problem.value = failureOf(thrown);
    }
  }

  /** Puts a setting in force; null where it worked. A clash is shown, and is no failure. */
  async function save(): Promise<boolean> {
    const next = draft.peek();
    if (!next || busy.peek() || errors.peek().size > 0) return false;
    busy.value = true;
    problem.value = null;
    turn++;
    try {
      const before = saved.peek();
      const now = await api.save(next);
      // What is open now, and off next, follows from the hours. Where it cannot be looked at, the next load brings it.
      if (before && differing(before, now).includes("hours"))
        choices.value = await api.choices().catch(() => choices.peek());
      saved.value = now;
      draft.value = now;
      clash.value = null;
      return true;
    } catch (thrown) {
      const failed = failureOf(thrown);
      if (failed.code === CHANGED) await met();
      else problem.value = failed;
      return false;
    } finally {
      busy.value = false;
    }
  }

  /** Changes the teams at once, on top of what is in force; throws where that fails. */
  async function saveTeams(change: (teams: readonly Team[]) => Team[]): Promise<void> {
    turn++;
    const base = await api.setting();
    inForce(await api.save({ ...base, teams: change(base.teams) }));
  }

  return {
    saved,
    draft,
    choices,
    agents,
    failure,
    clash,
    problem,
    busy,
    changes,
    errors,
    load,
    refresh,
    save,
    saveTeams,
    edit(patch: Partial<Setting>): void {
      const now = draft.peek();
      if (now) draft.value = { ...now, ...patch };
    },
    discard(): void {
      draft.value = saved.peek();
      clash.value = null;
      problem.value = null;
    },
    /** Takes what is new and forgets what was changed here. */
    takeTheirs(): void {
      const now = clash.peek()?.now;
      if (!now) return;
      saved.value = now;
      draft.value = now;
      clash.value = null;
    },
    /** Puts what was changed here on top of what is new. It is not saved yet: both can be looked at together. */
    keepMine(): void {
      const now = clash.peek()?.now;
      if (!now) return;
      inForce(now);
      clash.value = null;
    },
    async reloadAgents(): Promise<void> {
      agents.value = await api.agents();
    },
    saveAgent: (agent: AgentProfile) => api.saveAgent(agent),
  };
}

export type Routing = ReturnType<typeof createRouting>;
