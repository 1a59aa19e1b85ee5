import { useEffect } from "preact/hooks";
import { dayClock } from "../../../shared/format";
import { Icon } from "../../../shared/Icon";
import { language } from "../../../shared/i18n";
import { format } from "../../core/route";
import { Skeleton } from "../../room/Fetched";
import { t as tl } from "../../room/texts";
import { useConsole } from "../../view/context";
import { Glyph } from "../../view/Glyph";
import { Empty, Trouble } from "../../view/States";
import type { Behind } from "../api";
import { useMeasures } from "../context";
import { Old } from "../Old";
import { t as tr } from "../texts";
import { count } from "../words";
import { detailWords, valueWords } from "./details";
import { type Figure, familyOf, type Listed } from "./figures";
import { Picker } from "./Measures";
import { t } from "./texts";

/** What the figure means; of the ends of matters their definition says it. */
function whyOf(figure: Figure): string {
  switch (figure) {
    case "confirmed":
    case "silent":
    case "gave_up":
    case "came_back":
      return t(`end_${figure}_what`);
    default:
      return t(`why_${figure}`);
  }
}

/** The conversations behind a figure. */
export function List({ listed }: { listed: Listed }) {
  const { figure, reason } = listed;
  const measures = useMeasures();
  const period = measures.period.value;
  useEffect(() => {
    void period;
    measures.open({ figure, reason });
  }, [measures, figure, reason, period]);
  const { items, failure, busy, next } = measures.listing.value;
  return (
    <>
      <div class="view-head measures-head">
        <div>
          <a class="link-button back" href={format({ page: "trust", tab: "measures", figure: null })}>
            <Icon name="arrow-left" size={18} />
            {t("back")}
          </a>
          <h2>
            {t(`figure_${figure}`)}
            {reason && `: ${detailWords("reason", reason)}`}
          </h2>
          <p class="soft">{whyOf(figure)}</p>
        </div>
        <Picker />
      </div>
      <p class="visually-hidden" role="status">
        {busy || !items ? "" : t("list_count", { count: count(items.length) })}
      </p>
      {items && <Old failure={failure} what={tl("load_failed")} onRetry={() => measures.open(listed)} />}
      {items === null ? (
        failure ? (
          <Trouble
            title={tl("load_failed")}
            failure={failure}
            safe={tl("load_failed_safe")}
            onRetry={() => measures.open(listed)}
          />
        ) : (
          <Skeleton />
        )
      ) : items.length === 0 && !busy ? (
        <Empty icon={<Glyph name="message-square-text" size={22} />} title={t("list_none")}>
          {t("list_none_why")}
        </Empty>
      ) : (
        <ul class="card figure-behind" data-stale={busy ? "" : undefined}>
          {items.map((one, i) => (
            <BehindRow key={`${one.conversation_id}${one.at}${i}`} one={one} figure={figure} />
          ))}
        </ul>
      )}
      {next && (
        <button type="button" class="button more-button" aria-disabled={busy} onClick={measures.more}>
          {tr(busy ? "more_busy" : "more")}
        </button>
      )}
    </>
  );
}

function BehindRow({ one, figure }: { one: Behind; figure: Figure }) {
  const { world } = useConsole();
  const name = one.contact?.name.trim() || `${tr("guest")} ${one.conversation_id.slice(-4).toUpperCase()}`;
  const family = familyOf(figure);
  const title = family === "topic" ? one.title?.[language.value] : undefined;
  const detail = title || detailWords(family, one.detail);
  return (
    <li>
      <a
        class="behind-row"
        href={format({ page: "inbox", view: "all", conversation: one.conversation_id, panel: false })}
      >
        <span class="behind-text">
          <span class="behind-name">{name}</span>
          {(detail || one.quote) && (
            <span class="behind-detail">
              {detail}
              {one.quote && <q>{one.quote}</q>}
            </span>
          )}
          <span class="soft tabular behind-at">{dayClock(one.at, language.value, world.now())}</span>
        </span>
        <strong class="tabular behind-value">{valueWords(one.value, figure)}</strong>
        <span class="visually-hidden">{tr("open_conversation")}</span>
        <Icon name="chevron-right" size={18} />
      </a>
    </li>
  );
}
