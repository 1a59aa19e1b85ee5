import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Managers } from "../room/Managers";
import { Glyph } from "../view/Glyph";
import type { Change, Example } from "./api";
import { useRoom } from "./context";
import { Heard } from "./Heard";
import { t } from "./texts";
import { languageMark, languageWord } from "./words";

interface Props {
  example: Example;
  /** The change of the draft that takes it away, if there is one. */
  removal: Change | undefined;
  /** Its intent is told elsewhere. */
  quiet?: boolean;
  /** Where it may be moved; by default to what it is heard as. */
  moveTo?: string;
}

/** One example: what it says, what was heard, and what can be done about it. */
export function ExampleRow({ example, removal, quiet, moveTo }: Props) {
  const room = useRoom();
  const [busy, setBusy] = useState(false);
  const target = moveTo ?? (example.right === false ? example.guess : "");
  const run = (work: () => Promise<unknown>) => async () => {
    if (busy) return;
    setBusy(true);
    await work();
    setBusy(false);
  };
  return (
    <li class="example" data-removed={removal ? "" : undefined} data-busy={busy ? "" : undefined}>
      <div class="example-main">
        <p class="example-text">{example.text}</p>
        <p class="example-meta">
          {!quiet && <IntentWord name={example.intent} />}
          <LanguageMark name={example.language} />
          <Heard example={example} />
          <span class="where">{example.where === "console" ? t("where_console") : example.where}</span>
        </p>
      </div>
      <Managers>
        <div class="example-acts">
          {removal ? (
            <>
              <span class="tag tag-remove">{t("to_remove")}</span>
              <button
                type="button"
                class="button"
                data-size="small"
                aria-disabled={busy}
                onClick={() => void run(() => room.undo(removal))()}
              >
                {t("undo")}
              </button>
            </>
          ) : (
            <>
              {target && (
                <button
                  type="button"
                  class="link-button"
                  aria-disabled={busy}
                  onClick={() => void run(() => room.move(example, target))()}
                >
                  {t("move_to", { intent: room.title(target) })}
                  <span class="visually-hidden">: “{example.text}”</span>
                </button>
              )}
              <button
                type="button"
                class="icon-button"
                aria-label={t("remove_example", { text: example.text })}
                title={t("remove")}
                aria-disabled={busy}
                onClick={() => void run(() => room.remove(example))()}
              >
                <Glyph name="trash-2" size={18} />
              </button>
            </>
          )}
        </div>
      </Managers>
    </li>
  );
}

/** An example that waits in the draft. */
export function AddedRow({ change, children }: { change: Change; children?: ComponentChildren }) {
  const room = useRoom();
  const [busy, setBusy] = useState(false);
  const undo = async () => {
    if (busy) return;
    setBusy(true);
    if (!(await room.undo(change))) setBusy(false);
  };
  return (
    <li class="example" data-added={change.kind === "add" ? "" : undefined}>
      <div class="example-main">
        <p class="example-text">{change.text}</p>
        <p class="example-meta">
          {children ?? <span class="tag tag-add">{t("to_add")}</span>}
          <IntentWord name={change.intent} />
          <LanguageMark name={change.language} />
        </p>
      </div>
      <Managers>
        <div class="example-acts">
          <button
            type="button"
            class="button"
            data-size="small"
            aria-disabled={busy}
            aria-label={t("undo_change", { text: change.text })}
            onClick={() => void undo()}
          >
            {t("undo")}
          </button>
        </div>
      </Managers>
    </li>
  );
}

export function IntentWord({ name }: { name: string }) {
  const { title } = useRoom();
  return (
    <span class="chip" title={name}>
      {title(name)}
    </span>
  );
}

function LanguageMark({ name }: { name: string }) {
  if (!name) return null;
  return (
    <span class="mark-language" title={languageWord(name)}>
      <span aria-hidden="true">{languageMark(name)}</span>
      <span class="visually-hidden">{languageWord(name)}</span>
    </span>
  );
}
