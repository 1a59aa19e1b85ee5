import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Stage } from "../stage";

export const StageContext = createContext<Stage | null>(null);

/** The stage around this component. */
export function useStage(): Stage {
  const stage = useContext(StageContext);
  if (!stage) throw new Error("a component outside of the stage");
  return stage;
}
