import { useState } from "preact/hooks";
import { Icon } from "../../../shared/Icon";
import { Confirm } from "../../room/Confirm";
import { useConsole } from "../../view/context";
import { Glyph } from "../../view/Glyph";
import type { Figures, Moved, Trial } from "../api";
import { useRoom } from "../context";
import { t as tm } from "../texts";
import { count, percent, points } from "../words";
import { byIntent, type Direction, direction, isMeasured, telling, verdict } from "./compare";
import { t } from "./texts";

const SHOWN = 8;

interface Props {
  trial: Trial & { before: Figures; after: Figures };
  /** The draft is not any more what was tried. */
  stale: boolean;
  onAgain: () => void;
}

/** Before and after, and whether it shall be so. */
export function Compare({ trial, stale, onAgain }: Props) {
  const room = useRoom();
  const { toasts } = useConsole();
  const [asking, setAsking] = useState(false);
  const { before, after, moved, better, worse } = trial;
  const result = verdict(trial);
  const measured = isMeasured(trial);
  const publish = async () => {
    const failure = await room.publish(trial.id);
    if (!failure) toasts.show("good", t("published"));
    return failure;
  };
  return (
    <section class="card compare" aria-labelledby="compare">
      <div class="compare-head">
        <h3 id="compare" data-direction={result}>
          {result === "worse" ? (
            <Icon name="circle-alert" size={22} />
          ) : (
            <Glyph name="circle-check" size={22} />
          )}
          {t(measured ? `verdict_${result}` : "verdict_none")}
        </h3>
        <p class="soft">
          {!measured
            ? t("verdict_none_why")
            : moved.length === 0
              ? t("moved_none")
              : t("moved_sum", { better: count(better), worse: count(worse) })}
          {measured && moved.length > 0 && !telling(better, worse) && ` ${t("moved_chance")}`}
        </p>
      </div>
      {measured && (
        <div class="befores">
          <Before term={t("figure_accuracy")} before={before.accuracy} after={after.accuracy} />
          <Before term={t("figure_share")} before={before.share_at_promise} after={after.share_at_promise} />
          <Before term={t("figure_ece")} before={before.ece} after={after.ece} lower digits={1} />
        </div>
      )}
      {stale && (
        <p class="banner" data-tone="caution" role="status">
          <Icon name="circle-alert" size={18} />
          <span>{t("stale")}</span>
        </p>
      )}
      <div class="dialog-actions compare-acts">
        <button type="button" class="button" data-kind={stale ? "main" : undefined} onClick={onAgain}>
          {t("try_again")}
        </button>
        {!stale && (
          <button type="button" class="button" data-kind="main" onClick={() => setAsking(true)}>
            {t("publish")}
          </button>
        )}
      </div>
      {measured && <ByIntent trial={trial} />}
      <MovedList moved={moved} />
      {asking && (
        <Confirm
          title={t("publish_ask")}
          word={t("publish")}
          busyWord={t("publish_busy")}
          run={publish}
          onClose={() => setAsking(false)}
        >
          <p>{t("publish_why")}</p>
          {result === "worse" && (
            <p class="banner" data-tone="caution">
              <Icon name="circle-alert" size={18} />
              <span>{t("publish_worse")}</span>
            </p>
          )}
        </Confirm>
      )}
    </section>
  );
}

interface BeforeProps {
  term: string;
  before: number;
  after: number;
  /** Less of it is better. */
  lower?: boolean;
  digits?: number;
}

function Before({ term, before, after, lower, digits = 1 }: BeforeProps) {
  const moved = direction(before, after);
  const good: Direction = moved === "same" || !lower ? moved : moved === "better" ? "worse" : "better";
  return (
    <div class="before">
      <p class="before-term">{term}</p>
      <p class="before-figures tabular">
        <span class="visually-hidden">{t("before")} </span>
        <span class="soft">{percent(before, digits)}</span>
        <span aria-hidden="true"> → </span>
        <span class="visually-hidden">, {t("after")} </span>
        <strong>{percent(after, digits)}</strong>
      </p>
      <Delta before={before} after={after} way={good} />
    </div>
  );
}

