import { t } from "../texts";
import { count } from "../words";
import { type DiffLine, diffOf, parts, sumOf } from "./lines";

interface Props {
  before: string;
  after: string;
  label: string;
}

const SIGN = { same: " ", added: "+", removed: "−" } as const;

/** Two texts against each other, line by line; a sign, a ground and a word tell what became of a line. */
export function Diff({ before, after, label }: Props) {
  const lines = diffOf(before, after);
  const { added, removed } = sumOf(lines);
  if (added + removed === 0) return <p class="soft diff-none">{t("diff_none")}</p>;
  return (
    <>
      <p class="diff-sum tabular">
        <span class="tag tag-add">+{count(added)}</span>
        <span class="tag tag-remove">−{count(removed)}</span>{" "}
        <span class="soft">{t("diff_sum", { added: count(added), removed: count(removed) })}</span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also without a mouse */}
      <section class="diff" aria-label={label} tabIndex={0}>
        <table>
          <tbody>
            {parts(lines).map((part, i) =>
              "skipped" in part ? (
                <tr key={`s${i}`} class="diff-skip">
                  <td colSpan={3}>{t("diff_skipped", { count: count(part.skipped) })}</td>
                </tr>
              ) : (
                part.lines.map((line) => <Line key={`${line.before} ${line.after}`} line={line} />)
              ),
            )}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Line({ line }: { line: DiffLine }) {
  return (
    <tr class="diff-line" data-kind={line.kind}>
      <td class="diff-number tabular">{line.after ?? line.before}</td>
      <td class="diff-sign">
        <span aria-hidden="true">{SIGN[line.kind]}</span>
        {line.kind !== "same" && <span class="visually-hidden">{t(`diff_${line.kind}`)}</span>}
      </td>
      <td class="diff-text">
        <code>{line.text}</code>
      </td>
    </tr>
  );
}
