// Where colleagues named the agent: how much of it is unread, and a word when it happens.
import { signal } from "@preact/signals";
import type { Request } from "../core/http";
import type { Toasts } from "../core/toasts";
import type { Colleague, MentionEvent, MentionPage } from "./api";
import { t } from "./texts";

interface Deps {
  request: Request;
  toasts: Toasts;
  /** Opens a conversation. */
  open: (conversation: string) => void;
  /** Whether somebody looks at this conversation now. */
  reads: (conversation: string) => boolean;
  /** Draws attention while nobody looks at the page. */
}

export function createMentions({ request, toasts, open, reads }: Deps) {
  const unread = signal(0);
  /** Whether the list is shown. */
  const shown = signal(false);
  /** Raised by each event, so that the list follows. */
  const changes = signal(0);
  const colleagues = signal<readonly Colleague[] | null>(null);
  return {
    unread,
    shown,
    changes,
    colleagues,
    /** The count alone, when the page begins or comes back. A failure is nobody's business: the next event brings it. */
    count: (): Promise<void> =>
      request<MentionPage>("GET", "/me/mentions?limit=1").then(
        (page) => {
          unread.value = page.unread;
        },
        () => {},
      ),
    /** Opens a mention in its conversation. */
    follow(conversation: string): void {
      shown.value = false;
      open(conversation);
    },
    /** Something happened to the own mentions. */
    told({ conversation_id: id, by, unread: left }: MentionEvent): void {
      unread.value = left;
      changes.value++;
      if (!by || !id || reads(id)) return;
      toasts.show("info", t("mentioned", { name: by }), undefined, {
        label: t("mention_open"),
        run: () => open(id),
      });
    },
    reset(): void {
      unread.value = 0;
      shown.value = false;
      colleagues.value = null;
    },
  };
}

export type Mentions = ReturnType<typeof createMentions>;
