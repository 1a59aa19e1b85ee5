import { Icon, type IconName } from "../../shared/Icon";
import { t } from "../texts";

/** How far one's own message is. */
export type Progress = "queued" | "sending" | "sent" | "delivered";

const icon: Record<Progress, IconName> = {
  queued: "clock",
  sending: "clock",
  sent: "check",
  delivered: "check-check",
};

/** The state of one's own last message, in words and with a sign. */
export function OwnState({ progress }: { progress: Progress }) {
  return (
    <span class="own-state" data-progress={progress}>
      <Icon name={icon[progress]} size={14} />
      {t(`state_${progress}`)}
    </span>
  );
}

interface FailedProps {
  problem: string;
  onRetry: () => void;
  onTakeBack: () => void;
}

/** A message that was not sent: tap to try again, or take it back into the composer. */
export function Failed({ problem, onRetry, onTakeBack }: FailedProps) {
  return (
    <span class="failed">
      {problem && <span class="failed-why">{problem}</span>}
      <button type="button" class="failed-retry" onClick={onRetry}>
        <Icon name="rotate-cw" size={14} />
        {t("state_failed")}
      </button>
      <button type="button" class="failed-edit" onClick={onTakeBack}>
        {t("take_back")}
      </button>
    </span>
  );
}
