import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../settings/texts";
import { Bone, Trouble, Waiting } from "../view/States";

/** The way into the page of notifications: fetched when it is opened. */
export function NotificationsDoor() {
  const [Page, setPage] = useState<ComponentType | null>(null);
  const [turn, setTurn] = useState(0);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let here = true;
    setFailed(false);
    import("./Notifications").then(
      (module) => here && setPage(() => module.Notifications),
      () => here && setFailed(true),
    );
    return () => {
      here = false;
    };
  }, [turn]);
  if (Page) return <Page />;
  if (failed)
    return (
      <Trouble
        title={t("list_failed")}
        failure={{ status: 0, code: "offline", title: "", detail: "", retryAfter: null }}
        safe={t("safe")}
        onRetry={() => setTurn(turn + 1)}
      />
    );
  return (
    <Waiting>
      <Bone width="240px" height={28} />
    </Waiting>
  );
}
