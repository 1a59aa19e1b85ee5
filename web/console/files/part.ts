// What handles files, as one part that is fetched when a conversation is open: trays, by agent and conversation, and drawing.
import "../../shared/files/files.css";
import "./files.css";
import { catchFiles } from "../../shared/files/drop";
import type { Place } from "../../shared/files/place";
import { show } from "../../shared/files/show";
import { Tray } from "../../shared/files/tray";
import type { Language } from "../../shared/i18n";
import { keysWith, type Store } from "../core/storage";
import { FILES_PREFIX, trays as given, keepFiles, keptFiles, keyOf } from "./kept";

const trays = new Map<string, Tray>();

export function placeOf(conversation: string, language: () => Language): Place {
  return {
    base: `/api/v1/conversations/${encodeURIComponent(conversation)}/attachments`,
    headers: () => ({ "Accept-Language": language() }),
    direct: true,
  };
}

/** The agent's tray of a conversation: it lives as long as the page, and what is in it longer. */
export function trayOf(store: Store, agent: string, conversation: string, language: () => Language): Tray {
  const key = keyOf(agent, conversation);
  let tray = trays.get(key);
  if (!tray) {
    for (const old of keysWith(store, FILES_PREFIX))
      if (keptFiles(store, old).length === 0) store.removeItem(old);
    tray = new Tray({
      place: placeOf(conversation, language),
      load: () => keptFiles(store, key),
      save: (files) => keepFiles(store, key, files),
    });
    trays.set(key, tray);
    given.set(key, tray);
  }
  return tray;
}

export type { Tray };
export { catchFiles, show };
