// What is said of connections, reports and operations.
import type { Auth, Report, Skipped } from "./api";
import { t } from "./texts";

export const authWord = (auth: Auth) => t(`auth_${auth.kind}`);

const REASONS = [
  "host",
  "address",
  "scheme",
  "redirect",
  "timeout",
  "resolve",
  "connect",
  "tls",
  "transport",
  "status",
  "credential",
  "rejected",
  "tool",
  "too_large",
] as const;

/** Why a connection cannot be used, in a sentence. */
export function reasonWord(report: Report): string {
  if (report.code === "secret_unreadable") return t("reason_unreadable");
  if (report.code === "secret_needed") return t("reason_needed");
  const reason = REASONS.find((known) => known === report.reason);
  if (reason) return t(`reason_${reason}`, { status: report.status });
  return t("reason_other", { code: report.reason || report.code || "?" });
}

const WHYS = ["method", "path", "body", "input", "answer", "security", "action"] as const;

/** Why an operation cannot become an action. */
export function whyWord(skipped: Skipped): string {
  const why = WHYS.find((known) => known === skipped.why) ?? "action";
  return t(`why_${why}`, { what: skipped.what ?? "" });
}
