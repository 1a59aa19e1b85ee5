import { useEffect, useState } from "preact/hooks";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { useRouting } from "./context";
import { t } from "./texts";

/** Asks before the page is left with changes that are not saved: by a link, a key, going back, or closing the tab. */
export function Leaving() {
  const { keep } = useConsole();
  const { routing } = useRouting();
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const n = routing.changes.value.length;
  const dirty = n > 0;
  useEffect(() => {
    if (!dirty) return;
    keep((onwards) => setLeave(() => onwards));
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", stay);
    return () => {
      keep(null);
      window.removeEventListener("beforeunload", stay);
    };
  }, [dirty, keep]);

  if (!leave) return null;
  const save = async () => {
    if (await routing.save()) leave();
    else setLeave(null);
  };
  return (
    <Dialog title={t("leave")} onClose={() => setLeave(null)}>
      <p>{t("leave_why", { n })}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => setLeave(null)}>
          {t("leave_stay")}
        </button>
        <button type="button" class="button" onClick={leave}>
          {t("leave_go")}
        </button>
        <button type="button" class="button" data-kind="main" onClick={() => void save()}>
          {t("leave_save")}
        </button>
      </div>
    </Dialog>
  );
}
