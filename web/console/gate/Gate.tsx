import type { ComponentChildren } from "preact";
import type { Language } from "../../shared/i18n";
import { t } from "../texts";
import { useConsole } from "../view/context";
import { Logo } from "../view/Logo";

/** The frame of the pages before the workplace: one card in good light. */
export function Gate({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: string;
  children: ComponentChildren;
}) {
  const { prefs, prefer } = useConsole();
  const languages: readonly Language[] = ["id", "en"];
  return (
    <div class="gate">
      <main class="gate-card">
        <div class="gate-brand">
          <Logo size={40} />
          <span>{t("app")}</span>
        </div>
        <h1>{title}</h1>
        {lead && <p class="gate-lead">{lead}</p>}
        {children}
      </main>
      <nav class="gate-foot" aria-label={t("language_switch")}>
        {languages.map((lang) => (
          <button
            key={lang}
            type="button"
            class="link-button"
            lang={lang}
            aria-pressed={prefs.value.language === lang}
            onClick={() => prefer({ language: lang })}
          >
            {t(lang === "id" ? "language_id" : "language_en")}
          </button>
        ))}
      </nav>
    </div>
  );
}
