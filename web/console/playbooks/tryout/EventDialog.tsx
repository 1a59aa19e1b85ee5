import { useId, useState } from "preact/hooks";
import { t as tc } from "../../texts";
import { Dialog } from "../../view/Dialog";
import { Field } from "../../view/Field";
import { useBook } from "../context";
import { eventsIn } from "../list";
import { t } from "../texts";

/** Lets something happen in the brand's world. */
export function EventDialog({ onClose }: { onClose: () => void }) {
  const book = useBook();
  const [name, setName] = useState(() => eventsIn(book.source.peek())[0] ?? "");
  const [text, setText] = useState("{}");
  const [wrong, setWrong] = useState<"name" | "data" | null>(null);
  const id = useId();
  const send = () => {
    if (!/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/.test(name.trim())) return setWrong("name");
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      return setWrong("data");
    }
    if (typeof data !== "object" || data === null || Array.isArray(data)) return setWrong("data");
    void book.tryOut.add({ event: { name: name.trim(), data: data as Record<string, unknown> } });
    onClose();
  };
  return (
    <Dialog title={t("event_send")} onClose={onClose}>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Field
          first
          label={t("event_name")}
          value={name}
          onInput={setName}
          hint={t("event_name_hint")}
          error={wrong === "name" ? t("event_name_wrong") : undefined}
        />
        <div class="field" data-error={wrong === "data" ? "" : undefined}>
          <label class="field-label" for={id}>
            {t("event_data")}
          </label>
          <textarea
            id={id}
            class="json"
            rows={5}
            spellcheck={false}
            value={text}
            aria-invalid={wrong === "data" || undefined}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          {wrong === "data" && <p class="field-error">{t("action_json_wrong")}</p>}
        </div>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {tc("cancel")}
          </button>
          <button type="submit" class="button" data-kind="main">
            {t("event_go")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
