import { useLayoutEffect } from "preact/hooks";
import type { DraftKind } from "../core/drafts";
import { useConsole } from "../view/context";

/** Another tab wrote in the same draft, or sent it: the newest words are shown here, too. */
export function useOtherTabs(conversation: string, kind: DraftKind, show: (text: string) => void): void {
  const { drafts } = useConsole();
  const moved = drafts.moved.value;
  useLayoutEffect(() => {
    if (moved && drafts.is(moved.key, conversation, kind)) show(drafts.get(conversation, kind));
  }, [moved]);
}
