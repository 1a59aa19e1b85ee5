import type { ComponentChildren, ComponentType, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Failure } from "../core/http";
import { t } from "../texts";
import { Bone, Trouble, Waiting } from "../view/States";

const NOT_FETCHED: Failure = { status: 0, code: "offline", title: "", detail: "", retryAfter: null };

interface Props {
  /** Fetches the code; it must stay the same. */
  open: () => Promise<ComponentType>;
  /** What stands around the page that is not there yet. */
  frame?: (waiting: ComponentChildren) => VNode;
}

/** A page whose code is fetched by whoever opens it. */
export function Chunk({ open, frame }: Props) {
  const [Inside, setInside] = useState<ComponentType | null>(null);
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let here = true;
    setFailed(false);
    open().then(
      (found) => here && setInside(() => found),
      () => here && setFailed(true),
    );
    return () => {
      here = false;
    };
  }, [turn, open]);
  if (Inside) return <Inside />;
  const waiting = failed ? (
    <Trouble
      title={t("room_failed")}
      failure={NOT_FETCHED}
      safe={t("room_failed_safe")}
      onRetry={() => setTurn(turn + 1)}
    />
  ) : (
    <Waiting>
      <Bone width="240px" height={28} />
    </Waiting>
  );
  return frame ? frame(waiting) : waiting;
}
