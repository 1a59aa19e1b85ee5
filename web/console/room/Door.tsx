import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Failure } from "../core/http";
import { t } from "../texts";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Bone, Empty, Trouble, Waiting } from "../view/States";

const NOT_FETCHED: Failure = { status: 0, code: "offline", title: "", detail: "", retryAfter: null };

interface Props {
  /** What the room is called. */
  title: string;
  /** Fetches the room's code. */
  open: () => Promise<ComponentType>;
}

/** The way into a room: its code is fetched when somebody who may enter does so for the first time. */
export function Door({ title, open }: Props) {
  const { session } = useConsole();
  const may = session.may("figures");
  const [Room, setRoom] = useState<ComponentType | null>(null);
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!may) return;
    let here = true;
    setFailed(false);
    open().then(
      (found) => here && setRoom(() => found),
      () => here && setFailed(true),
    );
    return () => {
      here = false;
    };
  }, [may, turn, open]);

  if (Room && may) return <Room />;
  return (
    <main class="settings" id="main" tabIndex={-1}>
      <h1 class="visually-hidden">{title}</h1>
      <div class="settings-page">
        {!may ? (
          <Empty icon={<Glyph name="lock" size={22} />} title={t("room_managers")}>
            {t("room_managers_why")}
          </Empty>
        ) : failed ? (
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
        )}
      </div>
    </main>
  );
}
