// Who is signed in here.
import { signal } from "@preact/signals";
import type { Me, Permission, Presence, Setup } from "../../shared/api";
import type { Api } from "./api";
import { type Failure, failureOf } from "./http";

export type SessionState =
  | { kind: "starting" }
  /** Nobody; `ended` where somebody was and the session is over. */
  | { kind: "out"; ended: boolean }
  | { kind: "in"; me: Me }
  /** We could not ask. */
  | { kind: "failed"; failure: Failure };

export function createSession(api: Api, onIn: () => void, onOut: () => void) {
  const state = signal<SessionState>({ kind: "starting" });

  const leave = (ended: boolean) => {
    const was = state.value.kind;
    state.value = { kind: "out", ended: ended && was === "in" };
    if (was === "in") onOut();
  };

  async function enter(): Promise<void> {
    const me = await api.me();
    state.value = { kind: "in", me };
    onIn();
  }

  /** The answer of a call: null where it worked. */
  async function attempt(run: () => Promise<unknown>): Promise<Failure | null> {
    try {
      await run();
      return null;
    } catch (thrown) {
      return failureOf(thrown);
    }
  }

  return {
    state,
    me: (): Me | null => (state.value.kind === "in" ? state.value.me : null),
    /** Whether who is signed in may do something; the server decides, this spares what it would refuse. */
    may: (what: Permission): boolean =>
      state.value.kind === "in" && (state.value.me.permissions ?? []).includes(what),
    agentId: (): string => (state.value.kind === "in" ? state.value.me.agent.id : ""),
    /** Looks whether a session still holds. */
    async start(): Promise<void> {
      state.value = { kind: "starting" };
      const failure = await attempt(enter);
      if (!failure) return;
      state.value = failure.status === 401 ? { kind: "out", ended: false } : { kind: "failed", failure };
    },
    login: (email: string, password: string, code = "") =>
      attempt(async () => {
        await api.login(email, password, code);
        await enter();
      }),
    lookUpSetup: async (token: string): Promise<Setup | Failure> => {
      try {
        return await api.setup(token);
      } catch (thrown) {
        return failureOf(thrown);
      }
    },
    finishSetup: (body: { token: string; name: string; email: string; password: string; code?: string }) =>
      attempt(async () => {
        await api.finishSetup(body);
        await enter();
      }),
    async logout(): Promise<Failure | null> {
      const failure = await attempt(api.logout);
      if (!failure || failure.status === 401) leave(false);
      return failure;
    },
    /** A call was answered with 401. */
    ended: () => {
      if (state.value.kind === "in") leave(true);
    },
    /** Asks once more, quietly; a 401 ends the session. */
    check: () => attempt(api.me),
    async setPresence(presence: Presence): Promise<Failure | null> {
      const before = state.value;
      if (before.kind !== "in") return null;
      const put = (value: Presence) => {
        if (state.value.kind !== "in") return;
        const { me } = state.value;
        state.value = {
          kind: "in",
          me: { ...me, agent: { ...me.agent, presence: value, wrap_until: null } },
        };
      };
      put(presence);
      const failure = await attempt(() => api.setPresence(presence));
      if (failure) put(before.me.agent.presence);
      return failure;
    },
    /** The live stream says so, perhaps because of another tab. */
    presenceIs(agentId: string, presence: Presence, until: string | null = null): void {
      if (state.value.kind !== "in" || state.value.me.agent.id !== agentId) return;
      const { me } = state.value;
      if (me.agent.presence !== presence || (me.agent.wrap_until ?? null) !== until)
        state.value = { kind: "in", me: { ...me, agent: { ...me.agent, presence, wrap_until: until } } };
    },
  };
}

export type Session = ReturnType<typeof createSession>;
