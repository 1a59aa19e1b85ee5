// What belongs to a hand-over, put together: how trust went, what was promised, what is known.
import type { WorkspacePromise } from "../../shared/api";
import type { Request } from "../core/http";
import type { Toasts } from "../core/toasts";
import { createHandOverApi } from "./api";
import { owedOf } from "./due";
import { createPromises } from "./promises";
import { createReask } from "./reask";
import { t } from "./texts";
import { createTrust } from "./trust";

interface Deps {
  request: Request;
  toasts: Toasts;
  later: (run: () => void, ms: number) => () => void;
  agentId: () => string;
  /** Looks at a conversation again. */
  refresh: (conversation: string) => Promise<void>;
  nameOf: (conversation: string) => string;
  open: (conversation: string) => void;
  /** Draws attention to something while nobody looks at the page. */
  ring: (kind: "due" | "broken", conversation: string, promise: string) => void;
}

export function createHandOver(deps: Deps) {
  const { toasts, later } = deps;
  const handOverApi = createHandOverApi(deps.request);
  const trust = createTrust({ api: handOverApi, later });
  const promises = createPromises({
    api: handOverApi,
    toasts,
    later,
    refresh: deps.refresh,
  });
  const reask = createReask({ api: handOverApi, later });
  return {
    handOverApi,
    trust,
    promises,
    reask,
    /** Something happened to a promise: the list follows, and whoever owes it hears when its time is near or past. */
    promised({ conversation_id, contact, what, promises: all }: WorkspacePromise): void {
      promises.refreshSoon();
      if (what === "changed") return;
      const late = what === "broken";
      const one = owedOf(all).find((p) => late === (p.state === "broken"));
      if (!one || (one.owner && one.owner !== deps.agentId())) return;
      const name = contact.name || deps.nameOf(conversation_id);
      toasts.show(late ? "bad" : "info", t(late ? "broken_toast" : "due_toast", { name }), one.words, {
        label: t("open_talk"),
        run: () => deps.open(conversation_id),
      });
      deps.ring(late ? "broken" : "due", conversation_id, one.id);
    },
    reset(): void {
      trust.reset();
      promises.reset();
      reask.forget();
    },
  };
}
