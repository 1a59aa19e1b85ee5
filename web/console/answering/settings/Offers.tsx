import { useState } from "preact/hooks";
import { failureText } from "../../core/failure";
import { failureOf } from "../../core/http";
import { useLoad } from "../../settings/useLoad";
import { useConsole } from "../../view/context";
import { cutAtGaps } from "../picker/put";
import { useAnsweringApi } from "../picker/useAnsweringApi";
import { t } from "./texts";

/** At once on the page; "take all" takes the others too. */
const SHOWN = 20;

/** Macros of an old system that can be taken over; nothing is shown where there are none. */
export function Offers({ onTaken }: { onTaken: () => void }) {
  const api = useAnsweringApi();
  const { toasts } = useConsole();
  const list = useLoad(api.offers);
  const [busy, setBusy] = useState(false);
  const offers = list.data ?? [];
  if (offers.length === 0) return null;
  const take = async (origins: string[]) => {
    if (busy) return;
    setBusy(true);
    try {
      const { taken } = await api.take(origins);
      toasts.show("good", t("offer_taken", { count: taken }));
      onTaken();
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      toasts.show("bad", t("offer_failed"), `${what} ${next}`);
    }
    await list.reload();
    setBusy(false);
  };
  return (
    <section aria-label={t("offers")}>
      <h2>{t("offers")}</h2>
      <p class="soft">{t("offers_lead", { count: offers.length })}</p>
      <button type="button" class="button page-action" aria-disabled={busy} onClick={() => void take([])}>
        {t("offer_take_all")}
      </button>
      <ul class="card things">
        {offers.slice(0, SHOWN).map((o) => (
          <li key={o.origin} class="thing">
            <div class="thing-text">
              <p class="thing-name">{o.title}</p>
              <p class="macro-offer" lang={o.language}>
                {cutAtGaps(o.text).map((part, i) =>
                  part.gap ? <mark key={i}>{part.text}</mark> : part.text,
                )}
              </p>
              {o.before !== o.text && (
                <details>
                  <summary>{t("offer_before")}</summary>
                  <p class="macro-offer soft">{o.before}</p>
                </details>
              )}
              <p class="soft">{t("from_elsewhere", { source: o.source })}</p>
            </div>
            <button
              type="button"
              class="button"
              data-size="small"
              aria-disabled={busy}
              aria-label={t("offer_take_named", { name: o.title })}
              onClick={() => void take([o.origin])}
            >
              {t("offer_take")}
            </button>
          </li>
        ))}
      </ul>
      {offers.length > SHOWN && <p class="soft">{t("offer_more", { count: offers.length - SHOWN })}</p>}
    </section>
  );
}
