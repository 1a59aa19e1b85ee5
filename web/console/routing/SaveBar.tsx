import { useId } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { failureText } from "../core/failure";
import { Failed } from "../room/Failed";
import { useConsole } from "../view/context";
import { useRouting } from "./context";
import { t } from "./texts";
import { partWord, valueWord } from "./words";

/** Stays at the lower edge while something is not saved; says what somebody else changed meanwhile. */
export function SaveBar() {
  const { toasts } = useConsole();
  const { routing } = useRouting();
  const n = routing.changes.value.length;
  const problem = routing.problem.value;
  const busy = routing.busy.value;
  const invalid = routing.errors.value.size > 0;
  if (n === 0 && !routing.clash.value) return null;
  const save = async () => {
    if (await routing.save()) toasts.show("good", t("saved"));
  };
  return (
    <div class="save-bar">
      <Clash />
      <Failed why={problem && { what: t("save_failed"), next: failureText(problem).what }} />
      {n > 0 && !routing.clash.value && (
        <div class="save-line">
          <p role="status">{invalid ? t("range") : n === 1 ? t("unsaved_one") : t("unsaved", { n })}</p>
          <button type="button" class="button" onClick={routing.discard}>
            {t("discard")}
          </button>
          <button
            type="button"
            class="button"
            data-kind="main"
            aria-disabled={busy || invalid}
            onClick={() => void save()}
          >
            {t(busy ? "saving" : "save")}
          </button>
        </div>
      )}
    </div>
  );
}

/** What is new, and whose stays. */
function Clash() {
  const { prefs } = useConsole();
  const { routing } = useRouting();
  const id = useId();
  const clash = routing.clash.value;
  const base = routing.saved.value;
  const lang = prefs.value.language;
  return (
    <div role="alert">
      {clash && base && (
        <section class="banner clash" data-tone="caution" aria-labelledby={id}>
          <Icon name="circle-alert" size={18} />
          <div>
            <h2 id={id}>{t("clash")}</h2>
            {clash.parts.length === 0 ? (
              <p>{t("clash_same")}</p>
            ) : (
              <ul>
                {clash.parts.map((part) => (
                  <li key={part}>
                    {t("clash_line", {
                      part: partWord(part),
                      was: valueWord(base, part, lang),
                      now: valueWord(clash.now, part, lang),
                    })}
                  </li>
                ))}
              </ul>
            )}
            <p class="clash-hint">{t("clash_hint")}</p>
            <div class="dialog-actions">
              <button type="button" class="button" onClick={routing.takeTheirs}>
                {t("clash_theirs")}
              </button>
              <button type="button" class="button" data-kind="main" onClick={routing.keepMine}>
                {t("clash_mine")}
              </button>
            </div>
          </div>
        </section>
      )}
    </div>
  );
}
