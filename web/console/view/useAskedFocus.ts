// r and n from anywhere in the conversation: the composer turns to reply or note and takes the keyboard before
// the next key comes, so that no letter of a text is ever taken for a command.
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { Lock } from "../core/abilities";
import type { DraftKind } from "../core/drafts";
import { t } from "../texts";
import { composerFocus } from "./composerFocus";
import { useConsole } from "./context";

/** A reply that is locked may be about to unlock (a claim is on its way); so long keys wait. */
const PATIENCE_MS = 1500;

export function useAskedFocus(
  kind: DraftKind,
  turnTo: (kind: DraftKind) => void,
  lock: Lock | null,
  area: RefObject<HTMLTextAreaElement | null>,
  /** Who holds the conversation, for the word on why not. */
  holder: string,
): void {
  const { toasts } = useConsole();
  const asked = composerFocus.value;
  useLayoutEffect(() => {
    if (!asked) return;
    if (asked !== kind) return turnTo(asked);
    if (asked === "reply" && lock) {
      const timer = setTimeout(() => {
        composerFocus.value = null;
        toasts.show("info", t(`locked_${lock}`, { name: holder }));
      }, PATIENCE_MS);
      return () => clearTimeout(timer);
    }
    composerFocus.value = null;
    area.current?.focus();
    return undefined;
  }, [asked, kind, lock]);
}
