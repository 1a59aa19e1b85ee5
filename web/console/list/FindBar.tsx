import { IconPath } from "../../shared/Icon";
import { parts } from "../find/filter";
import { filterOpen, viewsOpen } from "../find/open";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Key } from "../view/Key";
import { t } from "./texts";

const BOOKMARK = "m19 21-7-4-7 4V5a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v16z";

/** The ways to other lists: the search over everything, views that were saved, the filter. */
export function FindBar() {
  const { view, filter, prefs, layout, selection, startSearch } = useConsole();
  const count = parts(filter.value);
  const keys = prefs.value.singleKeys && layout.value !== "pages";
  const touch = matchMedia("(pointer: coarse)").matches;
  return (
    <div class="find-bar">
      <button
        type="button"
        class="find-open"
        onClick={startSearch}
        aria-keyshortcuts={keys ? "/" : undefined}
      >
        <Glyph name="search" size={18} />
        <span>{t("find_open")}</span>
        {keys && <Key name="/" />}
      </button>
      {touch && view.value !== "promises" && (
        <button
          type="button"
          class="icon-button"
          aria-label={t("pick_start")}
          aria-pressed={selection.picking.value}
          onClick={() => {
            if (selection.picking.value) selection.clear();
            else selection.picking.value = true;
          }}
        >
          <Glyph name="circle-check" />
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-haspopup="dialog"
        aria-label={t("views_open")}
        title={t("views_open")}
        data-on={filter.value.saved !== undefined}
        onClick={() => {
          viewsOpen.value = true;
        }}
      >
        <IconPath d={BOOKMARK} />
      </button>
      {view.value !== "promises" && (
        <button
          type="button"
          class="icon-button"
          aria-haspopup="dialog"
          aria-label={count > 0 ? t("filter_count", { count }) : t("filter_open")}
          title={t("filter_open")}
          data-on={count > 0}
          onClick={() => {
            filterOpen.value = true;
          }}
        >
          <Glyph name="sliders-horizontal" />
          {count > 0 && (
            <span class="find-count" aria-hidden="true">
              {count}
            </span>
          )}
        </button>
      )}
    </div>
  );
}
