import { useEffect, useState } from "preact/hooks";
import type { Conversation } from "../../shared/api";
import { type Failure, failureOf } from "../core/http";
import { nameOf } from "../core/names";
import { ClockFace } from "../desk/WaitClock";
import { t as tc } from "../texts";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { Bone, Trouble, Waiting } from "../view/States";
import { askedWord } from "./AskedFor";
import type { DeskNow, LiveApi } from "./api";
import { counted, type Figure } from "./figures";
import { asksOf, hrefOf, nameOfEntry } from "./Queue";
import { levelWord } from "./Service";
import { t } from "./texts";

/** Of what is fetched one by one, at most. */
const MOST = 30;

interface Props {
  figure: Figure;
  now: DeskNow;
  api: LiveApi;
}

function titleOf(figure: Figure, now: DeskNow): string {
  switch (figure.kind) {
    case "waiting":
      return t("behind_waiting");
    case "late":
      return t("behind_late");
    case "agent":
      return t("behind_agent", { name: now.agents.find((a) => a.id === figure.id)?.name ?? "" });
    case "asked":
      return t("behind_asked", { what: askedWord({ kind: figure.of, name: figure.name }, now.teams) });
    case "service":
      return t("behind_service", { priority: levelWord(figure.priority as "all") });
  }
}

/** The conversations behind a figure. */
export function Behind({ figure, now, api }: Props) {
  const { go } = useConsole();
  const close = () => go({ page: "live", figure: null });
  const waits = figure.kind !== "agent" && figure.kind !== "service";
  return (
    <Dialog title={titleOf(figure, now)} place="side" onClose={close}>
      {waits ? <Waiters figure={figure} now={now} /> : <Fetching figure={figure} now={now} api={api} />}
    </Dialog>
  );
}

function Waiters({ figure, now }: Omit<Props, "api">) {
  const found = counted(now.queue, figure, Date.parse(now.at));
  if (found.length === 0) return <p class="soft">{t("behind_none")}</p>;
  return (
    <ul class="behind">
      {found.map((w) => (
        <li key={w.conversation_id}>
          <a href={hrefOf(w.conversation_id)}>
            <strong>{nameOfEntry(w)}</strong>
            <span class="soft">{asksOf(w, now.teams)}</span>
            <ClockFace since={w.waiting_since} due={w.due_at} priority={w.priority} />
          </a>
        </li>
      ))}
    </ul>
  );
}

function idsOf(figure: Figure, now: DeskNow): readonly string[] {
  if (figure.kind === "agent") return now.agents.find((a) => a.id === figure.id)?.held ?? [];
  if (figure.kind === "service") return now.service.find((l) => l.priority === figure.priority)?.late ?? [];
  return [];
}

function Fetching({ figure, now, api }: Props) {
  const [rows, setRows] = useState<Conversation[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [turn, setTurn] = useState(0);
  const ids = idsOf(figure, now);
  const key = ids.join();
  useEffect(() => {
    let here = true;
    const fetchAll = Promise.all(
      ids.slice(0, MOST).map((id) =>
        api.conversation(id).catch((thrown) => {
          if (failureOf(thrown).status === 404) return null; // erased meanwhile
          throw thrown;
        }),
      ),
    ).then((found) => found.filter((row) => row !== null));
    setFailure(null);
    fetchAll.then(
      (found) => here && setRows(found),
      (thrown) => here && setFailure(failureOf(thrown)),
    );
    return () => {
      here = false;
    };
  }, [key, turn]);

  if (failure && !rows)
    return (
      <Trouble
        title={tc("list_failed")}
        failure={failure}
        safe={tc("list_failed_safe")}
        onRetry={() => setTurn(turn + 1)}
      />
    );
  if (!rows)
    return (
      <Waiting>
        <Bone width="60%" height={16} />
        <Bone width="80%" />
      </Waiting>
    );
  if (rows.length === 0) return <p class="soft">{t("behind_none")}</p>;
  return (
    <>
      {figure.kind === "service" && ids.length > MOST && <p class="soft">{t("behind_some", { n: MOST })}</p>}
      <ul class="behind">
        {rows.map((row) => (
          <li key={row.id}>
            <a href={hrefOf(row.id)}>
              <strong>{nameOf(row)}</strong>
              <span class="soft">{row.last.text}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
