import { useEffect, useId, useState } from "preact/hooks";
import { Icon } from "../../../shared/Icon";
import { Skeleton } from "../../room/Fetched";
import { Trouble } from "../../view/States";
import type { Replay } from "../api";
import { useLab } from "../context";
import { Old } from "../Old";
import { count, decimal, signed } from "../words";
import { cost, doubtful, hoursOf, ROWS, type Row, readMinutes, toneOf } from "./outcome";
import { t } from "./texts";

/** What took less time than this was there at once. */
const AT_ONCE = 0.1;

/** What would have become of the talks, now against then, and what that costs. */
export function EffectCard() {
  const lab = useLab();
  const { data, failure, busy } = lab.replay.value;
  const same = lab.changes.value.length === 0;
  return (
    <section class="card effect" aria-labelledby="effect" aria-busy={busy}>
      <div class="lines-head">
        <h2 id="effect">{t("effect")}</h2>
        {data && (
          <p class="soft tabular">
            {t("effect_talks", {
              talks: count(data.talks),
              turns: count(data.turns),
            })}{" "}
            {data.seconds < AT_ONCE
              ? t("effect_quick")
              : t("effect_seconds", { seconds: decimal(data.seconds) })}
            {data.cut && ` ${t("effect_cut")}`}
          </p>
        )}
      </div>
      <span class="effect-busy" data-on={busy} aria-hidden="true" />
      {data && <Old failure={failure} what={t("effect_failed")} onRetry={lab.again} />}
      {data ? (
        <div class="effect-body" data-stale={busy || failure ? "" : undefined}>
          <Price data={data} same={same} />
          <Figures data={data} />
          <Minutes data={data} />
        </div>
      ) : failure ? (
        <Trouble
          title={t("effect_failed")}
          failure={failure}
          safe={t("effect_failed_safe")}
          onRetry={lab.again}
        />
      ) : (
        <Skeleton />
      )}
    </section>
  );
}

/** Hours against customers, in one sentence. */
function Price({ data, same }: { data: Replay; same: boolean }) {
  const lab = useLab();
  const { busy } = lab.replay.value;
  const { key, hours, customers, each } = cost(data.now, data.then, hoursOf(data, lab.minutes.value));
  const sentence = same
    ? t("effect_same")
    : t(key, { hours: decimal(hours), customers: count(customers), each: decimal(each) });
  return (
    <div class="price">
      {!same && <h3 class="eyebrow">{t("cost")}</h3>}
      <p class="price-sentence">{sentence}</p>
      <p class="soft price-honest">
        {t("cost_honest")}
        {doubtful(data.then) &&
          ` ${t("cost_unknown", { unknown: count(data.then.unknown), all: count(data.then.handed_over) })}`}
      </p>
      <p class="visually-hidden" role="status">
        {busy ? "" : t("effect_done", { sentence })}
      </p>
    </div>
  );
}

function Figures({ data }: { data: Replay }) {
  const { now, then } = data;
  const hours = hoursOf(data, useLab().minutes.value);
  return (
    <table class="table figures">
      <caption class="visually-hidden">{t("effect")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("what")}</th>
          {(["now", "then", "difference"] as const).map((column) => (
            <th key={column} scope="col" class="right" data-column={column}>
              {t(`column_${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ROWS.map((row) => (
          <Line key={row} row={row} now={now[row]} then={then[row]} />
        ))}
        <tr class="figures-hours">
          <th scope="row">{t("hours")}</th>
          <td class="right tabular">{decimal(hours.before)}</td>
          <td class="right tabular" data-column="then">
            {decimal(hours.after)}
          </td>
          <td class="right tabular">{signed(hours.after - hours.before, 1)}</td>
        </tr>
      </tbody>
    </table>
  );
}

function Line({ row, now, then }: { row: Row; now: number; then: number }) {
  const tone = toneOf(row, now, then);
  return (
    <tr>
      <th scope="row">
        {t(`row_${row}`)}
        <span class="figure-why">{t(`row_${row}_why`)}</span>
      </th>
      <td class="right tabular">{count(now)}</td>
      <td class="right tabular" data-column="then">
        {count(then)}
      </td>
      <td class="right tabular">
        <span class="figure-by" data-tone={tone}>
          {tone !== "even" && (
            <>
              <Icon name={tone === "better" ? "check" : "circle-alert"} size={14} />
              <span class="visually-hidden">{t(tone)}: </span>
            </>
          )}
          {signed(then - now)}
        </span>
      </td>
    </tr>
  );
}

/** How long a hand-over takes an agent, and from where that is known. */
function Minutes({ data }: { data: Replay }) {
  const lab = useLab();
  const id = useId();
  const mine = lab.minutes.value;
  const shown = decimal(data.hours.minutes);
  const [text, setText] = useState(mine === null ? shown : decimal(mine));
  const wrong = readMinutes(text) === null;
  useEffect(() => {
    if (mine === null) setText(shown);
  }, [mine, shown]);
  return (
    <div class="minutes">
      <label for={id}>{t("minutes")}</label>
      <input
        id={id}
        class="tabular"
        inputMode="decimal"
        autoComplete="off"
        value={text}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={`${id}-about`}
        onInput={(event) => {
          const value = event.currentTarget.value;
          setText(value);
          const read = readMinutes(value);
          if (read !== null) lab.minutes.value = read;
        }}
      />
      <p id={`${id}-about`} class={wrong ? "field-error" : "soft"}>
        {wrong
          ? t("minutes_wrong")
          : t(mine !== null ? "minutes_own" : data.hours.measured ? "minutes_measured" : "minutes_guess")}
      </p>
      {mine !== null && (
        <button
          type="button"
          class="link-button"
          onClick={() => {
            lab.minutes.value = null;
          }}
        >
          {t("minutes_back")}
        </button>
      )}
    </div>
  );
}
