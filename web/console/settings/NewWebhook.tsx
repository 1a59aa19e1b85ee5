import { useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { webAddress } from "../../shared/linkify";
import type { Hook } from "../core/api";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { useConsole } from "../view/context";
import { Field } from "../view/Field";
import { Checks } from "./Checks";
import { EVENTS, eventWord } from "./events";
import { FormActions } from "./FormActions";
import { t } from "./texts";

interface Props {
  /** What the server can tell, where it says so. */
  events: string[] | null | undefined;
  onCancel: () => void;
  onMade: (hook: Hook) => void;
}

/** An address, and what it wants to hear. */
export function NewWebhook({ events, onCancel, onMade }: Props) {
  const { api } = useConsole();
  const [url, setUrl] = useState("");
  const [chosen, setChosen] = useState<string[]>(["conversation.handed_over"]);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");
  const wrong = webAddress(url.trim()) === "";

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (busy || wrong || chosen.length === 0) return;
    setBusy(true);
    setMessage("");
    try {
      onMade(await api.createWebhook({ url: url.trim(), events: chosen }));
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      setMessage(`${t("hook_failed")}. ${what} ${next}`);
      setBusy(false);
    }
  };

  return (
    <form class="card form" onSubmit={(event) => void submit(event)} noValidate>
      <h2>{t("hook_new")}</h2>
      <Field
        label={t("hook_url")}
        type="url"
        value={url}
        onInput={setUrl}
        maxLength={2048}
        autoComplete="off"
        placeholder="https://"
        hint={t("hook_url_hint")}
        error={tried && wrong ? t("hook_url_wrong") : undefined}
        first
      />
      <Checks
        legend={t("hook_events")}
        options={(events ?? EVENTS).map((value) => ({ value, label: eventWord(value) }))}
        chosen={chosen}
        onChange={setChosen}
        error={tried && chosen.length === 0 ? t("hook_event_none") : undefined}
      />
      <div role="alert">
        {message && (
          <p class="banner" data-tone="bad">
            <Icon name="circle-alert" size={18} />
            <span>{message}</span>
          </p>
        )}
      </div>
      <FormActions busy={busy} word={t("hook_submit")} busyWord={t("hook_busy")} onCancel={onCancel} />
    </form>
  );
}
