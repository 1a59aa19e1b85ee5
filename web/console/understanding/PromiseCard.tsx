import { useState } from "preact/hooks";
import { failureText } from "../core/failure";
import { Managers } from "../room/Managers";
import { useConsole } from "../view/context";
import type { Understanding } from "./api";
import { Curve } from "./Curve";
import { useRoom } from "./context";
import { range, STEP, shareAt, snap } from "./curve";
import { t } from "./texts";
import { ofHundred, percent } from "./words";

/** How careful the assistant is: what it answers itself, and what it leaves. */
export function PromiseCard({ data }: { data: Understanding }) {
  const { toasts } = useConsole();
  const room = useRoom();
  const { coverage, promise } = data;
  const [chosen, setChosen] = useState(promise.precision);
  const [busy, setBusy] = useState(false);
  const { from, to } = range(coverage, promise.precision);
  const changed = Math.abs(chosen - promise.precision) > 1e-6;
  const share = changed ? shareAt(coverage, chosen) : promise.share;
  const set = (precision: number) => setChosen(Math.max(from, Math.min(to, snap(precision))));

  const save = async () => {
    if (busy || !changed) return;
    setBusy(true);
    const failure = await room.promise(chosen);
    setBusy(false);
    if (failure) {
      const { what, next } = failureText(failure);
      toasts.show("bad", t("promise_failed"), `${what} ${next}`);
    } else toasts.show("good", t("promise_saved", { precision: percent(chosen, 1) }));
  };

  return (
    <section class="card answer-promise" aria-labelledby="promise">
      <h2 id="promise">{t("promise", { precision: percent(chosen, 1) })}</h2>
      <p class="soft">{t("promise_why")}</p>
      <div class="promise-set">
        <button
          type="button"
          class="button"
          aria-label={t("promise_less")}
          aria-disabled={chosen <= from}
          onClick={() => set(chosen - STEP)}
        >
          −
        </button>
        <input
          type="range"
          class="slider"
          min={from}
          max={to}
          step={STEP}
          value={chosen}
          aria-label={t("promise_slider")}
          aria-valuetext={t("promise_heard", {
            precision: percent(chosen, 1),
            share: share === null ? "?" : ofHundred(share),
          })}
          onInput={(event) => set(Number(event.currentTarget.value))}
        />
        <button
          type="button"
          class="button"
          aria-label={t("promise_more")}
          aria-disabled={chosen >= to}
          onClick={() => set(chosen + STEP)}
        >
          +
        </button>
      </div>
      <div class="promise-ends soft" aria-hidden="true">
        <span>{t("promise_end_more")}</span>
        <span>{t("promise_end_less")}</span>
      </div>
      {share !== null && <Outcome share={share} />}
      {changed && (
        <div class="dialog-actions">
          <button type="button" class="button" onClick={() => setChosen(promise.precision)}>
            {t("promise_back", { precision: percent(promise.precision, 1) })}
          </button>
          <Managers>
            <button
              type="button"
              class="button"
              data-kind="main"
              aria-disabled={busy}
              onClick={() => void save()}
            >
              {t(busy ? "promise_busy" : "promise_save")}
            </button>
          </Managers>
        </div>
      )}
      {coverage.length > 1 && <Curve coverage={coverage} now={promise} chosen={chosen} from={from} to={to} />}
    </section>
  );
}

/** What then happens to a hundred messages. */
function Outcome({ share }: { share: number }) {
  const answered = Math.round(share * 100);
  return (
    <div class="outcome" role="status">
      <div class="outcome-bar" aria-hidden="true">
        <span style={{ flexGrow: Math.max(answered, 1) }} data-part="answered" />
        <span style={{ flexGrow: Math.max(100 - answered, 1) }} data-part="left" />
      </div>
      <p class="outcome-words">
        <span>
          <strong class="tabular">{t("outcome_answered", { count: answered })}</strong>
        </span>
        <span class="soft tabular">{t("outcome_left", { count: 100 - answered })}</span>
      </p>
    </div>
  );
}
