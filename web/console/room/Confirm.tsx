import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { failureText } from "../core/failure";
import type { Failure } from "../core/http";
import { t as tc } from "../texts";
import { Dialog } from "../view/Dialog";
import { Failed } from "./Failed";

interface Props {
  title: string;
  word: string;
  busyWord: string;
  children: ComponentChildren;
  /** Gives back why it did not work. */
  run: () => Promise<Failure | null>;
  onClose: () => void;
}

/** One question before something that customers notice. What went wrong is said where it was asked. */
export function Confirm({ title, word, busyWord, children, run, onClose }: Props) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const go = async () => {
    if (busy) return;
    setBusy(true);
    const failed = await run();
    setBusy(false);
    setFailure(failed);
    if (!failed) onClose();
  };
  const why = failure && failureText(failure);
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <Failed why={why} class="confirm-failed" />
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          {tc(failure ? "close" : "cancel")}
        </button>
        {failure?.status !== 409 && (
          <button
            type="button"
            class="button"
            data-kind="main"
            aria-disabled={busy}
            onClick={() => void go()}
          >
            {busy ? busyWord : word}
          </button>
        )}
      </div>
    </Dialog>
  );
}
