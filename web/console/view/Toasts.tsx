import { Icon } from "../../shared/Icon";
import { t } from "../texts";
import { useConsole } from "./context";
import { Glyph } from "./Glyph";

/** What just happened, at the lower edge; a screen reader hears it once. */
export function Toasts() {
  const { toasts, spoken } = useConsole();
  return (
    <>
      <div class="toasts" role="status" aria-live="polite">
        {toasts.toasts.value.map((toast) => (
          <div key={toast.id} class="toast" data-tone={toast.tone}>
            <span class="toast-icon">
              {toast.tone === "good" ? <Glyph name="circle-check" /> : <Icon name="circle-alert" />}
            </span>
            <div class="toast-text">
              <p>{toast.text}</p>
              {toast.detail && <p class="toast-detail">{toast.detail}</p>}
              {toast.action && (
                <button
                  type="button"
                  class="link-word toast-action"
                  onClick={() => {
                    toast.action?.run();
                    toasts.dismiss(toast.id);
                  }}
                >
                  {toast.action.label}
                </button>
              )}
            </div>
            <button
              type="button"
              class="icon-button"
              aria-label={t("close")}
              onClick={() => toasts.dismiss(toast.id)}
            >
              <Icon name="x" size={16} />
            </button>
          </div>
        ))}
      </div>
      <div class="visually-hidden" aria-live="polite">
        {spoken.value}
      </div>
    </>
  );
}
