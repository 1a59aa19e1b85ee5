import { useEffect, useId, useState } from "preact/hooks";
import { language } from "../../shared/i18n";
import { failureText } from "../core/failure";
import { type Failure, failureOf } from "../core/http";
import { Failed } from "../room/Failed";
import { t as tc } from "../texts";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { Field } from "../view/Field";
import type { BookRow } from "./api";
import { blank, copyOf, ID_PATTERN, idFrom } from "./blank";
import { usePlaybooks } from "./context";
import { inWords } from "./list";
import { t } from "./texts";

interface Props {
  rows: readonly BookRow[];
  onClose: () => void;
}

/** Begins a playbook: from nothing, or as a copy of one that is there. */
export function NewDialog({ rows, onClose }: Props) {
  const { api, rows: list, reference } = usePlaybooks();
  const { go } = useConsole();
  const [from, setFrom] = useState("");
  const [titles, setTitles] = useState({ id: "", en: "" });
  const [ownId, setOwnId] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const select = useId();
  useEffect(() => {
    if (reference.held.peek().data === null) void reference.load();
  }, [reference]);

  const id = ownId ?? idFrom(titles.id);
  const taken = rows.some((row) => row.id === id);
  const idError = taken ? t("new_taken") : ID_PATTERN.test(id) ? undefined : t("new_id_wrong");
  const titleError = titles.id.trim() === "" ? t("new_title_missing") : undefined;

  const make = async () => {
    setTried(true);
    if (busy || idError || titleError) return;
    setBusy(true);
    setFailure(null);
    const title = { id: titles.id.trim(), en: titles.en.trim() || titles.id.trim() };
    try {
      const source = from ? copyOf((await api.get(from)).source, { id, title }) : blank({ id, title }, null);
      await api.create(source);
      void list.load();
      onClose();
      go({ page: "playbooks", id, tab: "graph" });
    } catch (thrown) {
      setFailure(failureOf(thrown));
      setBusy(false);
    }
  };
  const why = failure && failureText(failure);
  return (
    <Dialog title={t("new")} onClose={onClose}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <div class="field">
          <label class="field-label" for={select}>
            {t("new_from")}
          </label>
          <select
            id={select}
            class="select"
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          >
            <option value="">{t("new_blank")}</option>
            {rows.map((row) => (
              <option key={row.id} value={row.id}>
                {t("new_copy", { title: inWords(row.title, language.value) || row.id })}
              </option>
            ))}
          </select>
        </div>
        <Field
          first
          label={t("new_title_id")}
          value={titles.id}
          onInput={(value) => setTitles({ ...titles, id: value })}
          error={tried ? titleError : undefined}
          maxLength={80}
        />
        <Field
          label={t("new_title_en")}
          value={titles.en}
          onInput={(value) => setTitles({ ...titles, en: value })}
          maxLength={80}
        />
        <Field
          label={t("new_id")}
          value={id}
          onInput={setOwnId}
          hint={t("new_id_hint")}
          error={tried || ownId !== null ? idError : undefined}
          maxLength={40}
        />
        <Failed why={why} />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {tc("cancel")}
          </button>
          <button type="submit" class="button" data-kind="main" aria-disabled={busy}>
            {t(busy ? "new_busy" : "new_go")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
