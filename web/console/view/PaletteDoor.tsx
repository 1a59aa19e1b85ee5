import { useEffect } from "preact/hooks";
import { useChunk } from "../room/useChunk";
import { t } from "../texts";
import { useConsole } from "./context";
import { paletteOpen } from "./palette";
import { actions } from "./useKeyboard";

const open = () => import("../palette/Palette").then((module) => module.Palette);

/** The way into the palette: its code is fetched when it is opened for the first time. */
export function PaletteDoor() {
  const console = useConsole();
  const wanted = paletteOpen.value;
  const { Part: Palette, failed } = useChunk(open, wanted);
  useEffect(() => {
    if (!wanted || !failed) return;
    paletteOpen.value = false;
    console.toasts.show("bad", t("room_failed"));
  }, [wanted, failed, console]);
  if (!wanted || !Palette) return null;
  return (
    <Palette
      give={(command) => actions(console, document.activeElement)[command]()}
      onClose={() => {
        paletteOpen.value = false;
      }}
    />
  );
}
