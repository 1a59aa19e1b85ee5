import { useState } from "preact/hooks";
import { dayClock } from "../../../shared/format";
import { language } from "../../../shared/i18n";
import { Confirm } from "../../room/Confirm";
import { useConsole } from "../../view/context";
import type { Published, SettingVersion } from "../api";
import { useLab } from "../context";
import { count } from "../words";
import { t } from "./texts";

const SHOWN = 5;

/** Who changed the lines, when and why, and the way back. */
export function Versions({ data }: { data: Published }) {
  const { world, session } = useConsole();
  const [back, setBack] = useState<SettingVersion | null>(null);
  const [all, setAll] = useState(false);
  const versions = [...(data.versions ?? [])].sort((a, b) => b.version - a.version);
  return (
    <section class="card versions" aria-labelledby="versions">
      <div class="lines-head">
        <h2 id="versions">{t("versions")}</h2>
        <p class="soft">{t("versions_why")}</p>
      </div>
      <ol class="version-rows">
        {(all ? versions : versions.slice(0, SHOWN)).map((version) => (
          <li key={version.version} class="version-row">
            <div class="version-text">
              <p class="version-name tabular">
                {nameOf(version)}
                {version.version === data.version && <span class="tag tag-add">{t("version_live")}</span>}
              </p>
              <p class={version.note ? "lab-note" : "lab-note soft"}>
                {noteOf(version) || t(version.version === 0 ? "version_pack_why" : "version_no_note")}
              </p>
              {version.version > 0 && version.published_at && (
                <p class="soft tabular">
                  {t("version_by", {
                    name: version.published_by,
                    when: dayClock(version.published_at, language.value, world.now()),
                  })}
                </p>
              )}
            </div>
            {version.version !== data.version && session.may("manage") && (
              <button
                type="button"
                class="button"
                data-size="small"
                aria-label={
                  version.version === 0
                    ? t("version_pack_back")
                    : t("back_to", { version: count(version.version) })
                }
                onClick={() => setBack(version)}
              >
                {t("back")}
              </button>
            )}
          </li>
        ))}
      </ol>
      {versions.length > SHOWN && !all && (
        <button type="button" class="link-button" onClick={() => setAll(true)}>
          {t("talks_more", { count: count(versions.length - SHOWN) })}
        </button>
      )}
      {back && <Back version={back} onClose={() => setBack(null)} />}
    </section>
  );
}

/** Number 0 is the pack's own lines. */
const nameOf = ({ version }: SettingVersion) =>
  version === 0 ? t("version_pack") : t("version", { version: count(version) });

/** Why the version is: who went back left no words but the number that was gone back to. */
function noteOf({ note }: SettingVersion) {
  const to = /^↩ (\d+)$/.exec(note ?? "")?.[1];
  if (to === undefined) return note;
  return to === "0" ? t("version_again_pack") : t("version_again", { version: to });
}

function Back({ version, onClose }: { version: SettingVersion; onClose: () => void }) {
  const lab = useLab();
  const { toasts } = useConsole();
  const shown = nameOf(version);
  return (
    <Confirm
      title={t("back_ask", { version: shown })}
      word={t("back_go")}
      busyWord={t("back_busy")}
      run={async () => {
        const failure = await lab.rollback(version.version);
        if (!failure) toasts.show("good", t("back_done", { version: shown }));
        return failure;
      }}
      onClose={onClose}
    >
      <p>{t("back_why")}</p>
      {lab.draft.value && <p class="soft">{t("back_draft")}</p>}
    </Confirm>
  );
}
