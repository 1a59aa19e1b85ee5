import { useEffect, useState } from "preact/hooks";
import { Fetched } from "../../room/Fetched";
import { Glyph } from "../../view/Glyph";
import { Empty } from "../../view/States";
import { useLab } from "../context";
import { t as tr } from "../texts";
import { EffectCard } from "./EffectCard";
import { ImportDialog } from "./ImportDialog";
import { ChangeBar, LinesCard } from "./LinesCard";
import { PublishDialog } from "./PublishDialog";
import { SourceBar } from "./SourceBar";
import { Talks } from "./Talks";
import { t } from "./texts";
import { Versions } from "./Versions";

/** Where the lines are moved, tried on talks that happened, and published. */
export function Lab() {
  const lab = useLab();
  const [dialog, setDialog] = useState<"import" | "publish" | null>(null);
  useEffect(() => {
    void lab.load();
    return lab.watch();
  }, [lab]);
  const close = () => setDialog(null);
  const toImport = () => setDialog("import");
  return (
    <>
      <div class="room-view lab">
        <div class="view-head">
          <div>
            <h2>{tr("tab_lab")}</h2>
            <p class="soft">{t("lead")}</p>
          </div>
        </div>
        <Fetched slot={lab.published}>
          {(published) => (
            <>
              <SourceBar onImport={toImport} />
              <div class="lab-pair">
                <LinesCard />
                {lab.replay.value.data?.talks === 0 ? <NoTalks onImport={toImport} /> : <EffectCard />}
              </div>
              <Talks />
              <Versions data={published} />
            </>
          )}
        </Fetched>
      </div>
      <ChangeBar onPublish={() => setDialog("publish")} />
      {dialog === "import" && <ImportDialog onClose={close} />}
      {dialog === "publish" && <PublishDialog onClose={close} />}
    </>
  );
}

/** What will be here, why it is empty, and the next step. */
function NoTalks({ onImport }: { onImport: () => void }) {
  const imported = useLab().source.value.kind === "import";
  return (
    <section class="card effect no-talks" aria-labelledby="effect">
      <h2 id="effect">{t("effect")}</h2>
      <Empty
        icon={<Glyph name="gauge" size={22} />}
        title={t("none")}
        action={{ label: t("none_import"), run: onImport }}
      >
        {t(imported ? "none_imported" : "none_why")}
      </Empty>
    </section>
  );
}
