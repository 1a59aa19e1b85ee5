import { format } from "../core/route";
import { t as td } from "../desk/texts";
import type { Asked, DeskNow } from "./api";
import { Card } from "./Card";
import { telling } from "./figures";
import { Since } from "./Queue";
import { Table } from "./Table";
import { t } from "./texts";

/** What somebody asks for, in words: "Tim · Keuangan". */
export function askedWord(asked: Pick<Asked, "kind" | "name">, teams: DeskNow["teams"]): string {
  const { kind, name } = asked;
  let word = name;
  if (kind === "team") word = teams.find((x) => x.id === name)?.name ?? name;
  else if (kind === "language" && (name === "id" || name === "en")) word = t(`language_${name}`);
  else if (kind === "priority" && (name === "urgent" || name === "high" || name === "normal"))
    word = td(`priority_${name}`);
  return `${t(`kind_${kind}`)} · ${word}`;
}

/** What those who wait need. */
export function AskedFor({ now }: { now: DeskNow }) {
  const asked = telling(now);
  if (asked.length === 0) return null;
  return (
    <Card title={t("asked")} lead={t("asked_lead")}>
      <Table name={t("asked")} heads={[t("col_what"), t("col_waiting"), t("col_late"), t("longest")]}>
        {asked.map((a) => {
          const what = askedWord(a, now.teams);
          return (
            <tr key={`${a.kind}:${a.name}`}>
              <th scope="row">{what}</th>
              <td>
                <a
                  class="live-link tabular"
                  href={format({ page: "live", figure: `asked:${a.kind}:${a.name}` })}
                >
                  {a.waiting}
                  <span class="visually-hidden">. {t("open_asked", { what })}</span>
                </a>
              </td>
              <td class="tabular">{a.late}</td>
              <td>
                <Since at={a.oldest} />
              </td>
            </tr>
          );
        })}
      </Table>
    </Card>
  );
}
