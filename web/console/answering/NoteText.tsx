import type { Message } from "../../shared/api";
import { Text } from "../../shared/message/Text";
import { useConsole } from "../view/context";
import { runsOf } from "./named";
import { t } from "./texts";
import "./named.css";

/** A note's text, with whom it names set off; the reader's own name more, and said so. */
export function NoteText({ message }: { message: Message }) {
  const me = useConsole().session.agentId();
  return (
    <>
      {runsOf(message).map((run) =>
        run.agent ? (
          <span class="named" data-me={run.agent === me}>
            {run.text}
            {run.agent === me && <span class="visually-hidden"> ({t("you")})</span>}
          </span>
        ) : (
          <Text text={run.text} />
        ),
      )}
    </>
  );
}
