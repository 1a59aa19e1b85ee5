import { useEffect, useRef } from "preact/hooks";
import { authorLabel } from "../../shared/author";
import { dayClock, number } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { authorOf, type Checking } from "../proof/log";
import type { Report } from "../proof/receipt";
import { t } from "../texts";
import { useStage } from "./context";
import { LeafMark } from "./LeafMark";
import { Check } from "./LogHead";

/** What became of checking a receipt, in plain words first. */
export function Checked() {
  const { log } = useStage();
  const checking = log.checking.value;
  return (
    <div class="checked-place" role="status" aria-live="polite">
      {checking?.state === "busy" && <p class="checked checked-busy">{t("verify_busy")}</p>}
      {checking?.state === "failed" && <p class="checked checked-bad">{t("verify_failed")}</p>}
      {checking?.state === "done" && checking.report && (
        <Outcome checking={checking} report={checking.report} />
      )}
    </div>
  );
}

function Outcome({ checking, report }: { checking: Checking; report: Report }) {
  const { log } = useStage();
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), []);
  const lang = language.value;
  const { statement } = report;
  const index = number(report.index, lang);
  return (
    <section ref={box} class="checked" data-ok={report.ok} data-test="checked">
      <header class="checked-head">
        <Icon name={report.ok ? "shield-check" : "circle-alert"} size={22} />
        <h3>{t(report.ok ? "verify_title" : "verify_title_no")}</h3>
        <button type="button" class="icon-button" aria-label={t("verify_close")} onClick={log.close}>
          <Icon name="x" size={18} />
        </button>
      </header>
      {report.ok && statement ? (
        <>
          <p class="checked-say">
            <LeafMark kind={statement.author.kind} size={22} />
            <span>
              {report.erased
                ? t("verify_erased", { index })
                : t("verify_says", {
                    index,
                    author: authorLabel(authorOf(statement))
                      .toLowerCase()
                      .replace(/\bai\b/, "AI"),
                    at: dayClock(statement.at, lang, Date.now()),
                  })}
            </span>
          </p>
          {report.text && <blockquote class="checked-text">{report.text}</blockquote>}
          <ul class="ledger-checks">
            {!report.erased && <Check state="yes">{t("check_body")}</Check>}
            <Check state="yes">{t("check_in_log", { size: number(report.size, lang) })}</Check>
            <Check state={report.signature}>
              {t(report.signature === "yes" ? "check_signature" : "check_signature_unknown")}
            </Check>
          </ul>
        </>
      ) : (
        <p>{t(`verify_no_${report.failed ?? "malformed"}`)}</p>
      )}
      {checking.file && (
        <button type="button" class="link" onClick={() => checking.file && save(checking.file)}>
          <Icon name="download" size={16} />
          {t("verify_save")}
        </button>
      )}
    </section>
  );
}

function save(file: { name: string; text: string }): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file.text], { type: "text/plain" }));
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
