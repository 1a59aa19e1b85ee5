import type { Conversation, Message } from "../../shared/api";
import { authorLabel } from "../../shared/author";
import { clock as clockOf, dayClock } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { Mark } from "../../shared/Mark";
import { receiptUrl } from "../core/api";
import { nameOf } from "../core/names";
import { format } from "../core/route";
import { cardIn } from "../handover/card";
import { insertFact, knownOf } from "../handover/facts";
import { PromisesCard } from "../handover/PromisesCard";
import { TrustCurve } from "../handover/TrustCurve";
import { OrderCard } from "../list/OrderCard";
import { t } from "../texts";
import { useConsole } from "./context";
import { Facts } from "./Facts";
import { Glyph } from "./Glyph";
import { jumpTo } from "./jump";
import { Stars } from "./Stars";
import { TrustMeter } from "./Trust";

/** Receipts listed at most; the others are behind each message's label. */
const RECEIPTS = 8;

interface Props {
  row: Conversation;
  onJump?: (seq: number) => void;
  /** Where the panel covers the composer, it has to go away before a fact is put there. */
  onInsert?: (insert: () => void) => void;
}

/** What is known about the contact and this conversation; beside it, on top of it, or its own page. */
export function Panel({ row, onJump = jumpTo, onInsert = (insert) => insert() }: Props) {
  const { threads, cards, prefs } = useConsole();
  if (row.reason_needed)
    return (
      <div class="panel-body">
        <ContactCard row={row} />
      </div>
    );
  const messages = threads.get(row.id).value.messages;
  // While the card lies on the conversation it is not told twice.
  const known =
    row.hand_over && cards.isRead(row) ? knownOf(cardIn(row.hand_over, prefs.value.language)) : [];
  const surveyAsked = messages.some((m) => m.kind === "survey");
  const receipts = messages
    .filter((m) => m.direction === "out" && m.receipt)
    .slice(-RECEIPTS)
    .reverse();
  return (
    <div class="panel-body">
      <ContactCard row={row} />
      <OrderCard row={row} />
      <section class="card" aria-labelledby={`trust-${row.id}`}>
        <h2 class="eyebrow" id={`trust-${row.id}`}>
          {t("trust_title")}
        </h2>
        <TrustMeter
          score={row.trust}
          threshold={row.threshold}
          advise={row.status === "open" && row.holder === "assistant"}
        />
        <TrustCurve row={row} onJump={onJump} />
      </section>
      <PromisesCard row={row} />
      {known.length > 0 && (
        <section class="card">
          <h2 class="eyebrow">{t("facts_title")}</h2>
          <Facts row={row} facts={known} onInsert={(fact) => onInsert(() => insertFact(row, fact))} />
        </section>
      )}
      {(row.survey || surveyAsked) && (
        <section class="card">
          <h2 class="eyebrow">{t("survey_title")}</h2>
          {row.survey ? (
            <>
              <Stars score={row.survey.score} />
              {row.survey.comment && <q class="reason-quote">{row.survey.comment}</q>}
            </>
          ) : (
            <p class="soft">{t("survey_waiting")}</p>
          )}
        </section>
      )}
      {receipts.length > 0 && <Receipts row={row} receipts={receipts} />}
    </div>
  );
}

function ContactCard({ row }: { row: Conversation }) {
  const { prefs, clock, session } = useConsole();
  const lang = prefs.value.language;
  const held =
    row.holder === "agent" && row.agent
      ? row.agent.id === session.agentId()
        ? t("you")
        : row.agent.name
      : t(row.holder === "assistant" ? "view_assistant" : "view_queue");
  const pairs: [string, string][] = [
    [t("contact_language"), t(row.language === "en" ? "language_en" : "language_id")],
    [
      t("contact_channel"),
      row.channel === "web" ? t("channel_web") : t("channel_other", { channel: row.channel }),
    ],
    [t("contact_since"), dayClock(row.created_at, lang, clock.value)],
    ...(row.status === "open" ? [[t("contact_holder"), held] as [string, string]] : []),
  ];
  return (
    <section class="card contact-card" aria-label={t("contact")}>
      <div class="contact-head">
        <Mark kind="contact" name={nameOf(row)} size={48} />
        <div>
          <p class="contact-name">{nameOf(row)}</p>
          <p class="contact-verified" data-verified={row.contact.verified}>
            {row.contact.verified ? (
              <Glyph name="badge-check" size={16} />
            ) : (
              <Glyph name="circle-help" size={16} />
            )}
            {t(row.contact.verified ? "contact_verified" : "contact_unverified")}
          </p>
        </div>
      </div>
      <a class="text-link" href={format({ page: "contacts", id: row.contact.id })}>
        {t("contact_page")}
        <Icon name="chevron-right" size={16} />
      </a>
      {!row.contact.verified && row.status === "open" && <p class="soft">{t("contact_unverified_hint")}</p>}
      <dl class="pairs">
        {pairs.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Receipts({ row, receipts }: { row: Conversation; receipts: readonly Message[] }) {
  const { prefs } = useConsole();
  return (
    <section class="card" aria-labelledby={`proof-${row.id}`}>
      <h2 class="eyebrow" id={`proof-${row.id}`}>
        {t("proof_title")}
      </h2>
      <p class="soft">{t("proof_why")}</p>
      <ul class="receipts">
        {receipts.map((m) => (
          <li key={m.id}>
            <span class="receipt-mark">
              <Mark kind={m.author.kind} name={m.author.name} size={18} />
            </span>
            <span class="receipt-text tabular">
              {t("proof_item", { author: authorLabel(m.author), time: clockOf(m.at, prefs.value.language) })}
            </span>
            <a
              class="icon-button"
              href={receiptUrl(row.id, m.id)}
              download
              aria-label={t("proof_download", { seq: m.seq })}
              title={t("proof_download", { seq: m.seq })}
            >
              <Icon name="download" size={18} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
