// What an agent does to a conversation: one call each, the row taken from the answer, the outcome said once.
import { signal } from "@preact/signals";
import type { Conversation } from "../../shared/api";
import { t } from "../texts";
import type { Api } from "./api";
import { failureText } from "./failure";
import { failureOf } from "./http";
import type { Toasts } from "./toasts";

export type Action = "claim" | "release" | "resolve" | "hand_back";

interface Deps {
  api: Api;
  toasts: Toasts;
  /** The row as it stands, where it is known. */
  row: (id: string) => Conversation | undefined;
  /** Takes the changed row in. */
  put: (row: Conversation) => void;
  /** It worked; `before` is the row as it was. */
  done: (action: Action, id: string, before: Conversation | undefined) => void;
  /** It cannot be resolved yet: something is promised. */
  owing: (id: string) => void;
}

/** The server's word for a conversation in which something is still owed. */
const OWED = "promise_owed";

export function createActions({ api, toasts, row: rowOf, put, done, owing }: Deps) {
  /** The action that runs in a conversation. */
  const busy = signal<ReadonlyMap<string, Action>>(new Map());
  const setBusy = (id: string, action: Action | null) => {
    const next = new Map(busy.value);
    if (action) next.set(id, action);
    else next.delete(id);
    busy.value = next;
  };

  const calls: Record<Action, (id: string, note: string) => Promise<Conversation | undefined>> = {
    claim: (id) => api.claim(id),
    release: (id) => api.release(id),
    resolve: (id) => api.resolve(id),
    hand_back: (id, note) => api.handBack(id, note),
  };

  /** Looks again: somebody else may have changed it. */
  async function refresh(id: string): Promise<void> {
    try {
      put(await api.conversation(id));
    } catch {
      // The live stream brings the row too.
    }
  }

  return {
    busy,
    refresh,
    /** Resolves to whether it worked; what went wrong has then been said. */
    async run(action: Action, id: string, note = ""): Promise<boolean> {
      if (busy.value.has(id)) return false;
      setBusy(id, action);
      const before = rowOf(id);
      try {
        const row = await calls[action](id, note);
        if (row && typeof row === "object" && "holder" in row) put(row);
        else await refresh(id);
        toasts.show("good", t(`did_${action}`));
        done(action, id, before);
        return true;
      } catch (thrown) {
        const failure = failureOf(thrown);
        if (failure.code === OWED) owing(id);
        else if (failure.code === "already_claimed")
          toasts.show("info", t("claimed_by_other"), failure.detail);
        else {
          const { what, next } = failureText(failure);
          toasts.show("bad", t(`could_not_${action}`), `${what} ${next}`);
        }
        if (failure.status === 409 || failure.status === 404) await refresh(id);
        return false;
      } finally {
        setBusy(id, null);
      }
    },
  };
}

export type Actions = ReturnType<typeof createActions>;
