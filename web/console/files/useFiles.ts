import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Attachment } from "../../shared/api";
import { useConsole } from "../view/context";
import type { Tray } from "./part";

/** What the composer knows of the files that are attached and not sent. */
export interface Files {
  /** A box that is for nothing else. */
  box: RefObject<HTMLDivElement | null>;
  some: boolean;
  /** Whether all of them can be sent; where not, the tray says why. */
  settled: () => boolean;
  /** They are on their way: the tray is empty again. */
  take: () => Attachment[];
}

export const part = () => import("./part");

/** The tray of a conversation, on the screen while `on`; files dropped or pasted anywhere on the conversation go into it. */
export function useFiles(conversation: string, on: boolean): Files {
  const { session, prefs, world } = useConsole();
  const box = useRef<HTMLDivElement>(null);
  const [tray, setTray] = useState<Tray>();
  const [, drawn] = useState(0);
  const { language } = prefs.value;

  useEffect(() => {
    let gone = false;
    part().then(
      ({ trayOf }) =>
        !gone && setTray(trayOf(world.store, session.agentId(), conversation, () => prefs.peek().language)),
      () => undefined, // the next conversation tries again; words can be sent without it
    );
    return () => {
      gone = true;
    };
  }, [conversation]);

  useEffect(() => {
    const el = box.current;
    if (!tray || !el || !on) return;
    tray.mount(el, () => drawn((n) => n + 1), language);
    let stop: (() => void) | undefined;
    const zone = el.closest<HTMLElement>(".conversation");
    if (zone)
      void part().then(
        ({ catchFiles }) =>
          (stop ??= catchFiles(
            zone,
            () => tray,
            () => language,
          )),
      );
    return () => {
      stop?.();
      stop = () => undefined;
      tray.unmount(el);
    };
  }, [tray, on, language]);

  return {
    box,
    some: on && tray !== undefined && !tray.empty,
    settled: () => !on || !tray || tray.settled(),
    take: () => {
      if (!on || !tray) return [];
      const files = tray.ready;
      tray.clear();
      return files;
    },
  };
}
