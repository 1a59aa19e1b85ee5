import { useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { t } from "./texts";
import { useProof } from "./useImport";

type State = { kind: "ready" } | { kind: "begun" } | { kind: "failed"; words: string };

/** Everything as one file, which the browser saves as it comes. */
export function ExportCard() {
  const proven = useProof();
  const [state, setState] = useState<State>({ kind: "ready" });
  const begin = async () => {
    try {
      if (!(await proven())) return;
      const link = document.createElement("a");
      link.href = "/api/v1/export";
      link.download = "";
      link.click();
      setState({ kind: "begun" });
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      setState({ kind: "failed", words: `${t("export_failed")}. ${what} ${next}` });
    }
  };
  return (
    <section class="card" aria-labelledby="exchange-export">
      <h2 id="exchange-export">{t("export")}</h2>
      <p>{t("export_why")}</p>
      <p class="soft">{t("export_not")}</p>
      <button type="button" class="button" onClick={() => void begin()}>
        <Icon name="download" size={18} />
        {t("export_go")}
      </button>
      <p role="status" class="exchange-said" data-tone={state.kind === "failed" ? "bad" : undefined}>
        {state.kind === "begun" ? t("export_begun") : state.kind === "failed" ? state.words : ""}
      </p>
    </section>
  );
}
