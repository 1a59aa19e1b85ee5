import type { ComponentChildren } from "preact";
import { Bone, Trouble, Waiting } from "../view/States";
import type { Slot } from "./slot";
import { t } from "./texts";

interface Props<T> {
  slot: Slot<T>;
  children: (data: T) => ComponentChildren;
}

/** What was fetched, or its skeleton, or why it is not there. */
export function Fetched<T>({ slot, children }: Props<T>) {
  const { data, failure } = slot.held.value;
  if (data !== null) return <>{children(data)}</>;
  if (failure)
    return (
      <Trouble
        title={t("load_failed")}
        failure={failure}
        safe={t("load_failed_safe")}
        onRetry={() => void slot.load()}
      />
    );
  return <Skeleton />;
}

/** Cards that are on their way. */
export function Skeleton() {
  return (
    <Waiting>
      <div class="bones">
        <div class="card">
          <Bone width="40%" height={28} />
          <Bone width="75%" />
          <Bone width="60%" />
        </div>
        <div class="card">
          <Bone width="30%" height={18} />
          <Bone width="90%" />
          <Bone width="80%" />
          <Bone width="85%" />
        </div>
      </div>
    </Waiting>
  );
}
