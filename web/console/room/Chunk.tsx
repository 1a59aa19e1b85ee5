import type { ComponentChildren, ComponentType, VNode } from "preact";
import type { Failure } from "../core/http";
import { t } from "../texts";
import { Bone, Trouble, Waiting } from "../view/States";
import { useChunk } from "./useChunk";

const NOT_FETCHED: Failure = { status: 0, code: "offline", title: "", detail: "", retryAfter: null };

interface Props<P> {
  /** Fetches the code; it must stay the same. */
  open: () => Promise<ComponentType<P>>;
  give?: P;
  /** What stands around the part that is not there yet. */
  frame?: (waiting: ComponentChildren) => VNode;
  /** There is no place to wait in, as for a dialog. */
  quiet?: boolean;
}

/** A part of the page whose code is fetched by whoever opens it; why not, where it does not come. */
export function Chunk<P extends object>({ open, give, frame, quiet }: Props<P>) {
  const { Part, failed, retry } = useChunk(open);
  if (Part) return <Part {...(give as P)} />;
  if (!failed && quiet) return null;
  const waiting = failed ? (
    <Trouble title={t("room_failed")} failure={NOT_FETCHED} safe={t("room_failed_safe")} onRetry={retry} />
  ) : (
    <Waiting>
      <Bone width="240px" height={28} />
    </Waiting>
  );
  return frame ? frame(waiting) : waiting;
}
