import "./aide.css";
import { useEffect } from "preact/hooks";
import type { Conversation } from "../../shared/api";
import { language } from "../../shared/i18n";
import type { Thread } from "../core/thread";
import { useConsole } from "../view/context";
import { t } from "./texts";

/** The contact writes in another language than the agent reads: the newest words, translated when asked for. Only with a language model. */
export function ReadHint({ row, thread }: { row: Conversation; thread: Thread }) {
  const { aide } = useConsole();
  const said = thread.messages.findLast(
    (m) => m.direction === "in" && m.kind === "text" && m.text.trim() !== "",
  );
  const foreign = said !== undefined && row.language !== language.value;
  useEffect(() => {
    if (foreign) aide.known();
  }, [foreign]);
  if (!foreign || !said || !aide.kinds.value?.includes("read")) return null;
  const told = aide.read.value.get(said.id);
  const busy = aide.busy.value?.kind === "read";
  return (
    <div class="read-hint" role="status">
      {told === undefined ? (
        <>
          <span>{t("writes_in", { language: t(row.language === "en" ? "lang_en" : "lang_id") })}</span>
          <button
            type="button"
            class="button"
            data-size="small"
            aria-disabled={busy}
            onClick={() => void aide.translate(row.id, said.id, said.text)}
          >
            {t(busy ? "busy" : "read")}
          </button>
        </>
      ) : (
        <p lang={language.value}>
          <b>{t("read_as")}</b> {told}
        </p>
      )}
    </div>
  );
}
