import { useState } from "preact/hooks";
import { language } from "../../shared/i18n";
import { Mark } from "../../shared/Mark";
import { t } from "../texts";
import { useStage } from "./context";
import { Frame } from "./Frame";
import { Part } from "./Part";

/** The agents' inbox: the real console, with the demo's agent signed in. */
export function Inbox() {
  const { info } = useStage();
  // Later changes of language are told to the page inside, which must not load again.
  const [src] = useState(() => `/console/?language=${language.peek()}&theme=system#/queue`);
  return (
    <Part
      part="inbox"
      who={
        <>
          <Mark kind="human" name={info.agent.name} size={22} />
          {info.agent.name}
        </>
      }
    >
      <div class="desk">
        <Frame part="inbox" src={src} title={t("frame_inbox", { name: info.agent.name })} />
      </div>
    </Part>
  );
}
