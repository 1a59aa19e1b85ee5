import type { ComponentChildren } from "preact";
import { format } from "../../core/route";
import type { Measures } from "../api";
import { count, decimal, duration, percent } from "../words";
import { detailWords } from "./details";
import { FigureLink } from "./FigureLink";
import type { Figure } from "./figures";
import { reasonsOf } from "./resolution";
import { t } from "./texts";

/** What became of hand-overs, a tile for each figure, and why they came about. */
export function HandOvers({ data }: { data: Measures }) {
  const { hand_overs: h } = data;
  const word = h.first_word;
  return (
    <section aria-labelledby="hand-overs">
      <h3 id="hand-overs" class="measures-title">
        {t("hand_overs")}
      </h3>
      <div class="measure-tiles">
        <Tile
          figure="hand_overs"
          name={t("hand_overs_n")}
          value={count(h.n)}
          many={h.n}
          why={t("hand_overs_per", { count: decimal(h.per_100) })}
          also={{
            figure: "returned",
            many: h.returned.n,
            words: t("returned", { count: count(h.returned.n) }),
          }}
        />
        <Tile
          figure="incomplete"
          name={t("completeness")}
          value={percent(h.completeness)}
          many={h.incomplete.n}
          why={t("completeness_why")}
        />
        <Tile
          figure="reasked"
          name={t("reask")}
          value={percent(h.reask_rate, 1)}
          many={h.reasked.n}
          why={t("reask_why")}
        />
        <Tile
          figure="slow"
          name={t("first_word")}
          value={
            <>
              <Pair word={t("first_word_p50")} value={duration(word.p50_s)} />
              <Pair word={t("first_word_p90")} value={duration(word.p90_s)} />
            </>
          }
          many={h.n}
          why={
            word.waiting_now > 0
              ? t("first_word_waiting", { count: count(word.waiting_now) })
              : t("first_word_nobody")
          }
        />
        <Tile
          figure="smooth"
          name={t("smooth")}
          value={
            h.smooth.mean === null || h.smooth.n === 0
              ? "–"
              : t("smooth_of", { mean: decimal(h.smooth.mean) })
          }
          many={h.smooth.n}
          why={t("smooth_n", { count: count(h.smooth.n) })}
          also={{
            figure: "survey",
            many: h.survey.n,
            words: h.survey.mean === null ? "" : t("survey", { mean: decimal(h.survey.mean) }),
          }}
        />
        <Tile
          figure="needless"
          name={t("needless")}
          value={count(h.needless.n)}
          many={h.needless.n}
          why={t("needless_why", { rate: percent(h.needless.rate, 1) })}
        />
        <Tile
          figure="missed"
          name={t("missed")}
          value={count(h.missed.n)}
          many={h.missed.n}
          tone={h.missed.n > 0 ? "bad" : undefined}
          why={t("missed_why")}
        />
        <Reasons reasons={h.reasons} />
      </div>
    </section>
  );
}

const Pair = ({ word, value }: { word: string; value: string }) => (
  <span class="tile-pair">
    <span class="tile-pair-word">{word}</span> <span>{value}</span>
  </span>
);

interface TileProps {
  figure: Figure;
  name: string;
  value: ComponentChildren;
  many: number;
  why: string;
  tone?: "bad" | undefined;
  /** A second figure that belongs to it. */
  also?: { figure: Figure; many: number; words: string };
}

function Tile({ figure, name, value, many, why, tone, also }: TileProps) {
  return (
    <article class="card measure-tile" data-tone={tone}>
      <h4 class="tile-name">{name}</h4>
      <div class="tile-value tabular">{value}</div>
      <p class="soft tile-why">{why}</p>
      {also && also.many > 0 && (
        <a class="tile-also tabular" href={format({ page: "trust", tab: "measures", figure: also.figure })}>
          {also.words}
        </a>
      )}
      <FigureLink figure={figure} name={name} many={many}>
        <span class="tile-open">{many > 0 ? t("open_figure") : ""}</span>
      </FigureLink>
    </article>
  );
}

function Reasons({ reasons }: { reasons: Record<string, number> | null }) {
  const all = reasonsOf(reasons);
  const most = all[0]?.n ?? 1;
  return (
    <article class="card measure-tile tile-wide">
      <h4 class="tile-name">{t("reasons")}</h4>
      {all.length === 0 ? (
        <p class="soft">{t("reasons_none")}</p>
      ) : (
        <ul class="reason-bars">
          {all.map(({ kind, n }) => (
            <li key={kind}>
              <FigureLink figure="hand_overs" reason={kind} name={detailWords("reason", kind)} many={n}>
                <span class="reason-word">{detailWords("reason", kind)}</span>
                <span class="tabular reason-n">{count(n)}</span>
              </FigureLink>
              <span class="reason-track" aria-hidden="true">
                <span style={{ width: `${(n / most) * 100}%` }} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}
