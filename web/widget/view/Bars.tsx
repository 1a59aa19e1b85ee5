import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { t } from "../texts";
import { usePanel } from "./context";

/** A link that is back within this time was never worth a word. */
const QUIET_MS = 1_500;

function useDown(): boolean {
  const { chat } = usePanel();
  const down = chat.link.value === "down" && chat.phase.value === "ready";
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!down) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), navigator.onLine ? QUIET_MS : 0);
    return () => clearTimeout(timer);
  }, [down]);
  return shown;
}

function OfflineBar() {
  const { chat } = usePanel();
  return (
    <div class="bar bar-caution">
      <Icon name="wifi-off" />
      <p>{t("offline")}</p>
      <button type="button" class="bar-action" onClick={() => chat.online()}>
        {t("try_now")}
      </button>
    </div>
  );
}

function QueueBar() {
  const { chat } = usePanel();
  const { queue } = chat.state.value;
  const place = queue?.place ?? 0;
  return (
    <div class="bar bar-person">
      <Icon name="clock" />
      <p>
        {queue && !queue.online
          ? t("queue_nobody")
          : place > 1
            ? t("queue_place", { place })
            : t("queue_next")}
      </p>
      <button type="button" class="bar-action" onClick={() => void chat.ask("assistant")}>
        {t("back")}
      </button>
    </div>
  );
}

/** What is going on besides the talk: no network, one's place in the queue. Heard politely as it changes. */
export function Bars() {
  const { chat } = usePanel();
  const down = useDown();
  const queued = chat.state.value.holder === "queue" && chat.phase.value === "ready";
  const kept = down && chat.wish.value === "person";
  return (
    <div class="bars" role="status">
      {down && <OfflineBar />}
      {kept && (
        <div class="bar bar-person">
          <Icon name="user" />
          <p>{t("wish_kept")}</p>
        </div>
      )}
      {queued && <QueueBar />}
    </div>
  );
}
