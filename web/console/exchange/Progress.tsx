import { useEffect, useRef } from "preact/hooks";
import { t } from "./texts";
import type { Run } from "./useImport";
import { count } from "./words";

/** After so many rows a screen reader hears how far it is, where nobody knows how many there are. */
const HEARD_EVERY = 10_000;

interface Props {
  run: Extract<Run, { kind: "running" }>;
  onStop: () => void;
}

/** How far an import is: seen as it goes, heard at its quarters. */
export function Progress({ run, onStop }: Props) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []); // what was pressed is gone
  const { rows } = run.tally;
  const total = run.expected;
  const far = (n: number) =>
    total ? t("reading_of", { rows: count(n), total: count(total) }) : t("reading", { rows: count(n) });
  const step = total ? Math.max(1, Math.ceil(total / 4)) : HEARD_EVERY;
  const heard = Math.floor(rows / step) * step;
  const what = t(run.dryRun ? "trying" : "importing");
  return (
    <section class="card exchange-running" ref={box} tabIndex={-1} aria-label={what}>
      <h2>{what}</h2>
      {total !== null && total > 0 && (
        <div
          class="exchange-track"
          role="progressbar"
          aria-label={what}
          aria-valuemin={0}
          aria-valuemax={total}
          aria-valuenow={Math.min(rows, total)}
          aria-valuetext={far(rows)}
        >
          <span style={{ width: `${(Math.min(rows, total) / total) * 100}%` }} />
        </div>
      )}
      <p class="soft tabular" aria-hidden="true">
        {rows === 0 ? t("sending") : far(rows)}
      </p>
      <p class="visually-hidden" role="status">
        {what}. {rows === 0 ? t("sending") : heard > 0 ? far(heard) : ""}
      </p>
      <button type="button" class="button" onClick={onStop}>
        {t("stop")}
      </button>
    </section>
  );
}
