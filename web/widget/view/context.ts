import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Chat } from "../chat";

/** What every component of the panel may need. */
export interface Panel {
  chat: Chat;
  /** Closes the panel; undefined where it stands alone in a tab. */
  close: (() => void) | undefined;
  /** Public parts of the API, for links. */
  base: string;
  widgetKey: string;
}

export const PanelContext = createContext<Panel | null>(null);

/** The panel around this component. */
export function usePanel(): Panel {
  const panel = useContext(PanelContext);
  if (!panel) throw new Error("a component outside of the panel");
  return panel;
}
