import type { Conversation } from "../../../shared/api";
import { useConsole } from "../../view/context";
import { t } from "./texts";
import { wording } from "./wording";

/** A polite word that is put into the composer, and the way out. */
export function AbuseWays({ row }: { row: Conversation }) {
  const { care, drafts } = useConsole();
  return (
    <div class="care-bar">
      <p>{t("abused")}</p>
      <button
        type="button"
        class="button"
        data-size="small"
        onClick={() => drafts.give(row.id, "reply", wording(row.language, "remind"))}
      >
        {t("remind")}
      </button>
      <button
        type="button"
        class="button"
        data-size="small"
        onClick={() => {
          care.asked.value = { about: "part", id: row.id };
        }}
      >
        {t("part")}
      </button>
    </div>
  );
}
