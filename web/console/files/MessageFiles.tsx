import { useEffect, useRef } from "preact/hooks";
import type { Attachment } from "../../shared/api";
import { useConsole } from "../view/context";
import { part } from "./useFiles";

/** The files beside a message; nothing where there are none. */
export function MessageFiles({ id, files }: { id: string; files: readonly Attachment[] | null | undefined }) {
  const { prefs } = useConsole();
  const box = useRef<HTMLDivElement>(null);
  const { language } = prefs.value;
  const some = files && files.length > 0;
  useEffect(() => {
    if (!some) return;
    part().then(
      ({ show, placeOf }) => {
        if (box.current)
          show(
            box.current,
            placeOf(id, () => language),
            files,
            language,
          );
      },
      // Without a network their names still say that there are some.
      () => box.current?.replaceChildren(files.map((file) => file.name).join(", ")),
    );
  }, [id, files, language]);
  return some ? <div class="msg-files" ref={box} /> : null;
}
