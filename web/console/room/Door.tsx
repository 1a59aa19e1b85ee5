import type { ComponentChildren, ComponentType } from "preact";
import { t } from "../texts";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Empty } from "../view/States";
import { Chunk } from "./Chunk";

interface Props {
  /** What the room is called. */
  title: string;
  /** Fetches the room's code. */
  open: () => Promise<ComponentType>;
  /** Who may enter, and what others are told; those who manage, unless stated. */
  may?: boolean;
  why?: string;
}

/** The way into a room: its code is fetched when somebody who may enter does so for the first time. */
export function Door({ title, open, may: said, why }: Props) {
  const { session } = useConsole();
  const may = said ?? session.may("figures");
  const frame = (inside: ComponentChildren) => (
    <main class="settings" id="main" tabIndex={-1}>
      <h1 class="visually-hidden">{title}</h1>
      <div class="settings-page">{inside}</div>
    </main>
  );
  if (may) return <Chunk open={open} frame={frame} />;
  return frame(
    <Empty icon={<Glyph name="lock" size={22} />} title={why ?? t("room_managers")}>
      {t("room_managers_why")}
    </Empty>,
  );
}
