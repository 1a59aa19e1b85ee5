// Replies whose macro closes the matter: the server closes it when they leave, whoever still looks. What came of that is said here.
import type { Conversation } from "../../shared/api";
import type { Pending } from "../core/outbox";
import type { Toasts } from "../core/toasts";
import { owedOf } from "../handover/due";
import { t as say } from "../texts";
import { t } from "./texts";

interface Deps {
  toasts: Toasts;
  /** The row as it stands, where it is known. */
  row: (conversation: string) => Conversation | undefined;
  /** Looks at a conversation again. */
  refresh: (conversation: string) => Promise<void>;
  nameOf: (conversation: string) => string;
  /** It is closed; `before` is the row as it was. */
  closed: (conversation: string, before: Conversation | undefined) => void;
  /** It cannot be closed yet: something is promised. */
  owing: (conversation: string) => void;
}

export function createClosing({ toasts, row: rowOf, refresh, nameOf, closed, owing }: Deps) {
  /** By client id: the conversation as it was when the reply was sent. */
  const before = new Map<string, Conversation | undefined>();
  return {
    /** A reply goes to the server. */
    sending({ clientId, conversation, resolves }: Pending): void {
      if (resolves && !before.has(clientId)) before.set(clientId, rowOf(conversation));
    },
    /** A reply has left. */
    async sent(clientId: string, conversation: string): Promise<void> {
      const was = before.get(clientId);
      if (!before.delete(clientId)) return;
      await refresh(conversation);
      const row = rowOf(conversation);
      if (row?.status === "resolved") {
        toasts.show("good", say("did_resolve"));
        closed(conversation, was);
      } else if (owedOf(row?.promises).some((p) => p.kind !== "reply")) owing(conversation);
      else if (row) toasts.show("info", t("stays_open", { name: nameOf(conversation) }), t("stays_open_why"));
    },
  };
}
