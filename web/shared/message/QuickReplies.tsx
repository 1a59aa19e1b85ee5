import type { QuickReply } from "../api";
import { t } from "../texts";

/** Answers that can be tapped: chips that wrap. */
export function QuickReplies({
  replies,
  onPick,
}: {
  replies: QuickReply[];
  onPick: (r: QuickReply) => void;
}) {
  return (
    <ul class="msg-replies" aria-label={t("replies")}>
      {replies.map((r) => (
        <li key={r.id}>
          <button type="button" class="msg-chip" onClick={() => onPick(r)}>
            {r.label}
          </button>
        </li>
      ))}
    </ul>
  );
}
