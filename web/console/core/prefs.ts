// What one person prefers, kept in this browser and shared by its tabs.
import { asLanguage, type Language } from "../../shared/i18n";
import { read, type Store, write } from "./storage";

export type Theme = "system" | "light" | "dark";

export interface Prefs {
  language: Language;
  theme: Theme;
  /** "enter": Enter sends and Shift+Enter breaks the line; "ctrl": Ctrl or ⌘ with Enter sends. */
  sendWith: "enter" | "ctrl";
  /** Keyboard commands of one key, such as j and k. */
  singleKeys: boolean;
  sound: boolean;
  notify: boolean;
  /** Messages that abuse their reader stay closed until opened. */
  fold: boolean;
}

export const PREFS_KEY = "terang.console.prefs";

/** What holds until somebody chooses; Indonesian unless the browser speaks English. */
export function defaults(browserLanguage: string | undefined): Prefs {
  return {
    language: asLanguage(browserLanguage, "id"),
    theme: "system",
    sendWith: "ctrl",
    singleKeys: true,
    sound: false,
    notify: false,
    fold: true,
  };
}

/** Takes what is usable of a stored value and fills the rest. */
export function merge(stored: unknown, fallback: Prefs): Prefs {
  if (typeof stored !== "object" || stored === null) return fallback;
  const from = stored as Partial<Record<keyof Prefs, unknown>>;
  const flag = (name: "singleKeys" | "sound" | "notify" | "fold") =>
    typeof from[name] === "boolean" ? from[name] : fallback[name];
  return {
    language: from.language === "id" || from.language === "en" ? from.language : fallback.language,
    theme:
      from.theme === "light" || from.theme === "dark" || from.theme === "system"
        ? from.theme
        : fallback.theme,
    sendWith: from.sendWith === "enter" || from.sendWith === "ctrl" ? from.sendWith : fallback.sendWith,
    singleKeys: flag("singleKeys"),
    sound: flag("sound"),
    notify: flag("notify"),
    fold: flag("fold"),
  };
}

export const loadPrefs = (store: Store, browserLanguage: string | undefined): Prefs =>
  merge(read(store, PREFS_KEY), defaults(browserLanguage));

export const savePrefs = (store: Store, prefs: Prefs): void => write(store, PREFS_KEY, prefs);
