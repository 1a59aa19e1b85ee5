import { useId, useState } from "preact/hooks";
import { format as address } from "../core/route";
import { Leaving } from "../settings/Leaving";
import { Page } from "../settings/Page";
import { FORMATS, type Format } from "./api";
import { ExportCard } from "./ExportCard";
import "./exchange.css";
import { Files } from "./Files";
import { Progress } from "./Progress";
import { Result } from "./Result";
import { t } from "./texts";
import { useImport } from "./useImport";

/** Brings along what another system wrote to files, tried before it is done, and takes all along. */
export function Exchange() {
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Import />
      <ExportCard />
      <p class="soft">{t("logged")}</p>
    </Page>
  );
}

function Import() {
  const [format, setFormat] = useState<Format>("chatwoot");
  const [files, setFiles] = useState<readonly File[]>([]);
  const { run, begin, stop, forget } = useImport();
  const running = run.kind === "running";
  const made = run.kind !== "none" && !running && !run.dryRun && run.kind !== "failed";
  const again = () => {
    forget();
    setFiles([]);
  };
  return (
    <>
      {!made && (
        <section class="card" aria-labelledby="exchange-import">
          <h2 id="exchange-import">{t("import")}</h2>
          <p class="soft">{t("import_why")}</p>
          <form
            class="form"
            onSubmit={(event) => {
              event.preventDefault();
              if (!running && files.length > 0) void begin(files, format, true);
            }}
          >
            <Source
              value={format}
              disabled={running}
              onChange={(next) => {
                forget();
                setFormat(next);
              }}
            />
            <Files
              files={files}
              disabled={running}
              onChange={(next) => {
                forget();
                setFiles(next);
              }}
            />
            <div class="dialog-actions">
              <button
                type="submit"
                class="button"
                data-kind={run.kind === "done" ? undefined : "main"}
                aria-disabled={running || files.length === 0}
              >
                {t("try")}
              </button>
            </div>
          </form>
        </section>
      )}
      {running && <Progress run={run} onStop={stop} />}
      {run.kind !== "none" && !running && (
        <Result key={`${run.kind}${run.dryRun}`} run={run}>
          {run.kind === "done" && run.dryRun && (
            <Go
              ready={run.tally.total.create + run.tally.total.update > 0}
              onGo={() => void begin(files, format, false, run.tally.rows)}
            />
          )}
          {made && (
            <>
              <a class="button" href={address({ page: "contacts", id: null })}>
                {t("open_contacts")}
              </a>
              <button type="button" class="button" onClick={again}>
                {t("again")}
              </button>
            </>
          )}
        </Result>
      )}
      <Leaving dirty={running && !run.dryRun} why={t("leave")} />
    </>
  );
}

function Go({ ready, onGo }: { ready: boolean; onGo: () => void }) {
  if (!ready) return <p class="soft">{t("go_none")}</p>;
  return (
    <button type="button" class="button" data-kind="main" onClick={onGo}>
      {t("go")}
    </button>
  );
}

interface SourceProps {
  value: Format;
  disabled: boolean;
  onChange: (format: Format) => void;
}

/** Where the files come from, and what of there is read. */
function Source({ value, disabled, onChange }: SourceProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {t("format")}
      </label>
      <select
        id={id}
        class="exchange-source"
        value={value}
        disabled={disabled}
        aria-describedby={`${id}-about`}
        onChange={(event) => {
          const chosen = FORMATS.find((one) => one === event.currentTarget.value);
          if (chosen) onChange(chosen);
        }}
      >
        {FORMATS.map((one) => (
          <option key={one} value={one}>
            {t(`format_${one}`)}
          </option>
        ))}
      </select>
      <p class="field-hint" id={`${id}-about`}>
        {t(`about_${value}`)}
      </p>
    </div>
  );
}
