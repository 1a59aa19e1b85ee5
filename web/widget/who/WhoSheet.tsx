import { useEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../../shared/api";
import { authorLabel } from "../../shared/author";
import { dayClock, number } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { Mark } from "../../shared/Mark";
import { usePanel } from "../view/context";
import { t } from "./texts";

/** "Siapa ini?": who or what wrote a message, in plain words first, then the detail and the proof. */
export function WhoSheet({ message, onClose }: { message: Message; onClose: () => void }) {
  const { chat } = usePanel();
  const dialog = useRef<HTMLDialogElement>(null);
  const { receipt, seq } = message;
  const vague = receipt && (receipt.index === null || receipt.state === "pending");
  useEffect(() => {
    dialog.current?.showModal();
    if (vague) chat.refresh(seq).catch(() => undefined);
  }, []);
  const { author } = message;
  const words = { name: author.name || t("person_here"), brand: chat.brand.value?.name ?? "" };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the sheet closes it; the keyboard has Escape
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby="who-title"
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && dialog.current?.close()}
    >
      <div class="sheet-body">
        <header class="sheet-head">
          <Mark kind={author.kind} name={author.name} size={44} />
          <h2 id="who-title" class="sheet-title" data-kind={author.kind}>
            {authorLabel(author)}
          </h2>
          <button
            type="button"
            class="plain plain-icon"
            aria-label={t("sheet_close")}
            onClick={() => dialog.current?.close()}
          >
            <Icon name="x" />
          </button>
        </header>
        <p class="sheet-say">{t(`who_${author.kind === "contact" ? "system" : author.kind}`, words)}</p>
        <Facts message={message} />
        <Proof message={message} />
        <PublicPages />
      </div>
    </dialog>
  );
}

/** The brand's pages for everybody: whether words are the brand's, and what the assistant does. */
function PublicPages() {
  const { widgetKey } = usePanel();
  const pages = [
    ["verifikasi", "check_page"],
    ["transparansi", "about_page"],
  ] as const;
  return (
    <ul class="sheet-pages">
      {pages.map(([path, words]) => (
        <li key={path}>
          <a
            href={`/${path}/${encodeURIComponent(widgetKey)}?lang=${language.value}`}
            target="_blank"
            rel="noopener noreferrer"
          >
            {t(words)}
            <Icon name="external-link" size={14} />
          </a>
        </li>
      ))}
    </ul>
  );
}

function Facts({ message: m }: { message: Message }) {
  const { author } = m;
  const lang = language.value;
  return (
    <dl class="sheet-facts">
      {author.model && (
        <div>
          <dt>{t("who_model")}</dt>
          <dd class="mono">{author.model}</dd>
        </div>
      )}
      {author.playbook && (
        <div>
          <dt>{t("who_playbook")}</dt>
          <dd class="mono">{author.playbook}</dd>
        </div>
      )}
      {author.kind === "ai_assisted" && author.share !== undefined && (
        <div>
          <dt>{t("who_share")}</dt>
          <dd>{number(author.share * 100, lang)} %</dd>
        </div>
      )}
      {m.sources && m.sources.length > 0 && (
        <div>
          <dt>{t("who_sources")}</dt>
          <dd>
            {m.sources.map((s) => (
              <span key={s.id} class="source">
                {s.title}
                {s.version && <small> {t("who_version", { version: s.version })}</small>}
              </span>
            ))}
          </dd>
        </div>
      )}
      <div>
        <dt>{t("who_time")}</dt>
        <dd class="tabular">{dayClock(m.at, lang)}</dd>
      </div>
      <div>
        <dt>{t("who_receipt")}</dt>
        <dd class="tabular">
          {m.receipt
            ? t(`receipt_${m.receipt.state}`) +
              (m.receipt.index === null ? "" : `, No.\u00a0${number(m.receipt.index, lang)}`)
            : t("receipt_none")}
        </dd>
      </div>
    </dl>
  );
}

function Proof({ message }: { message: Message }) {
  const { chat, base, widgetKey } = usePanel();
  const [state, setState] = useState<"idle" | "busy" | "failed">("idle");
  if (!message.receipt) return null;
  const file = `terang-receipt-${message.id}.txt`;
  const download = async () => {
    if (state === "busy") return;
    setState("busy");
    try {
      const url = URL.createObjectURL(await chat.client.receipt(message.id));
      const link = document.createElement("a");
      link.href = url;
      link.download = file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
      setState("idle");
    } catch {
      setState("failed");
    }
  };
  return (
    <>
      <button type="button" class="primary" aria-disabled={state === "busy"} onClick={download}>
        <Icon name="download" />
        {t(state === "busy" ? "receipt_downloading" : "receipt_download")}
      </button>
      <p class="sheet-error" role="alert">
        {state === "failed" && t("receipt_failed")}
      </p>
      <details class="sheet-verify">
        <summary>
          <Icon name="shield-check" />
          {t("verify_title")}
        </summary>
        <p>{t("verify_what")}</p>
        <p>{t("verify_how")}</p>
        <pre class="mono">terang verify {file}</pre>
        <p>
          <a
            href={`${base}/log/checkpoint?key=${encodeURIComponent(widgetKey)}`}
            target="_blank"
            rel="noopener noreferrer"
          >
            {t("verify_log")}
            <Icon name="external-link" size={14} />
          </a>
        </p>
      </details>
    </>
  );
}
