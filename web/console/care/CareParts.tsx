import "./care.css";
import { useEffect } from "preact/hooks";
import type { Conversation } from "../../shared/api";
import type { Console } from "../core/console";
import type { Thread } from "../core/thread";
import { Chunk } from "../room/Chunk";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import type { MenuItem } from "../view/Menu";
import { t } from "./texts";

const dialog = () => import("./late/late").then((module) => module.CareDialog);
const reason = () => import("./late/late").then((module) => module.ReasonForm);
const abuse = () => import("./late/late").then((module) => module.AbuseWays);
const readers = () => import("./late/late").then((module) => module.ReaderList);
const setting = () => import("./late/late").then((module) => module.ReadingSetting);

/** What a row says of its last message, where that is folded or may not be read; null for the message itself. */
export function lineOf({ care }: Console, row: Conversation): string | null {
  if (row.reason_needed) return t("row_closed");
  return care.foldedLine(row) ? t("folded") : null;
}

/** What supervisors may do in a conversation that another agent has. */
export function leadItems({ care, session }: Console, row: Conversation | undefined): MenuItem[] {
  if (row?.status !== "open" || row.holder !== "agent" || !row.agent) return [];
  if (row.agent.id === session.agentId() || !session.may("lead")) return [];
  const ask = (about: "whisper" | "take_over") => () => {
    care.asked.value = { about, id: row.id };
  };
  return [
    {
      id: "whisper",
      label: t("whisper"),
      icon: <Glyph name="message-square-text" size={18} />,
      run: ask("whisper"),
    },
    { id: "take_over", label: t("take_over"), icon: <Glyph name="hand" size={18} />, run: ask("take_over") },
  ];
}

/** The dialog that was asked for in a conversation. */
export function CareDialogs({ row }: { row: Conversation }) {
  const { care } = useConsole();
  const asked = care.asked.value;
  return asked?.id === row.id ? (
    <Chunk key={asked.about} quiet open={dialog} give={{ row, about: asked.about }} />
  ) : null;
}

/** In place of a conversation that may be read for a reason only. */
export function ReasonDoor({ id }: { id: string }) {
  return (
    <div class="reason-door">
      <Chunk open={reason} give={{ id }} />
    </div>
  );
}

/** Above the composer of whoever is abused: a polite word, and a way out. */
export function AbuseBar({ row, thread }: { row: Conversation; thread: Thread }) {
  const { session } = useConsole();
  const mine = row.status === "open" && row.holder === "agent" && row.agent?.id === session.agentId();
  if (!mine || !thread.messages.some((m) => (m.abuse?.length ?? 0) > 0)) return null;
  return <Chunk quiet open={abuse} give={{ row }} />;
}

/** Who read this conversation from outside, and why: for whoever works on it. */
export function Readers({ id }: { id: string }) {
  const { care } = useConsole();
  useEffect(() => void care.loadReaders(id), [id]);
  const all = care.readersOf(id).value;
  return all.length > 0 ? <Chunk quiet open={readers} give={{ all }} /> : null;
}

/** The workspace's setting of when a reason is asked for. */
export const Setting = () => <Chunk open={setting} />;
