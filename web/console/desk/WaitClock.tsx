import { useComputed } from "@preact/signals";
import type { Conversation, Urgency } from "../../shared/api";
import { clockZone } from "../../shared/format";
import { useConsole } from "../view/context";
import { clockWord, ms, type Pressing, pressing } from "./clock";
import { second } from "./second";
import { t } from "./texts";

interface FaceProps {
  since: string | null;
  due: string;
  priority: Urgency;
}

/** A circle that runs, a triangle that warns, a square that is late: told apart without colour. */
const SHAPES: Record<Pressing, string> = {
  calm: "M2 8a6 6 0 1 0 12 0 6 6 0 1 0-12 0M8 4.5V8l2.5 1.5",
  soon: "M8 2 15 14H1zM8 6.5v3.5M8 12v.01",
  late: "M2.5 2.5h11v11h-11zM8 5v4M8 11v.01",
};

export function ShapeOf({ state }: { state: Pressing }) {
  return (
    <svg class="wait-shape" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d={SHAPES[state]} />
    </svg>
  );
}

/** By when somebody should answer, running by itself. */
export function ClockFace({ since, due, priority }: FaceProps) {
  const { prefs } = useConsole();
  const lang = prefs.value.language;
  const end = ms(due);
  const began = ms(since) || end;
  const state = useComputed(() => pressing(began, end, second.value));
  const word = useComputed(() => clockWord(end, second.value, lang));
  // These draw it anew, and have the time run: before that it stands where it was last looked at.
  void state.value;
  void word.value;
  // What is computed is asked anew when the row's own times change.
  const shown = { state: pressing(began, end, second.peek()), word: clockWord(end, second.peek(), lang) };
  return (
    <span
      class="wait-clock tabular"
      data-state={shown.state}
      title={t("clock_title", { priority: t(`priority_${priority}`), at: clockZone(due, lang) })}
    >
      <ShapeOf state={shown.state} />
      {shown.word}
      {priority !== "normal" && <span class="wait-priority">{t(`priority_${priority}`)}</span>}
    </span>
  );
}

/** The clock of a conversation that waits; nothing where none runs. */
export function WaitClock({ row }: { row: Conversation }) {
  if (!row.clock) return null;
  return <ClockFace since={row.waiting_since} due={row.clock.due_at} priority={row.clock.priority} />;
}
