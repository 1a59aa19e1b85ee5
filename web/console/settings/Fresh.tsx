import { useEffect, useRef } from "preact/hooks";
import { CopyField } from "../view/CopyField";
import { Glyph } from "../view/Glyph";
import { t } from "./texts";

interface Props {
  title: string;
  label: string;
  value: string;
  hint?: string;
  onDone: () => void;
}

/** Something that is shown once: a link, a token, a secret. It stays until it was put away. */
export function Fresh({ title, label, value, hint, onDone }: Props) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <section class="card fresh" ref={box} tabIndex={-1} aria-label={title}>
      <h2 class="fresh-title">
        <Glyph name="circle-check" size={22} />
        {title}
      </h2>
      <CopyField label={label} value={value} hint={hint ?? t("keep_now")} />
      <div class="dialog-actions">
        <button type="button" class="button" data-kind="main" onClick={onDone}>
          {t("done")}
        </button>
      </div>
    </section>
  );
}
