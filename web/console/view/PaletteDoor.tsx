import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Command } from "../core/keys";
import { t } from "../texts";
import { useConsole } from "./context";
import { paletteOpen } from "./palette";
import { actions } from "./useKeyboard";

type Palette = ComponentType<{ give: (command: Command) => void; onClose: () => void }>;

/** The way into the palette: its code is fetched when it is opened for the first time. */
export function PaletteDoor() {
  const console = useConsole();
  const [Room, setRoom] = useState<Palette | null>(null);
  const open = paletteOpen.value;
  useEffect(() => {
    if (!open || Room) return;
    import("../palette/Palette").then(
      (module) => setRoom(() => module.Palette),
      () => {
        paletteOpen.value = false;
        console.toasts.show("bad", t("room_failed"));
      },
    );
  }, [open, Room, console]);
  if (!open || !Room) return null;
  return (
    <Room
      give={(command) => actions(console, document.activeElement)[command]()}
      onClose={() => {
        paletteOpen.value = false;
      }}
    />
  );
}
