import type { Signal } from "@preact/signals";
import { SearchField } from "../../room/SearchField";
import { Glyph } from "../../view/Glyph";
import { Tool } from "../icons";
import { t } from "../texts";
import { count, percent } from "../words";
import { stepped, ZOOMS } from "./zoom";

interface Props {
  zoom: number;
  onZoom: (zoom: number) => void;
  onFit: () => void;
  query: Signal<string>;
  /** How many steps the search found; null where nobody searches. */
  found: number | null;
  onNext: () => void;
  folded: boolean;
  onFoldAll: () => void;
}

/** Search, folding and size of the picture. */
export function GraphBar({ zoom, onZoom, onFit, query, found, onNext, folded, onFoldAll }: Props) {
  return (
    <div class="pane-bar graph-bar">
      <form
        class="graph-search"
        onSubmit={(event) => {
          event.preventDefault();
          onNext();
        }}
      >
        <SearchField
          label={t("graph_search")}
          value={query.value}
          onInput={(words) => (query.value = words)}
        />
        <span class="graph-found tabular" role="status">
          {found === null ? "" : t("graph_found", { count: count(found) })}
        </span>
        {found !== null && found > 0 && (
          <button type="submit" class="icon-button" aria-label={t("graph_next")} title={t("graph_next")}>
            <Glyph name="arrow-down" size={18} />
          </button>
        )}
      </form>
      <div class="graph-tools">
        <button
          type="button"
          class="icon-button"
          aria-pressed={folded}
          aria-label={t(folded ? "unfold_all" : "fold_all")}
          title={t(folded ? "unfold_all" : "fold_all")}
          onClick={onFoldAll}
        >
          <Tool name={folded ? "unfold" : "fold"} />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={t("zoom_out")}
          title={t("zoom_out")}
          aria-disabled={zoom <= ZOOMS[0]}
          onClick={() => onZoom(stepped(zoom, -1))}
        >
          <Tool name="minus" />
        </button>
        <button
          type="button"
          class="zoom-now tabular"
          title={t("zoom_whole")}
          aria-label={t("zoom_now", { zoom: percent(zoom) })}
          onClick={() => onZoom(1)}
        >
          {percent(zoom)}
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={t("zoom_in")}
          title={t("zoom_in")}
          aria-disabled={zoom >= (ZOOMS.at(-1) ?? 1)}
          onClick={() => onZoom(stepped(zoom, 1))}
        >
          <Glyph name="plus" size={18} />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={t("zoom_fit")}
          title={t("zoom_fit")}
          onClick={onFit}
        >
          <Tool name="fit" />
        </button>
      </div>
    </div>
  );
}
