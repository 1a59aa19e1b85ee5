import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { Page } from "../settings/Page";
import type { Calls, Connection, Imported, Problem } from "./api";
import { PickStep } from "./PickStep";
import { SourceEditor } from "./SourceEditor";
import { SourceStep } from "./SourceStep";
import { t } from "./texts";
import { append, type Choice, choices, wanted } from "./wizard";

interface Props {
  calls: Calls;
  connections: readonly Connection[];
  onClose: () => void;
  onKept: () => void;
}

interface Preview {
  text: string;
  version: number;
  problems: Problem[];
}

/** From a description to actions that can be called: read it, pick and check, look at the text, save. */
export function Import({ calls, connections, onClose, onKept }: Props) {
  const [through, setThrough] = useState(connections[0]?.name ?? "default");
  const [found, setFound] = useState<Imported | null>(null);
  const [all, setAll] = useState<Choice[]>([]);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");
  const step = preview ? 3 : found ? 2 : 1;
  const head = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (step > 1) head.current?.focus();
  }, [step]);

  const attempt = async (title: string, run: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setMessage("");
    try {
      await run();
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      setMessage(`${title}. ${what} ${next}`);
    }
    setBusy(false);
  };
  const take = (document: Imported) => {
    setFound(document);
    setAll(choices(document.actions));
  };
  const read = (source: string) => attempt(t("read_failed"), async () => take(await calls.read(source)));
  const ask = () =>
    attempt(t("read_failed"), async () => {
      const { actions } = await calls.tools(through);
      take({
        title: through,
        servers: [],
        credential: { kind: "none" },
        supported: true,
        actions,
        skipped: [],
      });
    });
  const show = () =>
    attempt(t("read_failed"), async () => {
      const [have, made] = [await calls.source(), await calls.preview(wanted(all, through))];
      setPreview({ text: append(have.source, made.source), version: have.version, problems: made.problems });
    });

  return (
    <Page title={t("import_title")}>
      <p class="import-step" tabIndex={-1} ref={head}>
        <strong>{t("step", { step })}</strong>{" "}
        {t(step === 1 ? "step_source" : step === 2 ? "step_pick" : "step_preview")}
      </p>
      <div role="alert">
        {message && (
          <p class="banner" data-tone="bad">
            <Icon name="circle-alert" size={18} />
            <span>{message}</span>
          </p>
        )}
      </div>
      {step === 1 && (
        <SourceStep
          connections={connections}
          through={through}
          onThrough={setThrough}
          busy={busy}
          onRead={(text) => void read(text)}
          onAsk={() => void ask()}
          onCancel={onClose}
        />
      )}
      {step === 2 && found && (
        <PickStep
          found={found}
          all={all}
          onChange={setAll}
          busy={busy}
          onBack={() => setFound(null)}
          onNext={() => void show()}
        />
      )}
      {preview && (
        <div class="card">
          <SourceEditor
            calls={calls}
            text={preview.text}
            version={preview.version}
            problems={preview.problems}
            onCancel={() => setPreview(null)}
            onKept={onKept}
          />
        </div>
      )}
    </Page>
  );
}
