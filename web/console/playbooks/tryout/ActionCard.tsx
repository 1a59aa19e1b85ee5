import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import type { TriedAction } from "../api";
import { useBook } from "../context";
import { StepIcon } from "../icons";
import { t } from "../texts";

interface Props {
  action: TriedAction;
  /** The talk waits for its answer. */
  answerable: boolean;
  children?: ComponentChildren;
}

const written = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** An action that the playbook calls: what it is asked, and the answer that the reader chooses for it. */
export function ActionCard({ action, answerable, children }: Props) {
  const inputs = Object.entries(action.inputs ?? {});
  return (
    <div class="action-card" data-open={answerable}>
      <p class="action-head">
        <span class="node-icon">
          <StepIcon kind="call" size={16} />
        </span>
        <strong>{t("action_called", { name: action.name })}</strong>
      </p>
      {inputs.length > 0 ? (
        <dl class="action-inputs">
          {inputs.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value === null || value === undefined ? t("nothing") : written(value)}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p class="soft">{t("action_no_inputs")}</p>
      )}
      {answerable && <Answer key={JSON.stringify(action)} action={action} />}
      {children}
    </div>
  );
}

function Answer({ action }: { action: TriedAction }) {
  const { tryOut } = useBook();
  const id = useId();
  const [text, setText] = useState(() => JSON.stringify(action.sample ?? {}, null, 2));
  const [wrong, setWrong] = useState(false);
  const [code, setCode] = useState("");
  const errors = action.errors ?? [];
  const send = () => {
    try {
      const data: unknown = JSON.parse(text);
      setWrong(false);
      void tryOut.add({ result: { ok: true, data } });
    } catch {
      setWrong(true);
    }
  };
  return (
    <form
      class="action-answer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="field" data-error={wrong ? "" : undefined}>
        <label class="field-label" for={id}>
          {t("action_answer")}
        </label>
        <textarea
          id={id}
          class="json"
          rows={Math.min(10, text.split("\n").length)}
          spellcheck={false}
          autoCapitalize="none"
          value={text}
          aria-invalid={wrong || undefined}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        {wrong && (
          <p class="field-error" id={`${id}-wrong`}>
            {t("action_json_wrong")}
          </p>
        )}
      </div>
      <div class="action-ways">
        <button type="submit" class="button" data-size="small" data-kind="main">
          {t("action_ok")}
        </button>
        <span class="action-or soft">{t("action_or")}</span>
        {errors.map((name) => (
          <button
            key={name}
            type="button"
            class="button"
            data-size="small"
            onClick={() => void tryOut.add({ result: { ok: false, code: name } })}
          >
            {name}
          </button>
        ))}
        {errors.length === 0 && (
          <>
            <input
              class="code-input"
              aria-label={t("action_code")}
              placeholder={t("action_code")}
              value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
            <button
              type="button"
              class="button"
              data-size="small"
              aria-disabled={code.trim() === ""}
              onClick={() => code.trim() && void tryOut.add({ result: { ok: false, code: code.trim() } })}
            >
              {t("action_fails")}
            </button>
          </>
        )}
      </div>
    </form>
  );
}
