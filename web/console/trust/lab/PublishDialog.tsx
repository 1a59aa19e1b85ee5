import { useState } from "preact/hooks";
import { Icon } from "../../../shared/Icon";
import { failureText } from "../../core/failure";
import { Failed } from "../../room/Failed";
import { t as tc } from "../../texts";
import { useConsole } from "../../view/context";
import { Dialog } from "../../view/Dialog";
import { Field } from "../../view/Field";
import type { Lines } from "../api";
import { useLab } from "../context";
import { count, whoseName } from "../words";
import type { Refusal } from "./lab";
import { type Difference, keyOf, parent } from "./setting";
import { t } from "./texts";

/** Before it holds for customers: what changes, and a word for those who look later. */
export function PublishDialog({ onClose }: { onClose: () => void }) {
  const lab = useLab();
  const { toasts } = useConsole();
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const changes = lab.changes.value;
  const published = lab.published.held.value.data;
  const failure = refusal?.failure ?? null;
  const met = failure?.status === 409;
  const go = async () => {
    if (busy || changes.length === 0) return;
    setBusy(true);
    const done = await lab.publish(note.trim());
    setBusy(false);
    if ("version" in done) {
      toasts.show("good", t("published", { version: count(done.version) }), t("published_next"));
      onClose();
    } else setRefusal(done);
  };
  return (
    <Dialog title={t("publish_ask")} onClose={onClose}>
      <form
        class="form publish-lines"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <p class="soft">{t("publish_why")}</p>
        <div role="alert">
          {met && published && (
            <p class="banner" data-tone="caution">
              <Icon name="circle-alert" size={18} />
              <span>
                {changes.length === 0
                  ? t("publish_met_same")
                  : t("publish_met", {
                      name: published.published_by || tc("contact"),
                      version: count(published.version),
                    })}
              </span>
            </p>
          )}
        </div>
        {changes.length > 0 && <Changes changes={changes} />}
        <Field
          label={t("publish_note")}
          value={note}
          onInput={setNote}
          hint={t("publish_note_hint")}
          maxLength={200}
        />
        <Failed why={failure && !met && failureText(failure)} />
        {refusal && refusal.wrong.length > 0 && (
          <ul class="import-faults" aria-label={t("publish_wrong")}>
            {refusal.wrong.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        )}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {tc(met && changes.length === 0 ? "close" : "cancel")}
          </button>
          {changes.length > 0 && (
            <button type="submit" class="button" data-kind="main" aria-disabled={busy}>
              {t(busy ? "publish_busy" : "publish_go")}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function Changes({ changes }: { changes: readonly Difference[] }) {
  const lab = useLab();
  const known = lab.playbooks.value;
  const [live, setting] = [lab.live.value, lab.setting.value];
  if (!live || !setting) return null;
  return (
    <dl class="line-diff" aria-label={t("diff")}>
      {changes.map(({ whose, before, after }) => {
        const words = (lines: Lines | null, where: typeof live) =>
          lines
            ? t("diff_lines", { ...lines })
            : t("diff_inherits", { parent: whoseName(parent(where, whose, known), known) });
        return (
          <div key={keyOf(whose)}>
            <dt>{whoseName(whose, known)}</dt>
            <dd class="tabular">
              <del>
                <span class="visually-hidden">{t("diff_from")}: </span>
                {words(before, live)}
              </del>
              <ins>
                <span class="visually-hidden">{t("diff_to")}: </span>
                {words(after, setting)}
              </ins>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
