import { useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { format } from "../core/route";
import { SearchField } from "../room/SearchField";
import { useConsole } from "../view/context";
import type { Intent } from "./api";
import { useRoom } from "./context";
import { arranged, type SortKey } from "./intents";
import { Meter } from "./Meter";
import { t } from "./texts";
import { count } from "./words";

const COLUMNS = ["title", "examples", "recall", "precision"] as const;
const SORTS: readonly SortKey[] = ["need", "title", "examples", "recall", "precision"];
/** Under this share of right ones a figure is marked. */
const FINE = 0.85;

/** On a phone the list begins with so many. */
const SHORT = 8;

const toExamples = (name: string, wrong = false) =>
  format({ page: "understanding", tab: "examples", about: wrong ? [name, "wrong"] : [name] });

/** Every intent with how well it is told from the others. */
export function Intents({ intents, measured }: { intents: Intent[]; measured: boolean }) {
  const { layout } = useConsole();
  const { title } = useRoom();
  const [words, setWords] = useState("");
  const [order, setOrder] = useState<{ key: SortKey; down: boolean }>({ key: "need", down: false });
  const shown = arranged(intents, words, order, title);
  const [all, setAll] = useState(false);
  const narrow = layout.value === "pages" || layout.value === "compact";
  const sortBy = (key: SortKey) =>
    setOrder({ key, down: order.key === key ? !order.down : key !== "title" && key !== "need" });
  return (
    <section class="card intents" aria-labelledby="intents">
      <div class="intents-head">
        <div>
          <h2 id="intents">{t("intents")}</h2>
          <p class="soft">{t("intents_why")}</p>
        </div>
        <SearchField label={t("intents_search")} value={words} onInput={setWords} />
      </div>
      {narrow && (
        <label class="pick">
          <span class="field-label">{t("sort")}</span>
          <select
            value={order.key}
            onChange={(event) => {
              const key = SORTS.find((k) => k === event.currentTarget.value) ?? "need";
              setOrder({ key, down: key === "examples" });
            }}
          >
            {SORTS.map((key) => (
              <option key={key} value={key}>
                {t(`sort_${key}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      {shown.length === 0 ? (
        <p class="soft none">{t("intents_none", { query: words.trim() })}</p>
      ) : narrow ? (
        <ul class="intent-list">
          {(all || words.trim() ? shown : shown.slice(0, SHORT)).map((intent) => (
            <Line key={intent.name} intent={intent} measured={measured} />
          ))}
        </ul>
      ) : (
        <div class="table-box">
          <table class="table">
            <thead>
              <tr>
                {COLUMNS.map((key) => (
                  <th
                    key={key}
                    scope="col"
                    aria-sort={order.key === key ? (order.down ? "descending" : "ascending") : undefined}
                  >
                    <button
                      type="button"
                      class="sort"
                      data-on={order.key === key}
                      title={key === "recall" || key === "precision" ? t(`${key}_why`) : undefined}
                      onClick={() => sortBy(key)}
                    >
                      {t(`column_${key}`)}
                      <span class="sort-arrow" aria-hidden="true">
                        {order.key === key ? (order.down ? "↓" : "↑") : ""}
                      </span>
                    </button>
                  </th>
                ))}
                <th scope="col">{t("column_confused")}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((intent) => (
                <Row key={intent.name} intent={intent} measured={measured} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {narrow && !words.trim() && shown.length > SHORT && (
        <button type="button" class="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("show_less") : t("show_all", { count: count(shown.length) })}
        </button>
      )}
    </section>
  );
}

function Row({ intent, measured }: { intent: Intent; measured: boolean }) {
  return (
    <tr>
      <th scope="row">
        <Name intent={intent} />
      </th>
      <td>
        <Counts intent={intent} />
      </td>
      <td>{measured ? <Share share={intent.recall} /> : "–"}</td>
      <td>{measured ? <Share share={intent.precision} /> : "–"}</td>
      <td>
        <Confused intent={intent} />
      </td>
    </tr>
  );
}

function Line({ intent, measured }: { intent: Intent; measured: boolean }) {
  return (
    <li>
      <div class="intent-top">
        <Name intent={intent} />
        <Counts intent={intent} />
      </div>
      {measured && (
        <dl class="intent-shares">
          <dt>{t("column_recall")}</dt>
          <dd>
            <Share share={intent.recall} />
          </dd>
          <dt>{t("column_precision")}</dt>
          <dd>
            <Share share={intent.precision} />
          </dd>
        </dl>
      )}
      <Confused intent={intent} />
    </li>
  );
}

function Name({ intent }: { intent: Intent }) {
  const { title } = useRoom();
  return (
    <a class="intent-link" href={toExamples(intent.name)}>
      <span class="intent-title">{title(intent.name)}</span>
      <span class="intent-name">{intent.name}</span>
    </a>
  );
}

function Counts({ intent }: { intent: Intent }) {
  const all = Object.entries(intent.examples).filter(([, n]) => n > 0);
  return (
    <span class="counts">
      {all.map(([language, n]) => (
        <span key={language} class="chip tabular">
          <span class="chip-soft">
            {language === "other" ? t("lang_short_other") : language.toUpperCase()}
          </span>{" "}
          {count(n)}
        </span>
      ))}
    </span>
  );
}

const Share = ({ share }: { share: number }) => (
  <Meter share={share} {...(share < FINE && { tone: "caution" as const })} />
);

function Confused({ intent }: { intent: Intent }) {
  const { title } = useRoom();
  if (intent.confused_with.length === 0) return <span class="soft confused-none">{t("confused_none")}</span>;
  return (
    <span class="confused">
      {intent.confused_with.map((other) => (
        <a
          key={other.intent}
          class="chip chip-link"
          href={format({ page: "understanding", tab: "confusions", about: [intent.name, other.intent] })}
          aria-label={t("confused_open", {
            intent: title(intent.name),
            other: title(other.intent),
            count: other.count,
          })}
        >
          {title(other.intent)} <span class="chip-soft tabular">×{other.count}</span>
          <Icon name="chevron-right" size={14} />
        </a>
      ))}
    </span>
  );
}
