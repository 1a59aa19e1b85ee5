import { failureText } from "../core/failure";
import type { Failure } from "../core/http";
import { t as tc } from "../texts";
import { t } from "./texts";

interface Props {
  failure: Failure | null;
  /** What did not work. */
  what: string;
  onRetry: () => void;
}

/** The newest answer did not come, and what is still shown is older. */
export function Old({ failure, what, onRetry }: Props) {
  const why = failure && failureText(failure);
  return (
    <div role="alert">
      {why && (
        <div class="banner old" data-tone="bad">
          <span>
            {what}. {why.what} {why.next} {t("old")}
          </span>
          <button type="button" class="button" data-size="small" onClick={onRetry}>
            {tc("retry")}
          </button>
        </div>
      )}
    </div>
  );
}
