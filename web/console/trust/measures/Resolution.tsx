import { useId, useState } from "preact/hooks";
import { Glyph } from "../../view/Glyph";
import type { Measures } from "../api";
import { count } from "../words";
import { FigureLink } from "./FigureLink";
import { ended, type Part, partsOf } from "./resolution";
import { t } from "./texts";

/** From this share on a part has room for its words. */
const WORDS_FROM = 14;

/** The four ends of matters, as parts of one bar; what each means stands one press away. */
export function Resolution({ data }: { data: Measures["resolution"] }) {
  const parts = partsOf(data);
  const all = ended(data);
  return (
    <section class="card resolution" aria-labelledby="resolution">
      <div class="lines-head">
        <h3 id="resolution">{t("resolution")}</h3>
        <p class="soft tabular">{t("resolution_sum", { ended: count(all), all: count(data.matters) })}</p>
      </div>
      {all === 0 ? (
        <p class="soft">{t("resolution_none")}</p>
      ) : (
        <>
          <div class="ends-bar" aria-hidden="true">
            {parts.map((part) =>
              part.n > 0 ? (
                <span key={part.end} data-end={part.end} style={{ flexGrow: part.n }}>
                  {part.percent >= WORDS_FROM && (
                    <>
                      <strong class="tabular">{part.percent}%</strong>
                      <span class="ends-word">{t(`end_${part.end}`)}</span>
                    </>
                  )}
                </span>
              ) : null,
            )}
          </div>
          <ul class="ends">
            {parts.map((part) => (
              <EndLine key={part.end} part={part} />
            ))}
          </ul>
        </>
      )}
      {data.handed_over + data.open > 0 && (
        <p class="soft tabular rest">
          {t("resolution_rest")}
          <FigureLink figure="handed_over" name={t("figure_handed_over")} many={data.handed_over}>
            {t("resolution_handed", { count: count(data.handed_over) })}
          </FigureLink>
          <FigureLink figure="open" name={t("figure_open")} many={data.open}>
            {t("resolution_open", { count: count(data.open) })}
          </FigureLink>
        </p>
      )}
    </section>
  );
}

function EndLine({ part: { end, n, percent } }: { part: Part }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const name = t(`end_${end}`);
  return (
    <li class="end">
      <span class="end-swatch" data-end={end} aria-hidden="true" />
      <div class="end-text">
        <p class="end-name">
          {name}
          <button
            type="button"
            class="icon-button end-what"
            aria-expanded={open}
            aria-controls={id}
            aria-label={t("definition_of", { name })}
            title={t("definition")}
            onClick={() => setOpen(!open)}
          >
            <Glyph name="circle-help" size={18} />
          </button>
        </p>
        <p id={id} class="soft end-definition" hidden={!open}>
          {t(`end_${end}_what`)}
        </p>
      </div>
      <FigureLink figure={end} name={name} many={n}>
        <strong class="tabular">{count(n)}</strong>
        <span class="soft tabular">{percent}%</span>
      </FigureLink>
    </li>
  );
}
