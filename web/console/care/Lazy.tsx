import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Failure } from "../core/http";
import { t as tc } from "../texts";
import { Bone, Trouble, Waiting } from "../view/States";

const NOT_FETCHED: Failure = { status: 0, code: "offline", title: "", detail: "", retryAfter: null };

interface Props<P> {
  open: () => Promise<ComponentType<P>>;
  give: P;
  /** Where it is a dialog there is no place to wait in. */
  quiet?: boolean;
}

/** Shows what is seldom needed: its code is fetched when it is. */
export function Lazy<P extends object>({ open, give, quiet }: Props<P>) {
  const [Inside, setInside] = useState<ComponentType<P> | null>(null);
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
  }, [turn]);
  if (Inside) return <Inside {...give} />;
  if (failed)
    return (
      <Trouble
        title={tc("room_failed")}
        failure={NOT_FETCHED}
        safe={tc("room_failed_safe")}
        onRetry={() => setTurn(turn + 1)}
      />
    );
  return quiet ? null : (
    <Waiting>
      <Bone width="240px" height={28} />
    </Waiting>
  );
}
