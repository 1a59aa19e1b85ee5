import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { failureText } from "../core/failure";
import type { Failure } from "../core/http";
import { t } from "../texts";

interface EmptyProps {
  icon: ComponentChildren;
  title: string;
  children?: ComponentChildren;
  /** The one next step. */
  action?: { label: string; run: () => void } | undefined;
}

/** What will be here, why it is empty, the one next step. */
export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div class="state">
      <span class="state-icon">{icon}</span>
      <p class="state-title">{title}</p>
      <div class="state-text">{children}</div>
      {action && (
        <button type="button" class="button" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  );
}

interface TroubleProps {
  title: string;
  failure: Failure;
  /** What is safe. */
  safe: string;
  onRetry: () => void;
}

/** What happened, what is safe, what to do. */
export function Trouble({ title, failure, safe, onRetry }: TroubleProps) {
  const { what, next } = failureText(failure);
  return (
    <div class="state" role="alert">
      <span class="state-icon" data-tone="bad">
        <Icon name={failure.code === "offline" ? "wifi-off" : "circle-alert"} size={22} />
      </span>
      <p class="state-title">{title}</p>
      <p class="state-text">
        {what} {safe} {next}
      </p>
      <button type="button" class="button" onClick={onRetry}>
        <Icon name="rotate-cw" size={16} />
        {t("retry")}
      </button>
    </div>
  );
}

const QUIET_MS = 300;
const LONG_MS = 3000;

/** Nothing for 300 ms, then the skeleton, after 3 s a word as well. */
export function Waiting({ children }: { children: ComponentChildren }) {
  const [stage, setStage] = useState(0);
  useEffect(() => {
    const first = setTimeout(() => setStage(1), QUIET_MS);
    const second = setTimeout(() => setStage(2), LONG_MS);
    return () => {
      clearTimeout(first);
      clearTimeout(second);
    };
  }, []);
  return (
    <div class="waiting" aria-busy="true">
      {stage > 0 && <div aria-hidden="true">{children}</div>}
      <p class={stage === 2 ? "waiting-word" : "visually-hidden"} role="status">
        {stage === 2 ? t("loading_long") : stage === 1 ? t("loading") : ""}
      </p>
    </div>
  );
}

/** Grey lines in the real shape of what comes. */
export function Bone({ width, height = 12 }: { width: string; height?: number }) {
  return <span class="bone" style={{ width, height: `${height}px` }} />;
}
