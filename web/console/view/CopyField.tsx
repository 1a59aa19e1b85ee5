import { useId, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { t } from "../texts";
import { Glyph } from "./Glyph";

interface Props {
  label: string;
  value: string;
  hint?: string;
  /** Several lines of code. */
  code?: boolean;
}

/** Takes the whole value at once, for whoever copies by hand. */
function whole(event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) {
  event.currentTarget.select();
}

/** A value that is there to be taken along: shown whole, copied with one press. */
export function CopyField({ label, value, hint, code = false }: Props) {
  const [state, setState] = useState<"idle" | "copied" | "failed">("idle");
  const id = useId();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setState("copied");
      setTimeout(() => setState("idle"), 2500);
    } catch {
      setState("failed");
    }
  };
  return (
    <div class="copy" data-code={code}>
      <label class="field-label" for={id}>
        {label}
      </label>
      <div class="copy-row">
        {code ? (
          <textarea
            id={id}
            class="copy-value"
            readOnly
            rows={3}
            spellcheck={false}
            value={value}
            onFocus={whole}
          />
        ) : (
          <input
            id={id}
            class="copy-value"
            type="text"
            readOnly
            spellcheck={false}
            value={value}
            onFocus={whole}
          />
        )}
        <button type="button" class="button" onClick={() => void copy()}>
          {state === "copied" ? <Icon name="check" size={16} /> : <Glyph name="copy" size={16} />}
          {state === "copied" ? t("copied") : t("copy")}
        </button>
      </div>
      <p class="field-hint" role="status">
        {state === "failed" ? t("copy_failed") : (hint ?? "")}
      </p>
    </div>
  );
}
