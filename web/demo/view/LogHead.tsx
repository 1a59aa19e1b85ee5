import { number } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import type { Signed } from "../proof/note";
import { t } from "../texts";
import { useStage } from "./context";

/** The signed head: how many entries, the root, and what this browser checked of it. */
export function LogHead() {
  const { log } = useStage();
  const head = log.head.value;
  return (
    <section class="ledger-head" aria-label={t("log_head")}>
      <p class="ledger-lead">{t("log_lead")}</p>
      {head && (
        <>
          <p class="ledger-size tabular">
            <strong>{number(head.size, language.value)}</strong> {t("log_size", { count: "" }).trim()}
            <span class="ledger-root">
              {t("log_root")} <span class="mono">{head.root.slice(0, 10)}…</span>
            </span>
          </p>
          <ul class="ledger-checks">
            <Check state={head.signed}>{t(`log_signed_${head.signed}`)}</Check>
            <Check state={head.agrees}>{t(`log_agrees_${head.agrees}`)}</Check>
          </ul>
        </>
      )}
    </section>
  );
}

/** One thing that was checked, in shape, word and colour. */
export function Check({ state, children }: { state: Signed; children: preact.ComponentChildren }) {
  return (
    <li class="check" data-state={state}>
      <Icon name={state === "yes" ? "check" : state === "no" ? "x" : "clock"} size={16} />
      <span>{children}</span>
    </li>
  );
}
