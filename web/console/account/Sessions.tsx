import { dayClock } from "../../shared/format";
import { Listing, Page } from "../settings/Page";
import { Remove } from "../settings/Remove";
import { useLoad } from "../settings/useLoad";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import type { SessionLine } from "./api";
import { t } from "./texts";
import { useAccount } from "./useAccount";

/** Where the own account is signed in. */
export function Sessions() {
  const { api, attempt } = useAccount();
  const list = useLoad(api.sessions);
  const end = async (run: () => Promise<void>) => {
    const done = await attempt(run);
    if (done) await list.reload();
    return done !== null;
  };
  return (
    <Page title={t("sessions_title")} lead={t("sessions_lead")}>
      <Listing list={list}>
        {(sessions) => (
          <>
            {sessions.length > 1 && (
              <button type="button" class="button page-action" onClick={() => void end(api.endOthers)}>
                {t("end_others")}
              </button>
            )}
            <ul class="card things">
              {sessions.map((one) => (
                <Line key={one.id} one={one} onEnd={() => end(() => api.end(one.id))} />
              ))}
            </ul>
          </>
        )}
      </Listing>
    </Page>
  );
}

function Line({ one, onEnd }: { one: SessionLine; onEnd: () => Promise<boolean> }) {
  const { prefs, clock } = useConsole();
  const at = (when: string) => dayClock(when, prefs.value.language, clock.value);
  const device = one.device || t("device_unknown");
  return (
    <li class="thing">
      <span class="thing-icon">
        <Glyph name="monitor" size={18} />
      </span>
      <div class="thing-text">
        <p class="thing-name">
          {device} {one.current && <span class="tag">{t("this_one")}</span>}
        </p>
        <p class="soft">
          {one.address} · {t(`place_${one.place}`)}
        </p>
        <p class="soft">
          {t("used", { at: at(one.used_at) })} · {t("began", { at: at(one.created_at) })}
        </p>
      </div>
      {!one.current && (
        <Remove word={t("end")} title={t("end_one", { device })} why={t("end_why")} run={onEnd} />
      )}
    </li>
  );
}
