import type { Presence } from "../../shared/api";
import { failureText } from "../core/failure";
import { Left } from "../desk/Left";
import { t as td } from "../desk/texts";
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

/** What a presence is called. */
export const presenceWord = (presence: Presence): string =>
  presence === "wrap_up" ? td("wrap_up") : t(presence === "online" ? "presence_online" : "presence_away");

/** Online or away, with one press in the rail; while one wraps up, how long still, and the way to be ready now. */
export function PresenceSwitch() {
  const { session } = useConsole();
  const setPresence = usePresence();
  const me = session.me();
  if (!me) return null;
  const { presence, wrap_until } = me.agent;
  if (presence === "wrap_up")
    return (
      <button type="button" class="rail-item" onClick={() => setPresence("online")}>
        <span class="rail-wrap">
          <Left until={wrap_until} />
        </span>
        <span class="rail-word">{td("ready")}</span>
      </button>
    );
  const online = presence === "online";
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
        {presenceWord(presence)}
      </span>
    </button>
  );
}

/** Above the list while one is not ready: what that means, how long it lasts, and the way back. */
export function AwayBanner() {
  const { session } = useConsole();
  const setPresence = usePresence();
  const agent = session.me()?.agent;
  if (!agent || agent.presence === "online" || !session.may("speak")) return null;
  const away = agent.presence === "away";
  return (
    <div class="banner away-banner" data-tone={away ? "caution" : undefined}>
      <span role="status">{away ? t("presence_away_banner") : td("wrap_up_banner")}</span>
      {!away && <Left until={agent.wrap_until} />}
      <button type="button" class="button" onClick={() => setPresence("online")}>
        {away ? t("presence_away_end") : td("ready")}
      </button>
    </div>
  );
}
