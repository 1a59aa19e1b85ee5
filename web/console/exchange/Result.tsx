import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { failureText } from "../core/failure";
import type { Failure } from "../core/http";
import { Glyph } from "../view/Glyph";
import { Problems } from "./Problems";
import { ACTIONS, type Counts, type Tally } from "./tally";
import { t } from "./texts";
import type { Run } from "./useImport";
import { count } from "./words";

type Ended = Exclude<Run, { kind: "none" } | { kind: "running" }>;

/** What came of an import, or what would: in a sentence, in numbers, and row by row what needs a look. */
export function Result({ run, children }: { run: Ended; children: ComponentChildren }) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  const title = titleOf(run);
  const good = run.kind === "done";
  return (
    <section class="card exchange-result" ref={box} tabIndex={-1} aria-label={title}>
      <h2 class="exchange-title" data-tone={good ? (run.dryRun ? undefined : "good") : "bad"}>
        {good ? <Glyph name="circle-check" size={22} /> : <Icon name="circle-alert" size={22} />}
        {title}
      </h2>
      <p>{sentenceOf(run)}</p>
      {run.tally.rows > 0 && <Totals tally={run.tally} />}
      <div class="exchange-actions">{children}</div>
      <Problems told={run} />
    </section>
  );
}

function titleOf(run: Ended): string {
  if (run.kind === "failed") return t("failed");
  if (run.kind === "stopped") return t("stopped");
  return t(run.dryRun ? "tried" : "done");
}

function sentenceOf(run: Ended): string {
  const rows = count(run.tally.rows);
  if (run.kind === "failed") return failureWords(run.failure);
  if (run.kind === "stopped") return t(run.dryRun ? "stopped_tried" : "stopped_kept", { rows });
  if (run.dryRun) return t("tried_rows", { rows });
  return t("done_rows", { rows, stored: count(run.tally.total.create + run.tally.total.update) });
}

function failureWords(failure: Failure): string {
  if (failure.code === "broken_off") return `${t("broken_off")} ${t("broken_off_next")}`;
  const { what, next } = failureText(failure);
  // A file that changed since it was chosen cannot be sent; a browser does not tell that from a network that is gone.
  return failure.code === "offline" ? `${what} ${next} ${t("unreadable_next")}` : `${what} ${next}`;
}

function Totals({ tally }: { tally: Tally }) {
  const line = (name: string, counts: Counts) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      {ACTIONS.map((action) => (
        <td
          key={action}
          class="tabular"
          data-tone={action === "refused" && counts.refused > 0 ? "bad" : undefined}
        >
          {count(counts[action])}
        </td>
      ))}
    </tr>
  );
  return (
    <table class="exchange-totals">
      <caption class="visually-hidden">{t("counts")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("kind")}</th>
          {ACTIONS.map((action) => (
            <th key={action} scope="col">
              {t(action)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...tally.kinds].map(([kind, counts]) => line(t(`kind_${kind}` as "kind_contact"), counts))}
      </tbody>
      {tally.kinds.size > 1 && <tfoot>{line(t("total"), tally.total)}</tfoot>}
    </table>
  );
}
