import { useId, useState } from "preact/hooks";
import { t as tc } from "../texts";
import type { Connection } from "./api";
import { Choose } from "./Choose";
import { t } from "./texts";

/** As the server has it. */
const MAX_FILE = 2 * 1024 * 1024;

interface Props {
  connections: readonly Connection[];
  through: string;
  onThrough: (name: string) => void;
  busy: boolean;
  onRead: (text: string) => void;
  onAsk: () => void;
  onCancel: () => void;
}

/** Where the description comes from: a file, a text, or an MCP server's own list. */
export function SourceStep({ connections, through, onThrough, busy, onRead, onAsk, onCancel }: Props) {
  const [text, setText] = useState("");
  const [large, setLarge] = useState(false);
  const file = useId();
  const paste = useId();
  const tools = connections.find((c) => c.name === through)?.kind === "mcp";
  const names = connections.length > 0 ? connections.map((c) => c.name) : ["default"];

  const open = async (chosen: File | undefined) => {
    if (!chosen) return;
    setLarge(chosen.size > MAX_FILE);
    if (chosen.size <= MAX_FILE) onRead(await chosen.text());
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (tools) onAsk();
    else if (text.trim() !== "") onRead(text);
  };

  return (
    <form class="card form" onSubmit={submit}>
      <Choose
        label={t("through")}
        value={through}
        options={names.map((value) => ({ value, label: value }))}
        onChange={onThrough}
      />
      {tools ? (
        <p class="soft">{t("from_tools_hint")}</p>
      ) : (
        <>
          <div class="field" data-error={large ? "" : undefined}>
            <label class="field-label" for={file}>
              {t("from_file")}
            </label>
            <input
              id={file}
              type="file"
              accept=".json,.yaml,.yml,application/json"
              aria-describedby={`${file}-about`}
              onChange={(event) => void open(event.currentTarget.files?.[0])}
            />
            <p id={`${file}-about`} class={large ? "field-error" : "field-hint"}>
              {t(large ? "file_large" : "from_file_hint")}
            </p>
          </div>
          <div class="field">
            <label class="field-label" for={paste}>
              {t("from_paste")}
            </label>
            <textarea
              id={paste}
              class="source-text"
              rows={8}
              spellcheck={false}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </div>
        </>
      )}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onCancel}>
          {tc("cancel")}
        </button>
        <button type="submit" class="button" data-kind="main" aria-disabled={busy}>
          {t(busy ? "reading" : tools ? "from_tools" : "read")}
        </button>
      </div>
    </form>
  );
}
