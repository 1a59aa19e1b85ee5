import { Icon } from "../../shared/Icon";
import { MessageView } from "../../shared/message/MessageView";
import { failureText } from "../core/failure";
import { nameOf } from "../core/names";
import type { Pending } from "../core/outbox";
import { giveFiles } from "../files/kept";
import { MessageFiles } from "../files/MessageFiles";
import { Unseen } from "../sending/Unseen";
import { t } from "../texts";
import { useConsole } from "./context";

/** What we said and the server has not confirmed: queued, being sent, or refused with a way on. */
export function PendingMessage({ pending }: { pending: Pending }) {
  const { session, outbox, drafts, clock, inbox, world } = useConsole();
  const row = inbox.lists.value.rows.get(pending.conversation);
  const me = session.me()?.agent;
  const failed = pending.state === "failed";
  const edit = () => {
    giveFiles(world.store, pending.agent, pending.conversation, pending.files);
    drafts.give(
      pending.conversation,
      pending.kind === "note" ? "note" : "reply",
      pending.text,
      pending.draftId,
    );
    outbox.discard(pending.clientId);
  };
  const message = {
    id: pending.clientId,
    seq: 0,
    prev: 0,
    kind: pending.kind,
    direction: pending.kind === "note" ? ("internal" as const) : ("out" as const),
    // What began as a draft counts as assisted until the server has compared.
    author: { kind: pending.draftId ? ("ai_assisted" as const) : ("human" as const), name: me?.name ?? "" },
    text: pending.text,
    at: pending.at,
  };
  return (
    <div class="pending" data-state={pending.state}>
      <MessageView
        message={message}
        side="agent"
        now={clock.value}
        files={<MessageFiles id={pending.conversation} files={pending.files} />}
        status={
          <span class="pending-state" role="status">
            {!failed && <Icon name="clock" size={14} />}
            {failed ? (
              <strong class="pending-failed">
                <Icon name="circle-alert" size={14} />
                {t("pending_failed")}
              </strong>
            ) : (
              t(pending.tries > 0 ? "pending_queued" : "pending_sending")
            )}
          </span>
        }
      />
      {failed && pending.unseen?.length ? (
        <Unseen
          messages={pending.unseen}
          contact={row ? nameOf(row) : t("contact")}
          onAnyway={() => outbox.retry(pending.clientId)}
          onEdit={edit}
          editWord={t("pending_edit")}
        />
      ) : null}
      {failed && pending.failure && !pending.unseen?.length && (
        <div class="pending-why">
          <p>
            {failureText(pending.failure).what} {pending.kind === "text" && t("pending_safe")}
          </p>
          <div class="pending-actions">
            <button
              type="button"
              class="button"
              data-size="small"
              onClick={() => outbox.retry(pending.clientId)}
            >
              {t("pending_retry")}
            </button>
            <button type="button" class="button" data-size="small" onClick={edit}>
              {t("pending_edit")}
            </button>
            <button
              type="button"
              class="button"
              data-size="small"
              onClick={() => outbox.discard(pending.clientId)}
            >
              {t("pending_discard")}
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
