import { failureText } from "../../core/failure";
import { failureOf } from "../../core/http";
import { Listing } from "../../settings/Page";
import { useLoad } from "../../settings/useLoad";
import { useConsole } from "../../view/context";
import { MODES, type ReadingMode } from "../care";
import { t } from "./texts";

/** When the workspace asks why somebody reads a conversation. */
export function ReadingSetting() {
  const { care, toasts } = useConsole();
  const list = useLoad(() => care.mode().then((s) => [s.reading_reason]));
  const choose = async (mode: ReadingMode) => {
    try {
      await care.setMode(mode);
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      toasts.show("bad", what, next);
    }
    void list.reload();
  };
  return (
    <section class="card" aria-labelledby="care-reading">
      <h2 id="care-reading">{t("reading_title")}</h2>
      <p class="soft">{t("reading_hint")}</p>
      <Listing list={list}>
        {([now]) => (
          <fieldset class="checks">
            <legend class="visually-hidden">{t("reading_title")}</legend>
            {MODES.map((mode) => (
              <label key={mode} class="check">
                <input
                  type="radio"
                  name="care-reading"
                  checked={mode === now}
                  onChange={() => void choose(mode)}
                />
                <span>
                  {t(`mode_${mode}`)}
                  <span class="field-hint">{t(`mode_${mode}_hint`)}</span>
                </span>
              </label>
            ))}
          </fieldset>
        )}
      </Listing>
    </section>
  );
}
