import { useId, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { FormActions } from "../settings/FormActions";
import { useConsole } from "../view/context";
import type { Calls, Problem } from "./api";
import { t } from "./texts";

interface Props {
  calls: Calls;
  text: string;
  /** That the text was made from. */
  version: number;
  /** Known already, from the preview. */
  problems?: Problem[];
  onCancel: () => void;
  onKept: () => void;
}

/** The text of actions.yaml, with what is wrong with it. */
export function SourceEditor({ calls, text, version, problems = [], onCancel, onKept }: Props) {
  const { toasts } = useConsole();
  const [source, setSource] = useState(text);
  const [found, setFound] = useState(problems);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");
  const id = useId();
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setMessage("");
    try {
      const answer = await calls.keep(source, version);
      if (answer.saved) {
        toasts.show("good", t("kept"));
        onKept();
        return;
      }
      setFound(answer.problems);
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      setMessage(`${t("keep_failed")}. ${what} ${next}`);
    }
    setBusy(false);
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <div class="field">
        <label class="field-label" for={id}>
          {t("preview_label")}
        </label>
        <textarea
          id={id}
          class="source-text"
          rows={20}
          spellcheck={false}
          value={source}
          aria-describedby={`${id}-hint`}
          onInput={(event) => setSource(event.currentTarget.value)}
        />
        <p class="field-hint" id={`${id}-hint`}>
          {t("preview_hint")}
        </p>
      </div>
      <div role="alert">
        {found.length > 0 && (
          <div class="banner" data-tone="bad">
            <Icon name="circle-alert" size={18} />
            <div>
              <p>{t("problems")}</p>
              <ul class="conn-problems">
                {found.map((p) => (
                  <li key={`${p.line}${p.action}${p.problem}`}>
                    {[p.line ? t("problem_at", { line: p.line }) : "", p.action ?? "", p.problem]
                      .filter(Boolean)
                      .join(" · ")}
                  </li>
                ))}
              </ul>
            </div>
          </div>
        )}
        {message && (
          <p class="banner" data-tone="bad">
            <Icon name="circle-alert" size={18} />
            <span>{message}</span>
          </p>
        )}
      </div>
      <FormActions busy={busy} word={t("keep")} busyWord={t("saving")} onCancel={onCancel} />
    </form>
  );
}
