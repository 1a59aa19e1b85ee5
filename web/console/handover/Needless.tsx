import "./promises.css";
import { useState } from "preact/hooks";
import { useConsole } from "../view/context";
import { t } from "./texts";

/** After a hand-over that is over: one tap that says whether a person was needed. */
export function Needless({ conversation }: { conversation: string }) {
  const { handOverApi } = useConsole();
  const [state, setState] = useState<"asked" | "busy" | "noted" | "failed">("asked");
  const say = async (needless: boolean) => {
    if (state === "busy") return;
    setState("busy");
    try {
      await handOverApi.needless(conversation, needless);
      setState("noted");
    } catch {
      setState("failed");
    }
  };
  return (
    <fieldset class="needless" aria-label={t("needless_ask")}>
      <p role="status">
        {t(state === "noted" ? "needless_noted" : state === "failed" ? "needless_failed" : "needless_ask")}
      </p>
      {state !== "noted" && (
        <span class="needless-choices">
          <button type="button" class="button" data-size="small" onClick={() => void say(true)}>
            {t("needless_yes")}
          </button>
          <button type="button" class="button" data-size="small" onClick={() => void say(false)}>
            {t("needless_no")}
          </button>
        </span>
      )}
    </fieldset>
  );
}
