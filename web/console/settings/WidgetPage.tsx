import { Icon } from "../../shared/Icon";
import { CopyField } from "../view/CopyField";
import { useConsole } from "../view/context";
import { Page } from "./Page";
import { snippet } from "./snippet";
import { t } from "./texts";

/** One script tag, and the page for those without scripts. */
export function WidgetPage() {
  const { session } = useConsole();
  const key = session.me()?.workspace.key ?? "";
  const page = `${location.origin}/c/${encodeURIComponent(key)}`;
  return (
    <Page title={t("widget_title")} lead={t("widget_lead")}>
      <section class="card">
        <CopyField
          label={t("widget_snippet")}
          value={snippet(location.origin, key)}
          hint={t("widget_snippet_hint")}
          code
        />
      </section>
      <section class="card">
        <CopyField label={t("widget_page")} value={page} hint={t("widget_page_hint")} />
        <a class="button page-action" href={page} target="_blank" rel="noreferrer">
          {t("widget_open")}
          <Icon name="external-link" size={16} />
        </a>
      </section>
    </Page>
  );
}
