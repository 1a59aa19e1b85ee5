import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { t } from "../texts";
import { usePanel } from "./context";

const SKELETON_MS = 300;
const SLOW_MS = 3_000;

/** While the session opens: the real shape after 300 ms, a word after 3 s; what happened where it cannot. */
export function Opening() {
  const { chat } = usePanel();
  const [stage, setStage] = useState(0);
  useEffect(() => {
    const timers = [setTimeout(() => setStage(1), SKELETON_MS), setTimeout(() => setStage(2), SLOW_MS)];
    return () => timers.forEach(clearTimeout);
  }, []);
  const phase = chat.phase.value;
  if (phase === "away" || phase === "refused") {
    return (
      <div class="opening" role="alert">
        <Icon name={phase === "away" ? "wifi-off" : "circle-alert"} size={32} />
        <h2>{t(`${phase}_title`)}</h2>
        <p>{(phase === "refused" && chat.problem.value) || t(`${phase}_safe`)}</p>
        {phase === "away" && (
          <button type="button" class="primary" onClick={() => chat.online()}>
            {t("try_now")}
          </button>
        )}
      </div>
    );
  }
  return (
    <div class="opening-shape" role="status">
      <span class="visually-hidden">{t("opening")}</span>
      {stage > 0 && (
        <div aria-hidden="true">
          <span class="bone bone-card" />
          <span class="bone bone-line" />
        </div>
      )}
      {stage > 1 && <p>{t("opening_slow")}</p>}
    </div>
  );
}
