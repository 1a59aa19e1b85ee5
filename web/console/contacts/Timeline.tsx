import { useEffect, useMemo, useState } from "preact/hooks";
import { relativeDay } from "../../shared/format";
import { Skeleton } from "../room/Fetched";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Segmented } from "../view/Segmented";
import { Empty, Trouble } from "../view/States";
import type { ContactPart } from "./api";
import { useContacts } from "./context";
import { GroupView } from "./GroupView";
import { daysOf, FILTERS, type Filter, kindsOf } from "./moments";
import { createPages } from "./pages";
import { t } from "./texts";
import { useSentinel } from "./useSentinel";

/** What happened with a person, on every channel and whoever did it. */
export function Timeline({ id, parts }: { id: string; parts: readonly ContactPart[] }) {
  const { api } = useContacts();
  const { prefs, clock } = useConsole();
  const [filter, setFilter] = useState<Filter>("all");
  const pages = useMemo(
    () => createPages((cursor) => api.timeline(id, kindsOf[filter], cursor)),
    [api, id, filter],
  );
  useEffect(() => void pages.load(), [pages]);
  const { items, first, failure, next, busy } = pages.state.value;
  const end = useSentinel(() => void pages.more(), next !== null && !busy && !failure);
  return (
    <section class="timeline" aria-labelledby="timeline">
      <div class="timeline-head">
        <h2 id="timeline">{t("timeline")}</h2>
        <Segmented
          legend={t("filter")}
          value={filter}
          options={FILTERS.map((value) => ({ value, label: t(`filter_${value}`) }))}
          onChange={setFilter}
        />
      </div>
      {first && !failure && <Skeleton />}
      {!first && items.length === 0 && !failure && (
        <Empty icon={<Glyph name="list-restart" size={22} />} title={t("timeline_none")}>
          {t("timeline_none_why")}
        </Empty>
      )}
      <ol class="plain-list" data-walk>
        {daysOf(items).map((day) => (
          <li class="timeline-day" key={day.key}>
            <h3 class="timeline-date">{relativeDay(day.at, prefs.value.language, clock.value)}</h3>
            <ol class="plain-list">
              {day.groups.map((group) => (
                <GroupView key={group.id} group={group} parts={parts} />
              ))}
            </ol>
          </li>
        ))}
      </ol>
      {failure && (
        <Trouble
          title={t("timeline_failed")}
          failure={failure}
          safe={t("nothing_changed")}
          onRetry={() => void (first ? pages.load() : pages.more())}
        />
      )}
      <div ref={end} />
      {next && !failure && (
        <button type="button" class="button timeline-more" onClick={() => void pages.more()}>
          {t(busy ? "loading" : "more")}
        </button>
      )}
      {!first && !next && items.length > 0 && <p class="soft timeline-end">{t("timeline_end")}</p>}
    </section>
  );
}
