import { t } from "../texts";
import { useConsole } from "./context";
import { Glyph } from "./Glyph";
import { Empty } from "./States";

/** The room of the conversation while none is open. */
export function NoConversation() {
  const { layout, prefs } = useConsole();
  return (
    <section class="conversation" aria-label={t("pick")}>
      <Empty icon={<Glyph name="message-square-text" size={22} />} title={t("pick")}>
        <p>{t("pick_why")}</p>
        {layout.value !== "pages" && prefs.value.singleKeys && <p>{t("pick_keys")}</p>}
      </Empty>
    </section>
  );
}
