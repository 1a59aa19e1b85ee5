import type { Presence } from "../../shared/api";
import { failureText } from "../core/failure";
import { t } from "../texts";
import { useConsole } from "./context";

/** Changes one's presence at once and takes it back where the server refuses. */
export function usePresence(): (presence: Presence) => void {
  const { session, toasts } = useConsole();
  return (presence) => {
    void session.setPresence(presence).then((failure) => {
      if (failure) toasts.show("bad", t("presence_failed"), failureText(failure).next);
    });
  };
}

/** Online or away, with one press in the rail. */
export function PresenceSwitch() {
  const { session } = useConsole();
  const setPresence = usePresence();
  const me = session.me();
  if (!me) return null;
  const online = me.agent.presence === "online";
  return (
    <button
      type="button"
      class="rail-item"
      role="switch"
      aria-checked={online}
      aria-label={t("presence_toggle")}
      onClick={() => setPresence(online ? "away" : "online")}
    >
      <span class="rail-switch" data-on={online} />
      <span class="rail-word" aria-hidden="true">
        {t(online ? "presence_online" : "presence_away")}
      </span>
    </button>
  );
}

/** Above the list while one is away: what customers are told meanwhile, and the way back. */
export function AwayBanner() {
  const { session } = useConsole();
  const setPresence = usePresence();
  if (session.me()?.agent.presence !== "away" || !session.may("speak")) return null;
  return (
    <div class="banner away-banner" data-tone="caution" role="status">
      <span>{t("presence_away_banner")}</span>
      <button type="button" class="button" onClick={() => setPresence("online")}>
        {t("presence_away_end")}
      </button>
    </div>
  );
}
