import { useState } from "preact/hooks";
import { t as tc } from "../texts";
import { Dialog } from "../view/Dialog";
import { Glyph } from "../view/Glyph";

interface Props {
  /** "Cabut", "Hapus". */
  word: string;
  /** With the name of what goes. */
  title: string;
  why: string;
  run: () => Promise<boolean>;
}

/** Takes something away, after one question. */
export function Remove({ word, title, why, run }: Props) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const go = async () => {
    if (busy) return;
    setBusy(true);
    const done = await run();
    setBusy(false);
    if (done) setAsking(false);
  };
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={title}
        title={word}
        onClick={() => setAsking(true)}
      >
        <Glyph name="trash-2" size={18} />
      </button>
      {asking && (
        <Dialog title={title} onClose={() => setAsking(false)}>
          <p class="soft">{why}</p>
          <div class="dialog-actions">
            <button type="button" class="button" onClick={() => setAsking(false)}>
              {tc("cancel")}
            </button>
            <button
              type="button"
              class="button"
              data-kind="danger"
              aria-disabled={busy}
              onClick={() => void go()}
            >
              {word}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
