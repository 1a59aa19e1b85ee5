import type { Pick } from "../trigger";
import { t } from "./texts";
import type { Found } from "./useEntries";

/** In place of entries: they come, they could not be fetched, or there are none. */
export function Nothing({
  found,
  pick,
  entries,
  query,
}: {
  found: Found;
  pick: Pick;
  entries: number;
  query: string;
}) {
  if (found.state === "failed")
    return (
      <p class="picker-note" role="alert">
        {t("pick_failed")}{" "}
        <button type="button" class="link-button" onClick={found.retry}>
          {t("pick_retry")}
        </button>
      </p>
    );
  if (found.state === "loading") return entries === 0 ? <p class="picker-note">{t("loading")}…</p> : null;
  if (entries > 0) return null;
  return <p class="picker-note">{t(pick === "macro" && !query ? "none_first" : `none_${pick}`)}</p>;
}
