import type { Measures } from "../api";
import { count } from "../words";
import { FigureLink } from "./FigureLink";
import { t } from "./texts";

const STATES = ["made", "kept", "late", "broken"] as const;

/** What was promised to customers, and what became of it. */
export function Promises({ data }: { data: Measures["promises"] }) {
  const rest = [
    ...(data.open > 0 ? [`${t("promises_open")}: ${count(data.open)}`] : []),
    ...(data.cancelled > 0 ? [t("promises_cancelled", { count: count(data.cancelled) })] : []),
  ];
  return (
    <section class="card measure-promises" aria-labelledby="promises">
      <div class="lines-head">
        <h3 id="promises">{t("promises")}</h3>
        {data.made === 0 ? (
          <p class="soft">{t("promises_none")}</p>
        ) : (
          rest.length > 0 && <p class="soft tabular">{rest.join(" · ")}</p>
        )}
      </div>
      {data.made > 0 && (
        <dl class="promise-figures">
          {STATES.map((state) => (
            <div key={state} data-state={state} data-some={data[state] > 0 ? "" : undefined}>
              <dt>{t(`promises_${state}`)}</dt>
              <dd class="tabular">
                <FigureLink figure={`promises_${state}`} name={t(`promises_${state}`)} many={data[state]}>
                  {count(data[state])}
                </FigureLink>
                {state !== "made" && <p class="soft">{t(`promises_${state}_what`)}</p>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