function Delta({ before, after, way }: { before: number; after: number; way: Direction }) {
  return (
    <span class="delta tabular" data-direction={way}>
      {way === "same" ? t("same") : `${t(way)} · ${t("points", { points: points(before, after) })}`}
    </span>
  );
}

function ByIntent({ trial }: { trial: Trial }) {
  const { title, overview } = useRoom();
  const live = new Set((overview.held.value.data?.intents ?? []).map((i) => i.name));
  const [all, setAll] = useState(false);
  const changed = byIntent(trial.by_intent, false);
  const shown = byIntent(trial.by_intent, all);
  if (trial.by_intent.length === 0) return null;
  return (
    <div class="by-intent">
      <h4>{t("by_intent")}</h4>
      {shown.length === 0 ? (
        <p class="soft">{t("by_intent_none")}</p>
      ) : (
        <div class="table-box">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{tm("column_title")}</th>
                <th scope="col">{tm("column_recall")}</th>
                <th scope="col">{tm("column_precision")}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((c) => (
                <tr key={c.intent}>
                  <th scope="row">
                    {title(c.intent)}{" "}
                    {!live.has(c.intent) && <span class="tag tag-add">{t("intent_new")}</span>}
                  </th>
                  <td>
                    <Change before={live.has(c.intent) ? c.recall_before : null} after={c.recall_after} />
                  </td>
                  <td>
                    <Change
                      before={live.has(c.intent) ? c.precision_before : null}
                      after={c.precision_after}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {changed.length < trial.by_intent.length && (
        <button type="button" class="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("by_intent_changed") : t("by_intent_all", { count: count(trial.by_intent.length) })}
        </button>
      )}
    </div>
  );
}

/** `before` is null where there was nothing yet. */
function Change({ before, after }: { before: number | null; after: number }) {
  if (before === null) return <span class="change tabular">{percent(after)}</span>;
  const way = direction(before, after);
  return (
    <span class="change tabular">
      <span class="change-figures">
        <span class="soft">{percent(before)}</span>
        <span aria-hidden="true"> → </span>
        <span class="visually-hidden">, {t("after")} </span>
        {percent(after)}
      </span>
      {way !== "same" && (
        <span class="delta" data-direction={way}>
          {points(before, after)}
        </span>
      )}
    </span>
  );
}

function MovedList({ moved }: { moved: Moved[] }) {
  const { title } = useRoom();
  const [all, setAll] = useState(false);
  if (moved.length === 0) return null;
  const shown = all ? moved : moved.slice(0, SHOWN);
  const heard = (guess: string, sure: number) =>
    guess ? `${title(guess)} (${percent(sure)})` : tm("nothing_heard");
  const word = (m: Moved): "better" | "worse" | "other" =>
    m.better ? "better" : m.before.intent === m.intent ? "worse" : "other";
  return (
    <div class="moved">
      <h4>{t("moved")}</h4>
      <ul>
        {shown.map((m) => (
          <li key={m.intent + m.text}>
            <span class="delta" data-direction={word(m) === "other" ? "same" : word(m)}>
              {t(`moved_${word(m)}`)}
            </span>
            <div>
              <p>
                <q>{m.text}</q>
              </p>
              <p class="soft">
                {t("moved_line", {
                  intent: title(m.intent),
                  before: heard(m.before.intent, m.before.confidence),
                  after: heard(m.after.intent, m.after.confidence),
                })}
              </p>
            </div>
          </li>
        ))}
      </ul>
      {moved.length > SHOWN && (
        <button type="button" class="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? tm("show_less") : tm("show_all", { count: count(moved.length) })}
        </button>
      )}
    </div>
  );
}
