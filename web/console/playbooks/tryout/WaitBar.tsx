import { Icon } from "../../../shared/Icon";
import { useBook } from "../context";
import { Tool } from "../icons";
import { t } from "../texts";

const SKIPS = ["30m", "2h", "1d", "7d"] as const;

/** The talk sleeps: time can be skipped, and what it waits for can happen. */
export function WaitBar({ waiting, onEvent }: { waiting: "timer" | "event"; onEvent: () => void }) {
  const { tryOut } = useBook();
  return (
    <div class="wait-bar">
      <p>
        <Icon name="clock" size={16} /> {t(waiting === "event" ? "waits_event" : "waits_timer")}
      </p>
      <div class="wait-ways">
        {SKIPS.map((wait) => (
          <button
            key={wait}
            type="button"
            class="button"
            data-size="small"
            onClick={() => void tryOut.add({ wait })}
          >
            <Tool name="forward" size={14} />
            {t(`skip_${wait}`)}
          </button>
        ))}
        {waiting === "event" && (
          <button type="button" class="button" data-size="small" data-kind="main" onClick={onEvent}>
            {t("event_send")}
          </button>
        )}
      </div>
    </div>
  );
}
