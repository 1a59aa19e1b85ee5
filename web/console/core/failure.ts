// A failure in words: what happened, and what to do. The server's own words come first where it has any.
import { t } from "../texts";
import type { Failure } from "./http";

export interface FailureText {
  what: string;
  next: string;
}

const sentence = (text: string) => (text && !/[.!?…]$/.test(text) ? `${text}.` : text);

/** Words for a failure, in the reader's language. The server's title says what happened, its detail what to do. */
export function failureText(failure: Failure): FailureText {
  if (failure.code === "offline") return { what: t("fail_offline"), next: t("fail_offline_next") };
  if (failure.code === "timeout") return { what: t("fail_timeout"), next: t("fail_retry_next") };
  if (failure.title && failure.detail)
    return { what: sentence(failure.title), next: sentence(failure.detail) };
  const words = sentence(failure.title || failure.detail);
  if (failure.status === 429) {
    const seconds = failure.retryAfter ?? 0;
    return {
      what: words || t("fail_busy"),
      next: seconds > 0 ? t("fail_wait_next", { seconds }) : t("fail_retry_next"),
    };
  }
  if (failure.status === 403) return { what: words || t("fail_forbidden"), next: t("fail_forbidden_next") };
  if (failure.status === 404) return { what: words || t("fail_gone"), next: t("fail_gone_next") };
  if (failure.status >= 500) return { what: words || t("fail_server"), next: t("fail_retry_next") };
  return { what: words || t("fail_other", { code: failure.code }), next: t("fail_retry_next") };
}
