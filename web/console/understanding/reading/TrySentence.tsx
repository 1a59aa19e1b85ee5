import { useId, useRef, useState } from "preact/hooks";
import { Icon } from "../../../shared/Icon";
import { failureText } from "../../core/failure";
import { failureOf } from "../../core/http";
import { Segmented } from "../../view/Segmented";
import type { Addition, Reading } from "../api";
import { useRoom } from "../context";
import { Head } from "../Head";
import { t as tm } from "../texts";
import { ReadingView } from "./ReadingView";
import { t } from "./texts";

const SAMPLES = ["sample_1", "sample_2", "sample_3"] as const;
const MAX = 4000;

/** Reads a sentence as the assistant would, and shows why. */
export function TrySentence() {
  const { api } = useRoom();
  const [text, setText] = useState("");
  const [language, setLanguage] = useState<Addition["language"]>("");
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");
  const [result, setResult] = useState<{ text: string; reading: Reading } | null>(null);
  const turn = useRef(0);
  const id = useId();

  const listen = async (words: string) => {
    if (!words.trim()) return;
    const mine = ++turn.current;
    setBusy(true);
    setMessage("");
    try {
      const reading = await api.listen(words, language);
      if (mine === turn.current) setResult({ text: words, reading });
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      if (mine === turn.current) setMessage(`${what} ${next}`);
    } finally {
      if (mine === turn.current) setBusy(false);
    }
  };

  return (
    <>
      <Head title={tm("tab_try")} lead={t("listen_lead")} />
      <form
        class="card form"
        onSubmit={(event) => {
          event.preventDefault();
          void listen(text);
        }}
      >
        <div class="field">
          <label class="field-label" for={id}>
            {t("listen_text")}
          </label>
          <textarea
            id={id}
            rows={3}
            maxLength={MAX}
            value={text}
            placeholder={t("listen_placeholder")}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
                event.preventDefault();
                void listen(text);
              }
            }}
          />
        </div>
        <div class="listen-acts">
          <Segmented
            legend={t("listen_language")}
            value={language || "auto"}
            options={[
              { value: "auto", label: t("listen_language_auto") },
              { value: "id", label: "Indonesia" },
              { value: "en", label: "English" },
            ]}
            onChange={(value) => setLanguage(value === "auto" ? "" : value)}
          />
          <button type="submit" class="button" data-kind="main" aria-disabled={busy || !text.trim()}>
            {t(busy ? "listen_busy" : "listen_go")}
          </button>
        </div>
        <div role="alert">
          {message && (
            <p class="banner" data-tone="bad">
              <Icon name="circle-alert" size={18} />
              <span>{message}</span>
            </p>
          )}
        </div>
      </form>
      <div role="status" class="listen-result">
        {result ? (
          <ReadingView text={result.text} reading={result.reading} />
        ) : (
          <div class="samples">
            <p class="soft">{t("samples")}</p>
            {SAMPLES.map((key) => (
              <button
                key={key}
                type="button"
                class="sample"
                onClick={() => {
                  setText(t(key));
                  void listen(t(key));
                }}
              >
                {t(key)}
              </button>
            ))}
          </div>
        )}
      </div>
    </>
  );
}
