import { useConsole } from "../view/context";
import { Settings } from "./Settings";

/** The settings at the section that the address names; fetched when they are first opened. */
export function Room() {
  const here = useConsole().route.value;
  return here.page === "settings" ? <Settings section={here.section} /> : null;
}
