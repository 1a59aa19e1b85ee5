import { installed, offered } from "./installing";
import { t } from "./texts";

/** The way to have the workplace as an app. */
export function Install() {
  const prompt = offered.value;
  return (
    <section class="card" aria-labelledby="notify-install">
      <h2 id="notify-install">{t("install")}</h2>
      <p class="soft">{installed.value ? t("installed") : t("install_hint")}</p>
      {!installed.value &&
        (prompt ? (
          <button
            type="button"
            class="button"
            onClick={() => {
              offered.value = null;
              void prompt.prompt();
            }}
          >
            {t("install_go")}
          </button>
        ) : (
          <p class="field-hint">{t("install_how")}</p>
        ))}
    </section>
  );
}
