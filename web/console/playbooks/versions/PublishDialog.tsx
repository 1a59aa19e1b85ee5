import { useState } from "preact/hooks";
import { Icon } from "../../../shared/Icon";
import { failureText } from "../../core/failure";
import { Failed } from "../../room/Failed";
import { t as tc } from "../../texts";
import { useConsole } from "../../view/context";
import { Dialog } from "../../view/Dialog";
import { Field } from "../../view/Field";
import type { Refusal } from "../book";
import { errorsOf, gravest } from "../checking";
import { useBook } from "../context";
import { ProblemLine } from "../editor/Problems";
import { t } from "../texts";
import { count } from "../words";
import { Diff } from "./Diff";
import { RefusalView } from "./RefusalView";

/** Before customers meet it: what changes, what is wrong with it, and a word for those who look later. */
export function PublishDialog({ onClose }: { onClose: () => void }) {
  const book = useBook();
  const { toasts } = useConsole();
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const data = book.detail.held.value.data;
  const { problems } = book.checker.found.value;
  const errors = errorsOf(problems);
  const publish = async () => {
    if (busy || errors > 0) return;
    setBusy(true);
    setRefusal(null);
    const done = await book.publish(note.trim());
    setBusy(false);
    if ("version" in done) {
      toasts.show("good", t("published", { version: done.version }), t("published_next"));
      onClose();
    } else setRefusal(done);
  };
  const why = refusal && failureText(refusal.failure);
  return (
    <Dialog title={t("publish_ask")} onClose={onClose}>
      <form
        class="form publish"
        onSubmit={(event) => {
          event.preventDefault();
          void publish();
        }}
      >
        <p class="soft">{t("publish_why")}</p>
        {data?.live ? (
          <details class="fold">
            <summary>{t("publish_changes")}</summary>
            <Diff before={data.source} after={book.source.value} label={t("publish_changes")} />
          </details>
        ) : (
          <p>{t("publish_first")}</p>
        )}
        {errors > 0 ? (
          <p class="banner" data-tone="bad">
            <Icon name="circle-alert" size={18} />
            <span>{t("publish_errors", { count: count(errors) })}</span>
          </p>
        ) : (
          <p class="publish-good">
            <Icon name="check" size={18} />
            {problems.length > 0 ? t("publish_warned", { count: count(problems.length) }) : t("no_problems")}
          </p>
        )}
        {problems.length > 0 && !refusal && (
          <ol class="problem-list refusal">
            {gravest(problems).map((problem) => (
              <ProblemLine
                key={`${problem.line} ${problem.rule} ${problem.what}`}
                problem={problem}
                onGo={onClose}
              />
            ))}
          </ol>
        )}
        <Field
          label={t("publish_note")}
          value={note}
          onInput={setNote}
          hint={t("publish_note_hint")}
          maxLength={200}
        />
        <Failed why={why} />
        {refusal && <RefusalView refusal={refusal} onGo={onClose} />}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {tc("cancel")}
          </button>
          <button type="submit" class="button" data-kind="main" aria-disabled={busy || errors > 0}>
            {t(busy ? "publish_busy" : "publish")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
