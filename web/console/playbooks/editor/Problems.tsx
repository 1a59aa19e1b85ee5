import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../../shared/Icon";
import { failureText } from "../../core/failure";
import { Glyph } from "../../view/Glyph";
import type { Problem } from "../api";
import { errorsOf } from "../checking";
import { useBook, useShowText } from "../context";
import { t } from "../texts";
import { count } from "../words";

/** What the linter says: how much, and each with its place, its reason and its mend. */
export function Problems({ onNext }: { onNext: () => void }) {
  const book = useBook();
  const { problems, failure } = book.checker.found.value;
  const [open, setOpen] = useState(false);
  const errors = errorsOf(problems);
  // The first mistake opens the list; who closed it is not bothered again.
  const told = useRef(false);
  useEffect(() => {
    if (errors > 0 && !told.current) {
      told.current = true;
      setOpen(true);
    }
  }, [errors]);
  const why = failure && failureText(failure);
  return (
    <div class="problems" data-open={open && problems.length > 0}>
      <div class="problems-head">
        <p role="status" class="problems-sum">
          {why ? (
            <span class="problems-mark" data-tone="caution">
              <Icon name="wifi-off" size={16} /> {t("check_failed")} {why.what}
            </span>
          ) : problems.length === 0 ? (
            <span class="problems-mark" data-tone="good">
              <Icon name="check" size={16} /> {t("no_problems")}
            </span>
          ) : (
            <>
              {errors > 0 && (
                <span class="problems-mark" data-tone="bad">
                  <Icon name="circle-alert" size={16} /> {t("errors", { count: count(errors) })}
                </span>
              )}
              {problems.length > errors && (
                <span class="problems-mark" data-tone="caution">
                  <Glyph name="info" size={16} /> {t("warnings", { count: count(problems.length - errors) })}
                </span>
              )}
            </>
          )}
        </p>
        {problems.length > 0 && (
          <>
            <button type="button" class="link-button" onClick={onNext}>
              {t("next_problem")} <kbd>F8</kbd>
            </button>
            <button type="button" class="link-button" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t(open ? "problems_hide" : "problems_show")}
            </button>
          </>
        )}
      </div>
      {open && problems.length > 0 && (
        <ol class="problem-list">
          {problems.map((problem) => (
            <ProblemLine
              key={`${problem.line} ${problem.column} ${problem.rule} ${problem.what}`}
              problem={problem}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

/** One finding; a press leads to its place. */
export function ProblemLine({ problem, onGo }: { problem: Problem; onGo?: () => void }) {
  const book = useBook();
  const showText = useShowText();
  const { line, severity, what, why, next, rule } = problem;
  const bad = severity === "error";
  return (
    <li class="problem" data-tone={bad ? "bad" : "caution"}>
      <button
        type="button"
        class="problem-go"
        onClick={() => {
          onGo?.();
          showText();
          book.goTo(problem);
        }}
      >
        <span class="problem-mark">
          {bad ? <Icon name="circle-alert" size={16} /> : <Glyph name="info" size={16} />}
        </span>
        <span class="problem-words">
          <span class="problem-what">
            <span class="visually-hidden">{t(bad ? "error" : "warning")}: </span>
            {what}
          </span>
          {why && <span class="soft">{why}</span>}
          {next && (
            <span>
              <strong>{t("mend")}</strong> {next}
            </span>
          )}
          <span class="where">{[line > 0 && t("line", { line }), rule].filter(Boolean).join(" · ")}</span>
        </span>
      </button>
    </li>
  );
}
