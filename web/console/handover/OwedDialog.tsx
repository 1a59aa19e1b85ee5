import type { Conversation } from "../../shared/api";
import { t as say } from "../texts";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { owedOpen } from "./asked";
import { owedOf } from "./due";
import { PromiseItems } from "./PromisesCard";
import { t } from "./texts";

/** What has to be settled before a conversation can be resolved, and how. */
export function OwedDialog({ row }: { row: Conversation }) {
  const { actions } = useConsole();
  if (owedOpen.value !== row.id) return null;
  const owed = owedOf(row.promises);
  const close = () => {
    owedOpen.value = null;
  };
  return (
    <Dialog title={t("owed_title")} onClose={close}>
      <p class="soft">{owed.length > 0 ? t("owed_why") : t("owed_done")}</p>
      <PromiseItems row={row} promises={owed} />
      <div class="dialog-actions">
        <button type="button" class="button" onClick={close}>
          {say(owed.length > 0 ? "close" : "cancel")}
        </button>
        {owed.length === 0 && (
          <button
            type="button"
            class="button"
            data-kind="main"
            onClick={() => {
              close();
              void actions.run("resolve", row.id);
            }}
          >
            {t("owed_resolve")}
          </button>
        )}
      </div>
    </Dialog>
  );
}
