import type { Promised } from "./api";
import { type Frame, line, scales, shareAt } from "./curve";
import { t } from "./texts";
import { percent } from "./words";

const FRAME: Frame = { width: 560, height: 210, left: 44, right: 18, top: 26, bottom: 34 };
const LEVELS = [0, 0.5, 1];

interface Props {
  coverage: Promised[];
  now: Promised;
  chosen: number;
  from: number;
  to: number;
}

/** What each promise costs, as a line, and as a table for whoever reads or hears figures. */
export function Curve({ coverage, now, chosen, from, to }: Props) {
  const { x, y } = scales(FRAME, from, to);
  const share = shareAt(coverage, chosen) ?? 0;
  const px = x(chosen);
  const late = px > FRAME.width * 0.6;
  const ticks = [from, Math.round(((from + to) / 2) * 100) / 100, to];
  return (
    <figure class="curve">
      <figcaption class="eyebrow">{t("curve")}</figcaption>
      <svg viewBox={`0 0 ${FRAME.width} ${FRAME.height}`} aria-hidden="true">
        {LEVELS.map((level) => (
          <g key={level}>
            <line
              class="curve-grid"
              x1={FRAME.left}
              x2={FRAME.width - FRAME.right}
              y1={y(level)}
              y2={y(level)}
            />
            <text class="curve-word" x={FRAME.left - 8} y={y(level) + 4} text-anchor="end">
              {percent(level)}
            </text>
          </g>
        ))}
        {ticks.map((tick, i) => (
          <text
            key={tick}
            class="curve-word"
            x={x(tick)}
            y={FRAME.height - 10}
            text-anchor={i === 0 ? "start" : i === 1 ? "middle" : "end"}
          >
            {percent(tick, 1)}
          </text>
        ))}
        <path class="curve-line" d={line(coverage, FRAME, from, to)} />
        {Math.abs(chosen - now.precision) > 1e-6 && (
          <circle class="curve-now" cx={x(now.precision)} cy={y(now.share)} r="5" />
        )}
        <line class="curve-drop" x1={px} x2={px} y1={y(share)} y2={y(0)} />
        <circle class="curve-point" cx={px} cy={y(share)} r="7" />
        <text
          class="curve-label"
          x={late ? px - 12 : px + 12}
          y={late ? y(share) + 24 : Math.max(16, y(share) - 12)}
          text-anchor={late ? "end" : "start"}
        >
          {t("curve_label", { share: percent(share) })}
        </text>
      </svg>
      <details class="fold">
        <summary>{t("as_table")}</summary>
        <div class="table-box">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t("curve_promise")}</th>
                <th scope="col" class="right">
                  {t("curve_share")}
                </th>
                <th scope="col" class="right">
                  {t("curve_threshold")}
                </th>
              </tr>
            </thead>
            <tbody>
              {coverage.map((point) => (
                <tr key={point.precision}>
                  <th scope="row" class="tabular">
                    {percent(point.precision, 1)}
                  </th>
                  <td class="right tabular">{percent(point.share)}</td>
                  <td class="right tabular">{percent(point.threshold)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
