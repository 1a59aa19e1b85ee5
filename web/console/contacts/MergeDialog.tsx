import { useEffect, useState } from "preact/hooks";
import { failureText } from "../core/failure";
import { type Failure, failureOf } from "../core/http";
import { Failed } from "../room/Failed";
import { SearchField } from "../room/SearchField";
import { Dialog } from "../view/Dialog";
import { Field } from "../view/Field";
import type { ContactRow, Preview } from "./api";
import { calledOf, useContacts } from "./context";
import { PreviewView } from "./PreviewView";
import { t } from "./texts";

const PAUSE_MS = 180;

interface Props {
  id: string;
  /** The other contact, "" where it is still to be chosen. */
  other: string;
  onClose: () => void;
  onDone: () => void;
}

/** Chooses another contact, shows what a merge does, and does it. */
export function MergeDialog({ id, other: given, onClose, onDone }: Props) {
  const { api, toasts } = useContacts();
  const [other, setOther] = useState(given);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    setPreview(null);
    setFailure(null);
    if (!other) return;
    let here = true;
    api.preview(id, other).then(
      (found) => here && setPreview(found),
      (thrown) => here && setFailure(failureOf(thrown)),
    );
    return () => {
      here = false;
    };
  }, [api, id, other]);
  const merge = async () => {
    if (busy || !preview?.possible) return;
    setBusy(true);
    try {
      await api.merge(id, other, note.trim());
      toasts.show("good", t("merge_done"), "");
      onDone();
    } catch (thrown) {
      setFailure(failureOf(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("merge_title")} onClose={onClose}>
      <p class="soft">{t("merge_lead")}</p>
      {other === "" ? (
        <Picker self={id} onPick={setOther} />
      ) : (
        <>
          {preview && <PreviewView preview={preview} />}
          {preview?.possible && (
            <Field label={t("merge_note")} value={note} onInput={setNote} maxLength={300} />
          )}
        </>
      )}
      <Failed why={failure && failureText(failure)} class="confirm-failed" />
      <div class="dialog-actions">
        {other !== "" && (
          <button type="button" class="button" onClick={() => setOther("")}>
            {t("merge_other")}
          </button>
        )}
        {preview?.possible && (
          <button
            type="button"
            class="button"
            data-kind="main"
            aria-disabled={busy}
            onClick={() => void merge()}
          >
            {t(busy ? "merging" : "merge_go")}
          </button>
        )}
      </div>
    </Dialog>
  );
}

function Picker({ self, onPick }: { self: string; onPick: (id: string) => void }) {
  const { api } = useContacts();
  const [words, setWords] = useState("");
  const [found, setFound] = useState<ContactRow[] | null>(null);
  useEffect(() => {
    let here = true;
    const timer = setTimeout(() => {
      api.list(words, "").then(
        (page) => here && setFound(page.items.filter((c) => c.id !== self)),
        () => here && setFound([]),
      );
    }, PAUSE_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [api, words, self]);
  return (
    <div class="merge-picker">
      <SearchField label={t("search")} value={words} onInput={setWords} />
      <ul class="plain-list picked" aria-label={t("merge_pick")}>
        {(found ?? []).slice(0, 8).map((contact) => (
          <li key={contact.id}>
            <button type="button" class="pick" data-pick={contact.id} onClick={() => onPick(contact.id)}>
              <span class="part-name">{calledOf(contact)}</span>
              <span class="soft small">
                {[contact.phone, contact.email, contact.external_id].filter(Boolean).join(" · ") ||
                  t("conversations", { count: contact.conversations })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {found?.length === 0 && <p class="soft">{t("none")}</p>}
    </div>
  );
}
