import { useEffect, useState } from "preact/hooks";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { t } from "./texts";

interface Props {
  /** Something is not saved. */
  dirty: boolean;
  /** What is lost. */
  why: string;
  /** Saves it; tells whether it worked. Left out where that takes more than a press. */
  save?: () => Promise<boolean>;
}

/** Asks before the page is left with changes that are not saved: by a link, a key, going back, or closing the tab. */
export function Leaving({ dirty, why, save }: Props) {
  const { keep } = useConsole();
  const [leave, setLeave] = useState<(() => void) | null>(null);
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
  const saved = async () => {
    if (await save?.()) leave();
    else setLeave(null);
  };
  return (
    <Dialog title={t("leave")} onClose={() => setLeave(null)}>
      <p>{why}</p>
      <div class="dialog-actions">
        <button
          type="button"
          class="button"
          data-kind={save ? undefined : "main"}
          onClick={() => setLeave(null)}
        >
          {t("leave_stay")}
        </button>
        <button type="button" class="button" onClick={leave}>
          {t("leave_go")}
        </button>
        {save && (
          <button type="button" class="button" data-kind="main" onClick={() => void saved()}>
            {t("leave_save")}
          </button>
        )}
      </div>
    </Dialog>
  );
}
