import { dayClock } from "../../../shared/format";
import { useConsole } from "../../view/context";
import { Glyph } from "../../view/Glyph";
import type { Reading } from "../care";
import { t } from "./texts";

/** Everybody who read a conversation from outside, the newest first, each with the reason. */
export function ReaderList({ all }: { all: readonly Reading[] }) {
  const { prefs, clock } = useConsole();
  return (
    <details class="readers">
      <summary>
        <Glyph name="eye" size={14} />
        {t("readers")} · {[...new Set(all.map((r) => r.agent.name))].join(", ")}
      </summary>
      <ul>
        {all.map((r) => (
          <li key={r.id}>
            {t("reader_line", {
              name: r.agent.name,
              role: t(`role_${r.role}`),
              reason: t(`reason_${r.reason}`),
            })}{" "}
            · <time dateTime={r.at}>{dayClock(r.at, prefs.value.language, clock.value)}</time>
            {r.words && <q>{r.words}</q>}
          </li>
        ))}
      </ul>
    </details>
  );
}
