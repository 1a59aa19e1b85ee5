import { useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import type { Warning } from "./api";
import { t } from "./texts";
import { count } from "./words";

const SHOWN = 3;

/** What somebody should look at in the examples, with where it stands. */
export function Warnings({ warnings }: { warnings: Warning[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? warnings : warnings.slice(0, SHOWN);
  return (
    <section class="card warnings" aria-labelledby="warnings">
      <h2 id="warnings">
        <Icon name="circle-alert" size={18} />
        {t("warnings")}
      </h2>
      <p class="soft">{t("warnings_why")}</p>
      <ul>
        {shown.map((warning) => (
          <li key={warning.where + warning.message}>
            <span>{warning.message}</span>
            {warning.where && (
              <span class="where">{warning.where === "console" ? t("where_console") : warning.where}</span>
            )}
          </li>
        ))}
      </ul>
      {warnings.length > SHOWN && (
        <button type="button" class="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("show_less") : t("show_all", { count: count(warnings.length) })}
        </button>
      )}
    </section>
  );
}
