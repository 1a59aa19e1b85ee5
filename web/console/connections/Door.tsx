import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Failure } from "../core/http";
import { t as tc } from "../texts";
import { Bone, Trouble, Waiting } from "../view/States";

const NOT_FETCHED: Failure = { status: 0, code: "offline", title: "", detail: "", retryAfter: null };

/** The way to the connections: their code is fetched by whoever opens them. */
export function ConnectionsDoor() {
  const [Inside, setInside] = useState<ComponentType | null>(null);
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let here = true;
    setFailed(false);
    import("./Connections").then(
      (module) => here && setInside(() => module.Connections),
      () => here && setFailed(true),
    );
    return () => {
      here = false;
    };
  }, [turn]);
  if (Inside) return <Inside />;
  if (failed)
    return (
      <Trouble
        title={tc("room_failed")}
        failure={NOT_FETCHED}
        safe={tc("room_failed_safe")}
        onRetry={() => setTurn(turn + 1)}
      />
    );
  return (
    <Waiting>
      <Bone width="240px" height={28} />
    </Waiting>
  );
}
