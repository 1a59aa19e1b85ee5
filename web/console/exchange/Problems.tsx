import { Icon } from "../../shared/Icon";
import type { Row } from "./api";
import { reasons } from "./tally";
import { t } from "./texts";
import type { Told } from "./useImport";
import { count } from "./words";

/** The rows that need a look: first what was refused, with what to do; then what comes along with a note. */
export function Problems({ told }: { told: Told }) {
  const { refused, noted, notedCount, total } = told.tally;
  if (total.refused + notedCount === 0) return null;
  return (
    <>
      {total.refused > 0 && (
        <List
          head={t("refused_head", { count: count(total.refused) })}
          why={t("refused_why")}
          rows={refused}
          of={total.refused}
        />
      )}
      {notedCount > 0 && (
        <List head={t("noted_head", { count: count(notedCount) })} rows={noted} of={notedCount} />
      )}
      <button type="button" class="button exchange-sheet" onClick={() => save(told.sheet())}>
        <Icon name="download" size={18} />
        {t("sheet")}
      </button>
    </>
  );
}

interface ListProps {
  head: string;
  why?: string;
  rows: readonly Row[];
  /** How many there are. */
  of: number;
}

function List({ head, why, rows, of }: ListProps) {
  return (
    <div>
      <h3>{head}</h3>
      {why && <p class="soft">{why}</p>}
      <ul class="exchange-rows">
        {rows.map((row) => (
          <li key={`${row.file}:${row.line}:${row.kind}:${row.id}`}>
            <p class="soft tabular">
              {t("place", { file: row.file, line: count(row.line) })}
              {row.id && ` · id ${row.id}`}
            </p>
            {reasons(row, (contact) => t("looks_like", { contact })).map((reason) => (
              <p key={reason} class="exchange-why">
                {reason}
              </p>
            ))}
            {row.next && (
              <p class="soft">
                {t("next")} {row.next}
              </p>
            )}
          </li>
        ))}
      </ul>
      {of > rows.length && <p class="soft">{t("shown", { shown: count(rows.length) })}</p>}
    </div>
  );
}

function save(sheet: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(sheet);
  link.download = "terang-import.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
