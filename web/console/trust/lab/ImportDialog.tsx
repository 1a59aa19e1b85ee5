import { useEffect, useRef, useState } from "preact/hooks";
import { bytes } from "../../../shared/format";
import { Icon } from "../../../shared/Icon";
import { language } from "../../../shared/i18n";
import { failureText } from "../../core/failure";
import { ApiError, type Failure, failureOf } from "../../core/http";
import { t as tc } from "../../texts";
import { useConsole } from "../../view/context";
import { Dialog } from "../../view/Dialog";
import { Field } from "../../view/Field";
import { useLab } from "../context";
import { count, percent } from "../words";
import { type Fault, faults, nameFor, unfit } from "./importing";
import { t } from "./texts";
import { type Upload, upload } from "./upload";

const EXAMPLE = `{"id":"d1","language":"id","turns":[
  {"role":"contact","text":"paket saya mana ya","label":0},
  {"role":"assistant","text":"Boleh minta nomor pesanannya?"},
  {"role":"contact","text":"kan tadi udah saya kasih!!","label":1}]}`;
const SHOWN = 8;
/** How far the server has read is asked so often. */
const LOOK_EVERY_MS = 1000;

type State =
  | { kind: "ready" }
  | { kind: "sending"; share: number }
  | { kind: "refused"; failure: Failure; faults: Fault[] };

/** Brings talks from another system, with its progress, and says of each wrong line what is wrong with it. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const lab = useLab();
  const { toasts } = useConsole();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState("");
  const [state, setState] = useState<State>({ kind: "ready" });
  const running = useRef<Upload | null>(null);
  const reading = state.kind === "sending" && state.share === 1;
  useEffect(() => () => running.current?.stop(), []);
  useEffect(() => {
    if (!reading) return;
    const look = setInterval(() => void lab.imports.load(), LOOK_EVERY_MS);
    return () => clearInterval(look);
  }, [reading, lab]);
  const wrong = file && unfit(file);
  const sending = state.kind === "sending";

  const choose = (next: File | undefined) => {
    if (!next || sending) return;
    setFile(next);
    setName(nameFor(next));
    setState({ kind: "ready" });
  };
  const send = async () => {
    if (!file || wrong || sending) return;
    setState({ kind: "sending", share: 0 });
    running.current = upload(file, name.trim() || nameFor(file), language.value, (share) =>
      setState({ kind: "sending", share }),
    );
    try {
      const made = await running.current.done;
      running.current = null;
      await lab.imports.load();
      lab.choose({ kind: "import", id: made.id });
      toasts.show("good", t("import_done", { talks: count(made.talks) }));
      onClose();
    } catch (thrown) {
      running.current = null;
      const failure = failureOf(thrown);
      if (failure.code !== "stopped")
        setState({
          kind: "refused",
          failure,
          faults: thrown instanceof ApiError ? faults(thrown.problem) : [],
        });
    }
  };

  return (
    <Dialog title={t("import")} onClose={onClose}>
      <form
        class="form import"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p class="soft">{t("import_why")}</p>
        <Drop file={file} onFile={choose} />
        {file && !wrong && <Field label={t("import_name")} value={name} onInput={setName} maxLength={80} />}
        <div role="alert">
          {wrong && (
            <p class="banner" data-tone="bad">
              <Icon name="circle-alert" size={18} />
              <span>{t(wrong)}</span>
            </p>
          )}
          {state.kind === "refused" && <Refused failure={state.failure} faults={state.faults} />}
        </div>
        {sending && <Progress share={state.share} />}
        <details class="fold">
          <summary>{t("import_format")}</summary>
          <p class="soft">{t("import_format_why")}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also without a mouse */}
          <pre class="import-example" tabIndex={0}>
            {EXAMPLE}
          </pre>
        </details>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {tc("cancel")}
          </button>
          <button
            type="submit"
            class="button"
            data-kind="main"
            aria-disabled={!file || wrong !== null || sending}
          >
            {t(sending ? "import_busy" : "import_go")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Drop({ file, onFile }: { file: File | null; onFile: (file: File | undefined) => void }) {
  const [over, setOver] = useState(false);
  return (
    <label
      class="drop"
      data-over={over ? "" : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFile(event.dataTransfer?.files[0]);
      }}
    >
      <input
        type="file"
        class="drop-input"
        accept=".jsonl,.ndjson,.json,.txt,application/x-ndjson"
        onChange={(event) => onFile(event.currentTarget.files?.[0])}
      />
      <span class="drop-icon">
        <Icon name="send-up" size={22} />
      </span>
      <span class="drop-words">
        {file ? (
          <>
            <strong>{file.name}</strong>
            <span class="soft tabular">{bytes(file.size, language.value)}</span>
          </>
        ) : (
          <>
            <span>
              <strong class="link-word">{t("import_choose")}</strong> <span>{t("import_drop")}</span>
            </span>
            <span class="soft">{t("import_limit")}</span>
          </>
        )}
      </span>
    </label>
  );
}

function Progress({ share: sent }: { share: number }) {
  const inHand = useLab().imports.held.value.data?.find(({ reading }) => reading);
  const known = sent === 1 && inHand && inHand.talks > 0 ? inHand : null;
  const share = known ? known.read / known.talks : sent;
  const words = known
    ? t("import_reading", { read: count(known.read), talks: count(known.talks) })
    : sent < 1
      ? t("import_sent", { percent: percent(sent) })
      : t("import_checking");
  return (
    <div class="import-progress">
      <div
        class="progress-track"
        role="progressbar"
        aria-label={t("import")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={words}
      >
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <p class="soft tabular" aria-hidden="true">
        {words}
      </p>
    </div>
  );
}

function Refused({ failure, faults: found }: { failure: Failure; faults: Fault[] }) {
  const { what, next } = failureText(failure);
  return (
    <div class="banner" data-tone="bad">
      <Icon name="circle-alert" size={18} />
      <div>
        <p>
          <strong>{t("import_failed")}.</strong> {what} {found.length === 0 && next}
        </p>
        {found.length > 0 && (
          <>
            <p class="import-faults-head">{t("import_faults")}</p>
            <ol class="import-faults">
              {found.slice(0, SHOWN).map((fault) => (
                <li key={`${fault.line}${fault.message}`}>
                  {fault.line !== null && (
                    <strong class="tabular">{t("import_line", { line: count(fault.line) })}: </strong>
                  )}
                  {fault.message}
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
    </div>
  );
}
