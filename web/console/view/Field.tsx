import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../texts";
import { Glyph } from "./Glyph";

interface Props {
  label: string;
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "email" | "password" | "url";
  autoComplete?: string;
  hint?: ComponentChildren;
  /** What is wrong with it; stands under the field and is read with it. */
  error?: string | undefined;
  /** Takes the keyboard when the form appears. */
  first?: boolean;
  maxLength?: number;
  placeholder?: string;
  /** Can be read and copied, but not changed. */
  readOnly?: boolean;
}

/** A labelled line of input. A password can be looked at. */
export function Field(props: Props) {
  const {
    label,
    value,
    onInput,
    type = "text",
    autoComplete,
    hint,
    error,
    first,
    maxLength,
    placeholder,
    readOnly,
  } = props;
  const [shown, setShown] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => {
    if (first) input.current?.focus();
  }, [first]);
  const about = error || hint ? `${id}-about` : undefined;
  return (
    <div class="field" data-error={error ? "" : undefined}>
      <label class="field-label" for={id}>
        {label}
      </label>
      <div class="field-line">
        <input
          id={id}
          // Preact's types want one literal per element; which of the line-shaped ones it is does not matter to them.
          type={(type === "password" && shown ? "text" : type) as "text"}
          value={value}
          maxLength={maxLength ?? 200}
          placeholder={placeholder}
          readOnly={readOnly}
          autoComplete={autoComplete}
          autoCapitalize={type === "text" ? undefined : "none"}
          spellcheck={false}
          aria-invalid={error ? true : undefined}
          aria-describedby={about}
          ref={input}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        {type === "password" && (
          <button
            type="button"
            class="icon-button"
            aria-label={t(shown ? "password_hide" : "password_show")}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            <Glyph name={shown ? "eye-off" : "eye"} />
          </button>
        )}
      </div>
      {about && (
        <p id={about} class={error ? "field-error" : "field-hint"}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
