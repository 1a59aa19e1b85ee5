import { useId, useRef, useState } from "preact/hooks";
import type { Presence } from "../../shared/api";
import type { Language } from "../../shared/i18n";
import { Mark } from "../../shared/Mark";
import { failureText } from "../core/failure";
import type { Theme } from "../core/prefs";
import { t as td } from "../desk/texts";
import { t } from "../texts";
import { useConsole } from "./context";
import { Glyph } from "./Glyph";
import { presenceWord, usePresence } from "./PresenceSwitch";
import { Segmented } from "./Segmented";
import { usePopover } from "./usePopover";

/** Who I am here: presence, language, appearance, sign out. The dot on the mark tells the presence. */
export function MeMenu() {
  const { session, prefs, prefer, toasts, layout } = useConsole();
  const setPresence = usePresence();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const me = session.me();

  usePopover(open, box, "input:checked", () => setOpen(false));
  if (!me) return null;

  const { agent, workspace } = me;
  const logout = async () => {
    const failure = await session.logout();
    if (failure && failure.status !== 401) toasts.show("bad", t("logout_failed"), failureText(failure).what);
  };
  const pages = layout.value === "pages";
  const word = presenceWord(agent.presence);
  return (
    <div class="me" ref={box}>
      <button
        type="button"
        class="rail-item"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <span class="rail-icon">
          <Mark kind="human" name={agent.name} size={pages ? 26 : 32} />
          <span class="presence-dot" data-presence={agent.presence} />
        </span>
        <span class="rail-word">
          {pages ? t("nav_me") : agent.name}
          {pages && <span class="visually-hidden">, {word}</span>}
        </span>
      </button>
      {open && (
        <section class="me-box" id={id} aria-label={t("nav_me")}>
          <header class="me-head">
            <Mark kind="human" name={agent.name} size={40} />
            <div>
              <p class="me-name">{agent.name}</p>
              <p class="soft">{workspace.name}</p>
            </div>
          </header>
          <Segmented<Presence>
            legend={t("presence")}
            value={agent.presence}
            options={[
              {
                value: "online",
                label: t("presence_online"),
                face: <span class="presence-dot" data-presence="online" />,
              },
              {
                value: "away",
                label: t("presence_away"),
                face: <span class="presence-dot" data-presence="away" />,
              },
              {
                value: "wrap_up",
                label: td("wrap_up"),
                face: <span class="presence-dot" data-presence="wrap_up" />,
              },
            ]}
            hint={
              agent.presence === "wrap_up"
                ? td("wrap_up_hint")
                : t(agent.presence === "online" ? "presence_online_hint" : "presence_away_hint")
            }
            onChange={setPresence}
          />
          <Segmented<Language>
            legend={t("language_switch")}
            value={prefs.value.language}
            options={[
              { value: "id", label: "Indonesia" },
              { value: "en", label: "English" },
            ]}
            onChange={(language) => prefer({ language })}
          />
          <Segmented<Theme>
            legend={t("theme")}
            value={prefs.value.theme}
            options={[
              { value: "light", label: t("theme_light"), face: <Glyph name="sun" size={16} /> },
              { value: "dark", label: t("theme_dark"), face: <Glyph name="moon" size={16} /> },
              {
                value: "system",
                label: t("theme_system"),
                face: <Glyph name="monitor" size={16} />,
                iconOnly: true,
              },
            ]}
            onChange={(theme) => prefer({ theme })}
          />
          <button type="button" class="me-out" onClick={() => void logout()}>
            <Glyph name="log-out" size={18} />
            {t("logout")}
          </button>
        </section>
      )}
    </div>
  );
}
