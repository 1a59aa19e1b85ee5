import { useState } from "preact/hooks";
import type { Failure } from "../../core/http";
import { t as tc } from "../../texts";
import { Bone, Trouble, Waiting } from "../../view/States";
import { useLazy } from "../Lazy";

const NOT_FETCHED: Failure = { status: 0, code: "offline", title: "", detail: "", retryAfter: null };
const open = () => import("../parts").then((module) => module.Macros);

/** The way to the macros: their code is fetched by whoever opens them. */
export function MacrosDoor() {
  const [turn, setTurn] = useState(0);
  return <Inside key={turn} onRetry={() => setTurn(turn + 1)} />;
}

function Inside({ onRetry }: { onRetry: () => void }) {
  const Macros = useLazy(open, true);
  if (Macros === "failed")
    return (
      <Trouble
        title={tc("room_failed")}
        failure={NOT_FETCHED}
        safe={tc("room_failed_safe")}
        onRetry={onRetry}
      />
    );
  if (Macros) return <Macros />;
  return (
    <Waiting>
      <Bone width="240px" height={28} />
    </Waiting>
  );
}
