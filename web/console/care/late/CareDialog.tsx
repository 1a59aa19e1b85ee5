import { useId, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../../shared/api";
import { failureText } from "../../core/failure";
import { failureOf } from "../../core/http";
import { read, write } from "../../core/storage";
import { t as tc } from "../../texts";
import { useConsole } from "../../view/context";
import { Dialog } from "../../view/Dialog";
import type { Asked } from "../care";
import { t } from "./texts";
import { wording } from "./wording";

const MAX = { whisper: 4000, take_over: 300, part: 4000 } as const;
const HOWS = ["close", "hand_over"] as const;

interface Props {
  row: Conversation;
  about: Asked["about"];
}

/** A whisper, the reason for taking over, or last words: one text, kept over a reload until it has gone. */
export function CareDialog({ row, about }: Props) {
  const { care, world, toasts, actions, session } = useConsole();
  const key = `terang.console.care.${session.agentId()}.${about}.${row.id}`;
  const [how, setHow] = useState<(typeof HOWS)[number]>("close");
  const first = about === "part" ? wording(row.language, "close") : "";
  const [text, setText] = useState(() => {
    const kept = read(world.store, key);
    return typeof kept === "string" && kept ? kept : first;
  });
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const id = useId();
  // Every attempt of this dialog is the same message, also after an answer that was lost.
  const clientId = useRef(care.newId());
  const name = row.agent?.name ?? "";
  const from = useRef(row.agent?.id ?? "");
  const close = () => {
    care.asked.value = null;
  };
  const type = (value: string) => {
    setText(value);
    setError("");
    write(world.store, key, value);
  };
  const choose = (next: (typeof HOWS)[number]) => {
    if (text === wording(row.language, how)) type(wording(row.language, next));
    setHow(next);
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    const ready = text.trim();
    if (busy) return;
    if (!ready) return setError(t("needed"));
    setBusy(true);
    try {
      if (about === "whisper") await care.whisper(row.id, clientId.current, ready);
      else if (about === "take_over") await care.takeOver(row.id, from.current, ready);
      else await care.part(row.id, clientId.current, how, ready);
      world.store.removeItem(key);
      close();
    } catch (thrown) {
      const failure = failureOf(thrown);
      const { what, next } = failureText(failure);
      setError(`${failure.detail || what} ${failure.detail ? "" : next}`.trim());
      if (failure.status === 409) void actions.refresh(row.id);
      if (failure.status === 401) toasts.show("bad", what, next);
    } finally {
      setBusy(false);
    }
  };

  const words =
    about === "whisper" ? "whisper_words" : about === "take_over" ? "take_over_reason" : "part_words";
  return (
    <Dialog title={t(`${about}_title`, { name })} onClose={close}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <p class="soft">{t(`${about}_why`, { name })}</p>
        {about === "part" && (
          <fieldset class="checks">
            <legend class="field-label">{t("part_how")}</legend>
            {HOWS.map((h) => (
              <label key={h} class="check">
                <input type="radio" name={`${id}-how`} checked={h === how} onChange={() => choose(h)} />
                <span>{t(`part_${h}`)}</span>
              </label>
            ))}
          </fieldset>
        )}
        <div class="field" data-error={error ? "" : undefined}>
          <label class="field-label" for={id}>
            {t(words, { name })}
          </label>
          <textarea
            id={id}
            rows={about === "take_over" ? 2 : 4}
            maxLength={MAX[about]}
            value={text}
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? `${id}-error` : undefined}
            onInput={(event) => type(event.currentTarget.value)}
          />
          {error && (
            <p class="field-error" id={`${id}-error`} role="alert">
              {error}
            </p>
          )}
        </div>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={close}>
            {tc("cancel")}
          </button>
          <button type="submit" class="button" data-kind="main" aria-disabled={busy}>
            {t(`${about}_send`)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
