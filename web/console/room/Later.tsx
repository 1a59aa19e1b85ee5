import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { useConsole } from "../view/context";
import { t } from "./texts";
import { useChunk } from "./useChunk";

interface Props {
  /** Fetches the part; always the same function. */
  open: () => Promise<ComponentType>;
  /** It did not come: what asked for it is taken back, so that nothing waits for it. */
  onFailed?: () => void;
}

/** A small part of the page whose code is fetched when it is first needed; it stays away quietly until it is here. */
export function Later({ open, onFailed }: Props) {
  const { toasts } = useConsole();
  const { Part, failed } = useChunk(open);
  useEffect(() => {
    if (!failed) return;
    toasts.show("bad", t("part_failed"), t("part_failed_next"));
    onFailed?.();
  }, [failed]);
  return Part && <Part />;
}
