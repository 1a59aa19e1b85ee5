import { useState } from "preact/hooks";
import { bytes } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { Glyph } from "../view/Glyph";
import { t } from "./texts";

/** As the server has it. */
const MOST = 64;

interface Props {
  files: readonly File[];
  onChange: (files: File[]) => void;
  disabled: boolean;
}

/** The files to import, in the order in which they are read. */
export function Files({ files, onChange, disabled }: Props) {
  const [over, setOver] = useState(false);
  const [wrong, setWrong] = useState("");
  const add = (list: FileList | null | undefined) => {
    if (disabled || !list || list.length === 0) return;
    const chosen = [...list];
    const empty = chosen.find((file) => file.size === 0);
    const all = [...files, ...chosen.filter((file) => file.size > 0)];
    setWrong(
      all.length > MOST ? t("files_many", { max: MOST }) : empty ? t("file_empty", { name: empty.name }) : "",
    );
    if (all.length > files.length) onChange(all.slice(0, MOST));
  };
  const up = (i: number) => {
    const [file] = files.slice(i, i + 1);
    if (file) onChange([...files.slice(0, i - 1), file, ...files.slice(i - 1, i), ...files.slice(i + 1)]);
  };
  return (
    <>
      <label
        class="exchange-drop"
        data-over={over ? "" : undefined}
        data-disabled={disabled ? "" : undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(!disabled);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          add(event.dataTransfer?.files);
        }}
      >
        <input
          type="file"
          class="exchange-input"
          multiple
          disabled={disabled}
          accept=".json,.jsonl,.ndjson,.csv,.txt"
          onChange={(event) => {
            add(event.currentTarget.files);
            event.currentTarget.value = "";
          }}
        />
        <Icon name="send-up" size={22} />
        <span class="exchange-words">
          <span>
            <strong class="exchange-choose">{t("drop_choose")}</strong> <span>{t("drop_or")}</span>
          </span>
          <span class="soft">{t("drop_hint")}</span>
        </span>
      </label>
      <div role="alert">{wrong && <p class="field-error">{wrong}</p>}</div>
      {files.length > 0 && (
        <div>
          <p class="field-label" id="exchange-files">
            {t("files")}
          </p>
          <ol class="exchange-files" aria-labelledby="exchange-files">
            {files.map((file, i) => (
              <li key={`${file.name}${file.lastModified}${i}`}>
                <span class="exchange-file">
                  <span>{file.name}</span>
                  <span class="soft tabular">{bytes(file.size, language.value)}</span>
                </span>
                {i > 0 && (
                  <button
                    type="button"
                    class="icon-button"
                    aria-label={t("file_up", { name: file.name })}
                    aria-disabled={disabled}
                    onClick={() => !disabled && up(i)}
                  >
                    <Glyph name="arrow-up" size={18} />
                  </button>
                )}
                <button
                  type="button"
                  class="icon-button"
                  aria-label={t("file_remove", { name: file.name })}
                  aria-disabled={disabled}
                  onClick={() => !disabled && onChange(files.filter((_, at) => at !== i))}
                >
                  <Icon name="x" size={18} />
                </button>
              </li>
            ))}
          </ol>
          {files.length > 1 && <p class="field-hint">{t("files_order")}</p>}
        </div>
      )}
    </>
  );
}
