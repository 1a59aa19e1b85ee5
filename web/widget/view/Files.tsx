import { useEffect, useRef } from "preact/hooks";
import type { Message } from "../../shared/api";
import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { t } from "../texts";
import { usePanel } from "./context";

/** Drawn by a part of its own, fetched where there is a file. */
const part = (): Promise<typeof import("../files/files")> => import(/* @vite-ignore */ __FILES__);

/** The files of a message, in a box that is for nothing else. */
export function Files({ message }: { message: Message }) {
  const { chat } = usePanel();
  const box = useRef<HTMLDivElement>(null);
  const lang = language.value;
  useEffect(() => {
    part().then(
      ({ draw }) => box.current && draw(box.current, chat, message, lang),
      // Without a network their names still say that there are some.
      () => box.current?.replaceChildren((message.attachments ?? []).map((file) => file.name).join(", ")),
    );
  }, [message, lang]);
  return <div class="msg-files" ref={box} />;
}

/** The button that attaches files; with the first file comes the tray, into the same box. */
export function Attach({ ready }: { ready: boolean }) {
  const { chat } = usePanel();
  const box = useRef<HTMLDivElement>(null);
  const lang = language.value;
  const bring = (files: Iterable<File> | null | undefined) => {
    const all = [...(files ?? [])];
    part().then(
      ({ compose }) => box.current && compose(box.current, chat, language.value, all),
      // What was chosen is not lost: it comes once there is a network.
      () => all[0] && addEventListener("online", () => bring(all), { once: true }),
    );
  };
  useEffect(() => {
    if (box.current?.children[1] || chat.keep()[0]) bring(null);
  }, [lang]);
  useEffect(() => {
    const drag = () => bring(null);
    const paste = (event: ClipboardEvent) => {
      const files = event.clipboardData?.files;
      if (files?.length && !event.defaultPrevented) bring(files);
    };
    addEventListener("dragenter", drag);
    addEventListener("paste", paste);
    return () => {
      removeEventListener("dragenter", drag);
      removeEventListener("paste", paste);
    };
  }, []);
  return (
    <div class="files" ref={box}>
      <label class="attach" title={t("attach")}>
        <input
          type="file"
          class="visually-hidden"
          multiple
          disabled={!ready}
          aria-label={t("attach")}
          onChange={({ currentTarget }) => {
            bring(currentTarget.files);
            currentTarget.value = "";
          }}
        />
        <Icon name="paperclip" size={22} />
      </label>
    </div>
  );
}
