import type { Language } from "../../shared/i18n";
import { t as care } from "../care/texts";
import type { Theme } from "../core/prefs";
import { UndoTime } from "../sending/UndoTime";
import { t as tc } from "../texts";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { MOD } from "../view/Keys";
import { Segmented } from "../view/Segmented";
import { Switch } from "../view/Switch";
import { Page } from "./Page";
import { t } from "./texts";

/** What one person prefers, in this browser. */
export function Preferences() {
  const { prefs, prefer, session } = useConsole();
  const p = prefs.value;

  return (
    <Page title={t("preferences")} lead={`${t("preferences_hint")}.`}>
      <section class="card" aria-labelledby="pref-look">
        <h2 id="pref-look">{t("pref_look")}</h2>
        <Segmented<Language>
          legend={tc("language_switch")}
          value={p.language}
          options={[
            { value: "id", label: tc("language_id") },
            { value: "en", label: tc("language_en") },
          ]}
          onChange={(language) => prefer({ language })}
        />
        <Segmented<Theme>
          legend={tc("theme")}
          value={p.theme}
          options={[
            { value: "light", label: tc("theme_light"), face: <Glyph name="sun" size={16} /> },
            { value: "dark", label: tc("theme_dark"), face: <Glyph name="moon" size={16} /> },
            { value: "system", label: tc("theme_system"), face: <Glyph name="monitor" size={16} /> },
          ]}
          onChange={(theme) => prefer({ theme })}
        />
      </section>
      <section class="card" aria-labelledby="pref-write">
        <h2 id="pref-write">{t("pref_write")}</h2>
        <Segmented
          legend={t("send_with")}
          value={p.sendWith}
          options={[
            { value: "ctrl", label: t("send_ctrl", { mod: MOD }) },
            { value: "enter", label: t("send_enter") },
          ]}
          hint={t(p.sendWith === "ctrl" ? "send_ctrl_hint" : "send_enter_hint")}
          onChange={(sendWith) => prefer({ sendWith })}
        />
        {session.may("speak") && <UndoTime />}
        <Switch
          label={tc("keys_toggle")}
          hint={tc("keys_toggle_hint")}
          on={p.singleKeys}
          onChange={(singleKeys) => prefer({ singleKeys })}
        />
      </section>
      <section class="card" aria-label={care("folded")}>
        <Switch
          label={care("fold")}
          hint={care("fold_hint")}
          on={p.fold}
          onChange={(fold) => prefer({ fold })}
        />
      </section>
    </Page>
  );
}
