import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { format } from "../core/route";
import { stretch } from "../desk/clock";
import { second } from "../desk/second";
import { useConsole } from "../view/context";
import type { DeskNow } from "./api";
import { t } from "./texts";

interface TileProps {
  label: string;
  note: string;
  tone?: "bad" | "good" | undefined;
  /** What is counted; nothing where there is nothing behind it. */
  figure?: string | undefined;
  children: ComponentChildren;
}

function Tile({ label, note, tone, figure, children }: TileProps) {
  const inside = (
    <>
      <span class="tile-label">{label}</span>
      <span class="tile-figure tabular" data-tone={tone}>
        {children}
      </span>
      <span class="tile-note">{note}</span>
    </>
  );
  return (
    <li class="tile card">
      {figure ? (
        <a class="tile-hit" href={format({ page: "live", figure })}>
          {inside}
        </a>
      ) : (
        <div class="tile-hit">{inside}</div>
      )}
    </li>
  );
}

/** How long who waits longest has waited, running by itself. */
function Longest({ since }: { since: number }) {
  const { prefs } = useConsole();
  const lang = prefs.value.language;
  const word = useComputed(() => stretch(second.value - since, lang));
  void word.value;
  return <>{stretch(second.peek() - since, lang)}</>;
}

/** Four figures; each opens what it counts. */
export function Figures({ now }: { now: DeskNow }) {
  const oldest = now.waiting > 0 ? Date.now() - now.longest_seconds * 1000 : 0;
  const first = [...now.queue].sort((a, b) => Date.parse(a.waiting_since) - Date.parse(b.waiting_since))[0];
  return (
    <ul class="tiles" aria-label={t("figures")}>
      <Tile label={t("waiting")} note={t("waiting_note")} figure={now.waiting > 0 ? "waiting" : undefined}>
        {now.waiting}
      </Tile>
      <Tile
        label={t("late")}
        note={t("late_note")}
        tone={now.late > 0 ? "bad" : undefined}
        figure={now.late > 0 ? "late" : undefined}
      >
        {now.late}
      </Tile>
      <Tile label={t("longest")} note={t("longest_note")} figure={now.waiting > 0 ? "waiting" : undefined}>
        {now.waiting > 0 ? (
          <Longest since={first ? Date.parse(first.waiting_since) : oldest} />
        ) : (
          <span class="tile-none">{t("longest_none")}</span>
        )}
      </Tile>
      <Tile
        label={t("online")}
        note={t("online_note", { all: now.agents.length })}
        tone={now.online === 0 && now.waiting > 0 ? "bad" : undefined}
      >
        {now.online}
      </Tile>
    </ul>
  );
}
