import { useState } from "preact/hooks";
import { dayClock } from "../../../shared/format";
import { language } from "../../../shared/i18n";
import { Confirm } from "../../room/Confirm";
import { Fetched } from "../../room/Fetched";
import { useConsole } from "../../view/context";
import type { Version } from "../api";
import { useRoom } from "../context";
import { t as tm } from "../texts";
import { count, percent } from "../words";
import { t } from "./texts";

const SHOWN = 6;

/** What was published, and the way back. */
export function Versions() {
  const room = useRoom();
  const { toasts } = useConsole();
  const [asked, setAsked] = useState<Version | null>(null);
  const [all, setAll] = useState(false);
  const rollback = async () => {
    if (!asked) return null;
    const failure = await room.rollback(asked.number);
    if (!failure) toasts.show("good", t("rolled_back", { number: asked.number }));
    return failure;
  };
  return (
    <section class="versions" aria-labelledby="versions">
      <h3 id="versions">{t("versions")}</h3>
      <p class="soft">{t("versions_why")}</p>
      <Fetched slot={room.versions}>
        {(versions) => (
          <>
            <ol class="card things">
              {(all ? versions : versions.slice(0, SHOWN)).map((version) => (
                <Line key={version.number} version={version} onBack={() => setAsked(version)} />
              ))}
            </ol>
            {versions.length > SHOWN && (
              <button type="button" class="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
                {all ? tm("show_less") : tm("show_all", { count: count(versions.length) })}
              </button>
            )}
          </>
        )}
      </Fetched>
      {asked && (
        <Confirm
          title={asked.number === 0 ? t("back_ask_pack") : t("back_ask", { number: asked.number })}
          word={t("back_go")}
          busyWord={t("back_busy")}
          run={rollback}
          onClose={() => setAsked(null)}
        >
          <p>{t("back_why")}</p>
        </Confirm>
      )}
    </section>
  );
}

function Line({ version, onBack }: { version: Version; onBack: () => void }) {
  const { clock, session } = useConsole();
  const { number, added, removed, accuracy, live } = version;
  const at = version.published_at ? dayClock(version.published_at, language.value, clock.value) : "";
  const who = [at, version.published_by].filter(Boolean).join(" · ");
  const what = [
    added > 0 && t("version_added", { count: count(added) }),
    removed > 0 && t("version_removed", { count: count(removed) }),
    accuracy !== null && t("version_right", { share: percent(accuracy, 1) }),
  ].filter((word) => typeof word === "string");
  return (
    <li class="thing">
      <div class="thing-text">
        <p class="thing-name">
          {number === 0 ? t("version_zero") : t("version", { number })}
          {live && <span class="tag tag-add">{t("version_live")}</span>}
        </p>
        <p class="soft">{number === 0 ? t("version_zero_why") : who}</p>
        {what.length > 0 && <p class="soft tabular">{what.join(" · ")}</p>}
      </div>
      {!live && session.may("manage") && (
        <button type="button" class="button" data-size="small" onClick={onBack}>
          {t("back_to")}
          <span class="visually-hidden">: {number === 0 ? t("version_zero") : t("version", { number })}</span>
        </button>
      )}
    </li>
  );
}
