import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { FormActions } from "../settings/FormActions";
import { useConsole } from "../view/context";
import { Segmented } from "../view/Segmented";
import type { Addition } from "./api";
import { useRoom } from "./context";
import { IntentPicker } from "./IntentPicker";
import { pasted, personal } from "./lines";
import { t } from "./texts";
import { count } from "./words";

interface Props {
  /** What the list is narrowed to. */
  intent: string;
  onClose: () => void;
}

/** One example, or a pasted list of them: a line each. */
export function AddExamples({ intent: given, onClose }: Props) {
  const { toasts } = useConsole();
  const room = useRoom();
  const [intent, setIntent] = useState(given);
  const [language, setLanguage] = useState<Addition["language"]>("");
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const { texts, repeated, long } = pasted(text);
  const isNew = intent !== "" && !room.names.value.includes(intent);
  const wrong = tried && texts.length === 0 ? t("add_empty") : tried && !intent ? t("add_no_intent") : "";

  useEffect(() => field.current?.focus(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (busy || texts.length === 0 || !intent) return;
    setBusy(true);
    setMessage("");
    try {
      const result = await room.add(
        texts.map((line) => ({ intent, language, text: line })),
        true,
      );
      const skipped = result.known > 0 ? t("add_known", { count: count(result.known) }) : undefined;
      if (result.added > 0) toasts.show("good", t("added", { count: count(result.added) }), skipped);
      else toasts.show("info", t("add_all_known"));
      setText("");
      setTried(false);
      if (result.added > 0) onClose();
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      setMessage(`${what} ${next}`);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      class="card form"
      onSubmit={(event) => void submit(event)}
      noValidate
      aria-labelledby={`${id}-title`}
    >
      <h3 id={`${id}-title`}>{t("add")}</h3>
      <div class="field">
        <label class="field-label" for={id}>
          {t("add_text")}
        </label>
        <textarea
          id={id}
          ref={field}
          rows={4}
          value={text}
          placeholder={t("add_placeholder")}
          aria-describedby={`${id}-about`}
          aria-invalid={tried && texts.length === 0 ? true : undefined}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <p id={`${id}-about`} class="field-hint">
          {texts.length > 1 ? t("add_count", { count: count(texts.length) }) : t("add_hint")}
          {repeated > 0 && ` ${t("add_repeated", { count: count(repeated) })}`}
          {long > 0 && ` ${t("add_long", { count: count(long) })}`}
        </p>
      </div>
      {texts.some(personal) && <PersonalNote />}
      <div class="add-pair">
        <div>
          <IntentPicker label={t("add_intent")} value={intent} onChange={setIntent} mayBeNew />
          {isNew && <p class="field-hint">{t("add_new", { name: intent })}</p>}
        </div>
        <Segmented
          legend={t("add_language")}
          value={language || "auto"}
          options={[
            { value: "auto", label: t("add_language_auto") },
            { value: "id", label: "Indonesia" },
            { value: "en", label: "English" },
          ]}
          onChange={(value) => setLanguage(value === "auto" ? "" : value)}
        />
      </div>
      <div role="alert">
        {(wrong || message) && (
          <p class="banner" data-tone="bad">
            <Icon name="circle-alert" size={18} />
            <span>{wrong || message}</span>
          </p>
        )}
      </div>
      <FormActions
        busy={busy}
        word={texts.length > 1 ? t("add_submit_many", { count: count(texts.length) }) : t("add_submit")}
        busyWord={t("add_busy")}
        onCancel={onClose}
      />
    </form>
  );
}

/** What belongs to one customer has no place in an example. */
export function PersonalNote() {
  return (
    <p class="banner" data-tone="caution" role="status">
      <Icon name="circle-alert" size={18} />
      <span>{t("personal")}</span>
    </p>
  );
}
