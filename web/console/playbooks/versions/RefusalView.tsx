import type { Refusal } from "../book";
import { ProblemLine } from "../editor/Problems";
import { t } from "../texts";

interface Props {
  refusal: Refusal;
  /** Leaves the dialog, so that the place in the text can be seen. */
  onGo?: () => void;
}

/** Why a text may not go live: what the linter forbids, and which scenarios it would break, with how. */
export function RefusalView({ refusal, onGo }: Props) {
  const { problems, failed } = refusal;
  return (
    <>
      {problems.length > 0 && (
        <ol class="problem-list refusal">
          {problems.map((problem) => (
            <ProblemLine
              key={`${problem.line} ${problem.rule} ${problem.what}`}
              problem={problem}
              {...(onGo && { onGo })}
            />
          ))}
        </ol>
      )}
      {failed.map(({ name, diff }) => (
        <details key={name} class="fold scenario" open={failed.length === 1}>
          <summary>{t("scenario_failed", { name })}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also without a mouse */}
          <pre class="scenario-diff" tabIndex={0}>
            {diff.split("\n").map((line, i) => (
              <span key={i} data-sign={/^[+-]/.exec(line)?.[0]}>
                {line}
                {"\n"}
              </span>
            ))}
          </pre>
        </details>
      ))}
    </>
  );
}
