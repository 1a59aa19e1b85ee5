import { useState } from "preact/hooks";
import { language } from "../../shared/i18n";
import { Fetched } from "../room/Fetched";
import { Managers } from "../room/Managers";
import { SearchField } from "../room/SearchField";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Empty } from "../view/States";
import type { BookRow } from "./api";
import { usePlaybooks } from "./context";
import { ListRow } from "./ListRow";
import { chosen, countsOf, FILTERS } from "./list";
import { NewDialog } from "./NewDialog";
import { t } from "./texts";
import { count } from "./words";

/** Every playbook, what starts it, how it does, and a way to make another. */
export function List() {
  const { rows } = usePlaybooks();
  const [making, setMaking] = useState(false);
  return (
    <>
      <header class="room-head book-list-head">
        <div class="room-title">
          <h1>{t("title")}</h1>
          <Managers>
            <button type="button" class="button" data-kind="main" onClick={() => setMaking(true)}>
              <Glyph name="plus" size={18} />
              {t("new")}
            </button>
          </Managers>
        </div>
        <p class="soft list-lead">{t("lead")}</p>
      </header>
      <div class="room-page">
        <div class="room-view">
          <Fetched slot={rows}>{(all) => <Rows all={all} onNew={() => setMaking(true)} />}</Fetched>
        </div>
      </div>
      {making && <NewDialog rows={rows.held.value.data ?? []} onClose={() => setMaking(false)} />}
    </>
  );
}

function Rows({ all, onNew }: { all: BookRow[]; onNew: () => void }) {
  const { session } = useConsole();
  const { query, filter } = usePlaybooks();
  const counts = countsOf(all);
  const shown = chosen(all, filter.value, query.value, language.value);
  if (all.length === 0)
    return (
      <Empty
        icon={<Glyph name="workflow" size={22} />}
        title={t("none")}
        action={session.may("manage") ? { label: t("new"), run: onNew } : undefined}
      >
        {t("none_why")}
      </Empty>
    );
  return (
    <>
      <div class="book-filters">
        <SearchField label={t("search")} value={query.value} onInput={(words) => (query.value = words)} />
        <fieldset class="book-filter">
          <legend class="visually-hidden">{t("filter")}</legend>
          {FILTERS.filter((name) => name !== "off" || counts.off > 0).map((name) => (
            <button
              key={name}
              type="button"
              class="filter-chip"
              aria-pressed={filter.value === name}
              onClick={() => (filter.value = name)}
            >
              {t(`filter_${name}`)} <span class="tabular">{count(counts[name])}</span>
            </button>
          ))}
        </fieldset>
      </div>
      <p class="visually-hidden" role="status">
        {t("shown", { count: count(shown.length), all: count(all.length) })}
      </p>
      {shown.length === 0 ? (
        <Empty
          icon={<Glyph name="search" size={22} />}
          title={t("nothing_found")}
          action={{
            label: t("show_every"),
            run: () => {
              query.value = "";
              filter.value = "all";
            },
          }}
        >
          {t("nothing_found_why")}
        </Empty>
      ) : (
        <ul class="books card">
          {shown.map((row) => (
            <ListRow key={row.id} row={row} />
          ))}
        </ul>
      )}
    </>
  );
}
