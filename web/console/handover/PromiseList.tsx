import "./promises.css";
import { useEffect } from "preact/hooks";
import { t as say } from "../texts";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { ListSkeleton } from "../view/ListStates";
import { Segmented } from "../view/Segmented";
import { Empty, Trouble, Waiting } from "../view/States";
import type { PromiseItem } from "./api";
import { PromiseDue, PromiseWords, usePromiseOwner } from "./PromiseLine";
import { t } from "./texts";

/** Every promise that is owed, the most urgent first; each opens its conversation. */
export function PromiseList() {
  const { promises, show } = useConsole();
  const { state, items, next, failure } = promises.list.value;
  useEffect(() => {
    if (state === "idle") void promises.load();
  }, [state]);

  return (
    <>
      <Filter />
      {items.length === 0 && state === "failed" && failure ? (
        <Trouble
          title={t("list_failed")}
          failure={failure}
          safe={t("list_failed_safe")}
          onRetry={() => void promises.load()}
        />
      ) : items.length === 0 && state !== "ready" ? (
        <Waiting>
          <ListSkeleton />
        </Waiting>
      ) : items.length === 0 ? (
        <Empty
          icon={<Glyph name="circle-check" size={22} />}
          title={t("list_empty")}
          action={{ label: t("list_empty_next"), run: () => show("queue") }}
        >
          {t("list_empty_why")}
        </Empty>
      ) : (
        <div class="list-scroll">
          <ul class="rows" id="rows" aria-label={t("list_label")}>
            {items.map((p, i) => (
              <Line key={p.id} promise={p} first={i === 0} />
            ))}
          </ul>
          {next !== null && (
            <button
              type="button"
              class="list-more"
              aria-disabled={state === "loading"}
              onClick={() => promises.more()}
            >
              {say(state === "loading" ? "list_loading_more" : "list_more")}
            </button>
          )}
        </div>
      )}
    </>
  );
}

function Filter() {
  const { promises } = useConsole();
  const counts = promises.counts.value;
  return (
    <div class="promise-filter">
      <Segmented
        legend={t("list_whose")}
        value={promises.whose.value}
        options={[
          { value: "all", label: t("list_all") },
          { value: "me", label: t("list_me") },
          { value: "desk", label: t("list_desk") },
        ]}
        onChange={promises.choose}
      />
      {counts && counts.broken + counts.due_1h > 0 && (
        <p class="promise-counts" role="status">
          {counts.broken > 0 && (
            <span class="promise-due" data-urgency="late">
              {t("list_late", { count: counts.broken })}
            </span>
          )}
          {counts.due_1h > 0 && (
            <span class="promise-due" data-urgency="soon">
              {t("list_hour", { count: counts.due_1h })}
            </span>
          )}
        </p>
      )}
    </div>
  );
}

function Line({ promise: p, first }: { promise: PromiseItem; first: boolean }) {
  const { openId, cursor, open } = useConsole();
  const owner = usePromiseOwner(p);
  const here = p.conversation_id === openId.value;
  return (
    <li class="row" data-open={here}>
      <button
        type="button"
        class="row-hit promise-row"
        data-row={p.conversation_id}
        tabIndex={p.conversation_id === cursor.value || (first && !cursor.value) ? 0 : -1}
        aria-current={here ? "true" : undefined}
        onFocus={() => {
          cursor.value = p.conversation_id;
        }}
        onClick={() => open(p.conversation_id)}
      >
        <span class="row-top">
          <span class="row-name">
            {p.contact.name.trim() || say("guest", { sign: p.contact.id.slice(-4).toUpperCase() })}
          </span>
          <PromiseDue promise={p} />
        </span>
        <PromiseWords promise={p} />
        <span class="promise-foot soft">{owner}</span>
      </button>
    </li>
  );
}
