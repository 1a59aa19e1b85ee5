import type { Conversation, HandOver } from "../../shared/api";
import { age } from "../../shared/format";
import { Mark } from "../../shared/Mark";
import { useHushed } from "../care/useHushed";
import { sameWords } from "../core/names";
import { BriefView } from "../handover/BriefView";
import { briefOf } from "../handover/brief";
import { cardIn, wantsLanguage } from "../handover/card";
import { insertFact } from "../handover/facts";
import { t as word } from "../handover/texts";
import { t } from "../texts";
import { useConsole } from "./context";
import { Facts } from "./Facts";
import { Glyph } from "./Glyph";
import { jumpTo } from "./jump";
import { TrustMeter, TrustReasons } from "./Trust";

interface Props {
  row: Conversation;
  handOver: HandOver;
}

/** What the assistant leaves to the person: on top until read, then one line that opens it again. */
export function HandOverCard({ row, handOver: given }: Props) {
  const { cards, clock, prefs } = useConsole();
  const handOver = useHushed(row.id, cardIn(given, prefs.value.language));
  const read = cards.isRead(row);
  const reason = t(`reason_${handOver.reason}`);
  const at = age(handOver.at, prefs.value.language, clock.value);
  if (read)
    return (
      <button type="button" class="handover-strip" onClick={() => cards.set(row, false)}>
        <Mark kind="ai" size={18} />
        <span class="handover-strip-text">
          <strong>{t("card_title")}</strong> · {reason}
        </span>
        <span class="link-word">{t("show")}</span>
      </button>
    );
  const brief = briefOf(handOver);
  return (
    <section class="handover" aria-label={t("card_title")}>
      <header class="handover-head">
        <Mark kind="ai" size={28} />
        <h2>{t("card_title")}</h2>
        <time class="soft tabular" dateTime={handOver.at}>
          {at}
        </time>
        <button type="button" class="button" data-size="small" onClick={() => cards.set(row, true)}>
          <Glyph name="circle-check" size={16} />
          {t("card_read")}
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long card scrolls, also without a mouse */}
      <section class="handover-body" tabIndex={0} aria-label={t("card_show")}>
        {brief ? (
          <>
            <BriefView row={row} brief={brief} onInsert={(fact) => insertFact(row, fact)} />
            <details class="handover-all">
              <summary>{word("card_all")}</summary>
              <div class="handover-parts">
                <Evidence row={row} handOver={handOver} />
              </div>
            </details>
          </>
        ) : (
          <div class="handover-parts">
            <div class="handover-wants-box">
              <h3 class="eyebrow">{t("card_wants")}</h3>
              <p class="handover-wants" lang={wantsLanguage(row)}>
                {handOver.wants || t("card_none")}
              </p>
            </div>
            <Evidence row={row} handOver={handOver} />
          </div>
        )}
      </section>
    </section>
  );
}

/** All of it: why, how trust stood, what was tried, and everything that is known. */
function Evidence({ row, handOver }: Props) {
  const reason = t(`reason_${handOver.reason}`);
  const tried = handOver.tried ?? [];
  const facts = handOver.facts ?? [];
  return (
    <>
      <div class="handover-part">
        <div>
          <h3 class="eyebrow">{t("card_why")}</h3>
          <p>
            <strong>{reason}.</strong> {!sameWords(reason, handOver.reason_text) && handOver.reason_text}
          </p>
        </div>
        <div>
          <h3 class="eyebrow">{t("card_trust")}</h3>
          <TrustMeter score={handOver.trust.score} threshold={row.threshold} brief />
          <TrustReasons reasons={handOver.trust.reasons ?? []} lang={row.language} onJump={jumpTo} />
        </div>
      </div>
      <div class="handover-part">
        <div>
          <h3 class="eyebrow">{t("card_tried")}</h3>
          {tried.length === 0 ? (
            <p class="soft">{t("card_none")}</p>
          ) : (
            <ol class="tried">
              {tried.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          )}
        </div>
        <div>
          <h3 class="eyebrow">{t("card_facts")}</h3>
          {facts.length === 0 ? (
            <p class="soft">{t("card_none")}</p>
          ) : (
            <Facts row={row} facts={facts} onInsert={(fact) => insertFact(row, fact)} />
          )}
        </div>
      </div>
    </>
  );
}
