import { useState } from "preact/hooks";
import { Icon } from "../../../shared/Icon";
import { useBook } from "../context";
import { t } from "../texts";

/** What the customer writes. */
export function Composer() {
  const { tryOut } = useBook();
  const [text, setText] = useState("");
  const { busy } = tryOut.state.value;
  const empty = text.trim() === "";
  return (
    <form
      class="try-composer"
      onSubmit={(event) => {
        event.preventDefault();
        if (busy || empty) return;
        void tryOut.add({ say: text.trim() });
        setText("");
      }}
    >
      <input
        class="try-input"
        aria-label={t("try_say")}
        placeholder={t("try_say")}
        autoComplete="off"
        maxLength={2000}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="send-button" aria-label={t("try_send")} aria-disabled={busy || empty}>
        <Icon name="send-up" />
      </button>
    </form>
  );
}
