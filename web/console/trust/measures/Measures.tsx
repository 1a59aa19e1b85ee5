import { useEffect } from "preact/hooks";
import { Fetched } from "../../room/Fetched";
import { t as tl } from "../../room/texts";
import { Glyph } from "../../view/Glyph";
import { Empty } from "../../view/States";
import type { Measures as Data } from "../api";
import { useMeasures } from "../context";
import { Old } from "../Old";
import { PeriodPicker } from "../PeriodPicker";
import { t as tr } from "../texts";
import { readListed } from "./figures";
import { HandOvers } from "./HandOvers";
import { List } from "./List";
import { Promises } from "./Promises";
import { Resolution } from "./Resolution";
import { Trend } from "./Trend";
import { t } from "./texts";

/** How hand-overs go and matters end; or the conversations behind one of the figures. */
export function Measures({ figure }: { figure: string | null }) {
  const listed = figure === null ? null : readListed(figure);
  return (
    <div class="room-view measures">
      {figure === null ? <Figures /> : listed ? <List key={figure} listed={listed} /> : <NoFigure />}
    </div>
  );
}

const nothing = (data: Data) =>
  data.hand_overs.n === 0 && data.resolution.matters === 0 && data.promises.made === 0;

function Figures() {
  const measures = useMeasures();
  const { period, figures } = measures;
  const { data: held, failure, busy } = figures.held.value;
  useEffect(() => measures.load(), [measures]);
  return (
    <>
      <div class="view-head measures-head">
        <div>
          <h2>{tr("tab_measures")}</h2>
          <p class="soft">{t("lead")}</p>
        </div>
        <Picker />
      </div>
      {held && <Old failure={failure} what={tl("load_failed")} onRetry={measures.load} />}
      <Fetched slot={figures}>
        {(data) =>
          nothing(data) ? (
            <Empty
              icon={<Glyph name="gauge" size={22} />}
              title={t("none")}
              action={
                period.value.span === "7"
                  ? {
                      label: t("none_action"),
                      run: () => measures.look({ ...period.value, span: "30" }),
                    }
                  : undefined
              }
            >
              {t("none_why")}
            </Empty>
          ) : (
            <div class="measures-body" data-stale={busy ? "" : undefined} aria-busy={busy}>
              <Resolution data={data.resolution} />
              <HandOvers data={data} />
              <Trend days={data.days ?? []} />
              <Promises data={data.promises} />
            </div>
          )
        }
      </Fetched>
    </>
  );
}

export function Picker() {
  const measures = useMeasures();
  return (
    <PeriodPicker
      legend={tr("period")}
      period={measures.period.value}
      wrong={measures.wrong()}
      onChange={measures.look}
    />
  );
}

const NoFigure = () => (
  <Empty icon={<Glyph name="gauge" size={22} />} title={t("unknown_figure")}>
    <a href="#/trust/measures">{t("back")}</a>
  </Empty>
);
