import type { Conversation } from "../../shared/api";
import { authorLabel } from "../../shared/author";
import { age } from "../../shared/format";
import { Mark } from "../../shared/Mark";
import { lineOf } from "../care/CareParts";
import { nameOf } from "../core/names";
import { waited } from "../core/waited";
import { WaitClock } from "../desk/WaitClock";
import { dueWord, owedOf, urgency } from "../handover/due";
import { t as word } from "../handover/texts";
import { orderSigns } from "../list/order";
import { RowFrame } from "../list/RowFrame";
import { RowOrder } from "../list/RowOrder";
import { t } from "../texts";
import { useConsole } from "./context";
import { Glyph } from "./Glyph";

interface Props {
  row: Conversation;
  open: boolean;
  /** The one row that Tab reaches; arrows and j, k go on from there. */
  tabStop: boolean;
}

/** "4 mnt" of waiting: an age without "ago"; under a minute it is told as such. */
function Wait({ since }: { since: string }) {
  const { clock, prefs } = useConsole();
  return (
    <span class="chip" data-tone="caution">
      {t("waiting_for", { age: waited(since, prefs.value.language, clock.value) })}
    </span>
  );
}

function TrustBar({ score, threshold }: { score: number; threshold: number }) {
  return (
    <span class="row-trust" title={t("trust_aria", { score, threshold })}>
      <span class="row-trust-bar" aria-hidden="true">
        <span style={{ width: `${Math.max(4, Math.min(100, score))}%` }} />
      </span>
      <span aria-hidden="true">{t("trust_low", { score })}</span>
      <span class="visually-hidden">{t("trust_aria", { score, threshold })}.</span>
    </span>
  );
}

/** The next promise, once its time is near or past. */
function Promised({ row }: { row: Conversation }) {
  const { clock, prefs } = useConsole();
  const [next] = owedOf(row.promises);
  if (!next) return null;
  const late = urgency(next, clock.value) === "late";
  return (
    <span class="chip" data-tone={late ? "bad" : "caution"}>
      {word(late ? "row_late" : "row_due", { due: dueWord(next.due_at, prefs.value.language, clock.value) })}
    </span>
  );
}

/** One conversation in the list: who spoke last, name, one line, age, and what asks for attention. */
export function Row({ row, open, tabStop }: Props) {
  const console = useConsole();
  const { clock, prefs, session, typists } = console;
  const lang = prefs.value.language;
  const instead = lineOf(console, row);
  const kind = row.last.author_kind;
  const name = nameOf(row);
  const typing = typists.typing.value.has(row.id);
  const other = row.holder === "agent" && row.agent && row.agent.id !== session.agentId() ? row.agent : null;
  const lowTrust = row.status === "open" && row.trust < row.threshold;
  // The assistant's own conversations are nobody's to read: their unread messages ask for nothing.
  const unread = row.status === "open" && row.holder !== "assistant" ? row.unread : 0;
  const spoke =
    kind !== "system"
      ? kind
      : row.holder === "assistant"
        ? "ai"
        : row.holder === "agent"
          ? "human"
          : "contact";
  const waits = row.status === "open" && row.holder === "queue" ? row.waiting_since : null;
  const [promise] = owedOf(row.promises);
  const promised = promise !== undefined && urgency(promise, clock.value) !== "later";
  return (
    <RowFrame class="row" row={row} open={open} unread={unread > 0} tabStop={tabStop}>
      <span class="row-mark">
        <Mark kind={spoke} name={spoke === "contact" ? name : row.agent?.name} size={32} />
      </span>
      <span class="row-body">
        <span class="row-top">
          <span class="row-name">{name}</span>
          {row.contact.verified && (
            <span class="row-verified" title={t("verified")}>
              <Glyph name="badge-check" size={14} />
              <span class="visually-hidden">{t("verified")}</span>
            </span>
          )}
          <time class="row-age tabular" dateTime={row.last.at}>
            {age(row.last.at, lang, clock.value)}
          </time>
        </span>
        <span class="row-line">
          <span class="row-text">
            {typing ? (
              <em>{t("typing_contact", { name })}</em>
            ) : (
              <>
                {kind !== "contact" && (
                  <span class="visually-hidden">
                    {t("last_by", { author: authorLabel({ kind, name: row.agent?.name ?? "" }) })}{" "}
                  </span>
                )}
                {instead ? <em class="row-folded">{instead}</em> : row.last.text}
              </>
            )}
          </span>
          {unread > 0 && (
            <span class="row-unread tabular" title={t("unread", { count: unread })}>
              <span aria-hidden="true">{unread > 99 ? "99+" : unread}</span>
              <span class="visually-hidden">{t("unread", { count: unread })}</span>
            </span>
          )}
        </span>
        {(waits || promised || lowTrust || other || row.survey || orderSigns(row)) && (
          <span class="row-signs">
            {waits && (row.clock ? <WaitClock row={row} /> : <Wait since={waits} />)}
            {promised && <Promised row={row} />}
            {lowTrust && <TrustBar score={row.trust} threshold={row.threshold} />}
            <RowOrder row={row} />
            {row.survey && (
              <span class="row-holder">
                <Glyph name="star" size={14} />
                {t("survey_score", { score: row.survey.score })}
              </span>
            )}
            {other && (
              <span class="row-holder">
                <Mark kind="human" name={other.name} size={16} />
                {other.name}
              </span>
            )}
          </span>
        )}
      </span>
    </RowFrame>
  );
}
