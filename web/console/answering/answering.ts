// What agents have at hand, as far as every page of the console needs it.
import type { Request } from "../core/http";
import type { Store } from "../core/storage";
import type { Toasts } from "../core/toasts";
import { createMentions } from "./mentions";
import { createUsed } from "./used";

interface Deps {
  request: Request;
  store: Store;
  toasts: Toasts;
  agentId: () => string;
  open: (conversation: string) => void;
  reads: (conversation: string) => boolean;
}

export function createAnswering({ store, agentId, ...rest }: Deps) {
  return { used: createUsed(store, agentId), mentions: createMentions(rest) };
}
