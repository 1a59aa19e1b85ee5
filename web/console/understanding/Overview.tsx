import { useEffect } from "preact/hooks";
import { day } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { format } from "../core/route";
import { Fetched } from "../room/Fetched";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import type { Understanding } from "./api";
import { useRoom } from "./context";
import { Intents } from "./Intents";
import { astray, examplesOf, weakest } from "./intents";
import { PromiseCard } from "./PromiseCard";
import { t } from "./texts";
import { Warnings } from "./Warnings";
import { count, ofHundred, percent } from "./words";

const AGAIN_MS = 8000;
const WEAK = 4;
/** Average distance of confidence and truth up to which figures of confidence may be taken at their word. */
const HONEST = 0.06;

/** How well the assistant understands, in plain words, and what to do about it. */
export function Overview() {
  const { overview } = useRoom();
  const { world } = useConsole();
  const held = overview.held.value;
  // What is still being taught is looked at again until it is done.
  useEffect(() => {
    if (held.data && !held.data.complete && !held.busy)
      return world.later(() => void overview.load(), AGAIN_MS);
    return undefined;
  }, [held, overview, world]);
  return (
    <Fetched slot={overview}>
      {(data) => (
        <>
          <Hero data={data} />
          {data.measured && (
            <div class="overview-pair">
              <PromiseCard key={data.promise.precision} data={data} />
              <Weakest data={data} />
            </div>
          )}
          {data.warnings.length > 0 && <Warnings warnings={data.warnings} />}
          <Intents intents={data.intents} measured={data.measured} />
        </>
      )}
    </Fetched>
  );
}

function Hero({ data }: { data: Understanding }) {
  const { figures, measured, promise, deep_share: deep } = data;
  return (
    <section class="card hero" aria-labelledby="hero">
      {measured ? (
        <>
          <div class="hero-main">
            <p class="hero-figure tabular" aria-hidden="true">
              {percent(figures.accuracy)}
            </p>
            <div>
              <h2 id="hero">{t("hero", { share: ofHundred(figures.accuracy) })}</h2>
              <p class="soft">{t("hero_how")}</p>
            </div>
          </div>
          <dl class="hero-facts">
            <Fact term={t("fact_answered")} value={ofHundred(promise.share)}>
              {t("fact_answered_why", { precision: percent(promise.precision, 1) })}
            </Fact>
            <Fact term={t("fact_sure")} value={t("fact_sure_value", { points: percent(figures.ece, 1) })}>
              {t(figures.ece <= HONEST ? "fact_sure_good" : "fact_sure_off")}
            </Fact>
            <Fact term={t("fact_deep")} value={ofHundred(deep)}>
              {t(deep > 0 ? "fact_deep_why" : "fact_deep_none")}
            </Fact>
          </dl>
        </>
      ) : (
        <div>
          <h2 id="hero">{t("hero_unmeasured")}</h2>
          <p class="soft">{t("hero_unmeasured_why")}</p>
        </div>
      )}
      {!data.complete && (
        <p class="banner" role="status">
          <Glyph name="info" size={18} />
          <span>{t("incomplete")}</span>
        </p>
      )}
      <VersionLine data={data} />
    </section>
  );
}

function VersionLine({ data }: { data: Understanding }) {
  const { clock } = useConsole();
  const { version } = data;
  const all = data.examples || data.intents.reduce((sum, intent) => sum + examplesOf(intent), 0);
  const date = version.published_at ? day(version.published_at, language.value, clock.value) : "";
  return (
    <p class="soft hero-version">
      {version.number === 0
        ? t("version_pack")
        : version.published_by
          ? t("version_by", { number: version.number, date, name: version.published_by })
          : t("version_at", { number: version.number, date })}
      {" · "}
      {t("version_size", { examples: count(all), intents: count(data.intents.length) })}
    </p>
  );
}

function Fact({ term, value, children }: { term: string; value: string; children: string }) {
  return (
    <div class="fact">
      <dt>{term}</dt>
      <dd>
        <span class="overview-value tabular">{value}</span>
        <span class="soft">{children}</span>
      </dd>
    </div>
  );
}

/** The shortest way to where help is needed most. */
function Weakest({ data }: { data: Understanding }) {
  const { title } = useRoom();
  const weak = weakest(data.intents, WEAK);
  return (
    <section class="card weak" aria-labelledby="weak">
      <h2 id="weak">{t("weak")}</h2>
      {weak.length === 0 ? (
        <p class="soft">{t("weak_none")}</p>
      ) : (
        <ul>
          {weak.map((intent) => {
            const other = intent.confused_with[0];
            const about = other ? [intent.name, other.intent] : [intent.name, "wrong"];
            return (
              <li key={intent.name}>
                <a
                  class="weak-line"
                  href={format({ page: "understanding", tab: other ? "confusions" : "examples", about })}
                >
                  <span>
                    <span class="weak-name">{title(intent.name)}</span>
                    <span class="soft">
                      {other
                        ? t("weak_why", {
                            count: count(Math.max(astray(intent), other.count)),
                            other: title(other.intent),
                          })
                        : t("weak_lost", { count: count(astray(intent)) })}
                    </span>
                  </span>
                  <Icon name="chevron-right" size={18} />
                </a>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
