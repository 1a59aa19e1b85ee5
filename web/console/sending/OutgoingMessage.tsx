import "./sending.css";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { MessageView } from "../../shared/message/MessageView";
import { MessageFiles } from "../files/MessageFiles";
import { useConsole } from "../view/context";
import type { Waiting } from "./outgoing";
import { t } from "./texts";

/** A reply that leaves in a moment: how long still, a way back, and a way to not wait. */
export function OutgoingMessage({ reply }: { reply: Waiting }) {
  const { session, outgoing, clock, world } = useConsole();
  const [now, setNow] = useState(() => world.now().getTime());
  const left = Math.max(reply.until - now, 0);
  const seconds = Math.ceil(left / 1000);
  useEffect(() => {
    if (left === 0) return;
    // To the next whole second.
    return world.later(() => setNow(world.now().getTime()), left % 1000 || 1000);
  }, [left]);
  const message = {
    id: reply.id,
    seq: 0,
    prev: 0,
    kind: "text" as const,
    direction: "out" as const,
    // What began as a draft counts as assisted until the server has compared, when it leaves.
    author: {
      kind: reply.draft_id ? ("ai_assisted" as const) : ("human" as const),
      name: session.me()?.agent.name ?? "",
    },
    text: reply.text,
    at: reply.at,
  };
  return (
    <div class="pending outgoing" data-state="waiting">
      <MessageView
        message={message}
        side="agent"
        now={clock.value}
        files={<MessageFiles id={reply.conversation_id} files={reply.attachments} />}
        status={
          <span class="pending-state">
            <Icon name="clock" size={14} />
            {seconds > 0 ? t("leaves_in", { seconds }) : t("leaving")}
          </span>
        }
      />
      {seconds > 0 && (
        <div class="outgoing-ways">
          <button type="button" class="button" data-size="small" onClick={() => void outgoing.undo(reply.id)}>
            {t("undo")}
          </button>
          <button
            type="button"
            class="button"
            data-size="small"
            onClick={() => void outgoing.sendNow(reply.id)}
          >
            {t("send_now")}
          </button>
        </div>
      )}
    </div>
  );
}
