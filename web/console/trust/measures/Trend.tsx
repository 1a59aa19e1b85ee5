import { useState } from "preact/hooks";
import { day as dayWords } from "../../../shared/format";
import { language } from "../../../shared/i18n";
import { useConsole } from "../../view/context";
import type { Day } from "../api";
import { useMeasures } from "../context";
import { walk } from "../lab/curve";
import { t as tr } from "../texts";
import { count } from "../words";
import { everyDay, top } from "./resolution";
import { t } from "./texts";

/** A phone has a narrower frame, so that words keep their size. */
const WIDE = { width: 1000, height: 200, left: 34, bottom: 24, top: 10 };
const NARROW = { ...WIDE, width: 340, height: 180, left: 26 };
const useFrame = () => (useConsole().layout.value === "pages" ? NARROW : WIDE);

/** Hand-overs day by day, as bars from zero; whoever walks along them reads each day. */
export function Trend({ days }: { days: readonly Day[] }) {
  const { world } = useConsole();
  const measures = useMeasures();
  const frame = useFrame();
  const all = everyDay(days);
  const [chosen, setChosen] = useState<number | null>(null);
  const some = all.some((d) => d.hand_overs + d.missed + d.needless > 0);
  const at = chosen === null ? all.length - 1 : Math.min(chosen, all.length - 1);
  const here = all[at];
  const said = (d: Day) =>
    t("trend_heard", {
      day: dayWords(d.day, language.value, world.now()),
      hand_overs: count(d.hand_overs),
      missed: count(d.missed),
      needless: count(d.needless),
    });
  const look = (event: PointerEvent) => {
    const rect = (event.currentTarget as Element).getBoundingClientRect();
    const left = (frame.left / frame.width) * rect.width;
    const share = (event.clientX - rect.left - left) / (rect.width - left);
    setChosen(Math.max(0, Math.min(all.length - 1, Math.floor(share * all.length))));
  };
  return (
    <section class="card trend" aria-labelledby="trend">
      <div class="lines-head">
        <h3 id="trend">{t("trend")}</h3>
        <p class="soft">{t("trend_why")}</p>
      </div>
      {!some || !here ? (
        <p class="soft">{t("trend_none")}</p>
      ) : (
        <>
          <div
            class="trend-box"
            role="slider"
            tabIndex={0}
            aria-label={t("trend_label")}
            aria-orientation="horizontal"
            aria-valuemin={1}
            aria-valuemax={all.length}
            aria-valuenow={at + 1}
            aria-valuetext={said(here)}
            onPointerMove={look}
            onPointerDown={look}
            onFocus={() => setChosen(at)}
            onKeyDown={(event) => {
              if (event.ctrlKey || event.metaKey || event.altKey) return;
              const next = walk(at, all.length, event.key);
              if (next === null) return;
              event.preventDefault();
              setChosen(next);
            }}
          >
            <Bars all={all} chosen={chosen} />
          </div>
          <p class="trend-key soft" aria-hidden="true">
            {(["hand_overs", "needless", "missed"] as const).map((kind) => (
              <span key={kind}>
                <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
                  <rect class="trend-bar" data-kind={kind} width="12" height="12" rx="2" />
                </svg>
                {t(`trend_${kind}`)}
              </span>
            ))}
          </p>
          <div class="trend-said tabular">
            <p aria-hidden="true">{said(here)}</p>
            {all.length > 1 && (
              <button
                type="button"
                class="link-button"
                onClick={() => {
                  measures.look({ span: "own", from: here.day, to: here.day });
                  setChosen(null);
                }}
              >
                {t("trend_only", { day: dayWords(here.day, language.value, world.now()) })}
              </button>
            )}
          </div>
          <Table all={all} />
        </>
      )}
    </section>
  );
}

function Bars({ all, chosen }: { all: Day[]; chosen: number | null }) {
  const { world } = useConsole();
  const { width, height, left, bottom, top: above } = useFrame();
  const most = top(Math.max(...all.map((d) => Math.max(d.hand_overs, d.missed + d.needless))));
  const tall = height - bottom - above;
  const step = (width - left) / all.length;
  const wide = Math.min(36, step * 0.7);
  const y = (n: number) => above + (1 - n / most) * tall;
  const labels = [...new Set([0, Math.floor((all.length - 1) / 2), all.length - 1])];
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {[0, most / 2, most]
        .filter((n) => Number.isInteger(n))
        .map((n) => (
          <g key={n}>
            <line class="trend-grid" x1={left} x2={width} y1={y(n)} y2={y(n)} />
            <text class="trend-word" x={left - 8} y={y(n) + 4} text-anchor="end">
              {count(n)}
            </text>
          </g>
        ))}
      {all.map((d, i) => {
        const x = left + i * step + (step - wide) / 2;
        const bar = (kind: string, from: number, n: number) =>
          n > 0 ? (
            <rect
              class="trend-bar"
              data-kind={kind}
              x={x}
              width={wide}
              y={y(from + n)}
              height={y(from) - y(from + n)}
              rx="2"
            />
          ) : null;
        return (
          <g key={d.day} class="trend-day" data-here={chosen === i ? "" : undefined}>
            {bar("hand_overs", 0, d.hand_overs)}
            {bar("needless", 0, Math.min(d.needless, d.hand_overs))}
            {bar("missed", d.hand_overs, d.missed)}
          </g>
        );
      })}
      {labels.map((i) => {
        const d = all[i];
        return d ? (
          <text
            key={i}
            class="trend-word"
            x={i === 0 ? left : i === all.length - 1 ? width : left + (i + 0.5) * step}
            y={height - 6}
            text-anchor={i === 0 ? "start" : i === all.length - 1 ? "end" : "middle"}
          >
            {dayWords(d.day, language.value, world.now())}
          </text>
        ) : null;
      })}
    </svg>
  );
}

function Table({ all }: { all: Day[] }) {
  const { world } = useConsole();
  return (
    <details class="fold">
      <summary>{tr("as_table")}</summary>
      <div class="table-box">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t("trend_day")}</th>
              {(["hand_overs", "missed", "needless"] as const).map((column) => (
                <th key={column} scope="col" class="right">
                  {t(`trend_${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {all.map((d) => (
              <tr key={d.day}>
                <th scope="row" class="tabular">
                  {dayWords(d.day, language.value, world.now())}
                </th>
                <td class="right tabular">{count(d.hand_overs)}</td>
                <td class="right tabular">{count(d.missed)}</td>
                <td class="right tabular">{count(d.needless)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
