import { useEffect, useState } from "preact/hooks";
import { AuthorTag } from "../../shared/AuthorTag";
import type { Conversation, Message } from "../../shared/api";
import { dayClock, number } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { receiptUrl } from "../core/api";
import { named } from "../core/names";
import { t } from "../texts";
import { useConsole } from "./context";
import { Dialog } from "./Dialog";

interface Props {
  message: Message;
  row: Conversation | undefined;
  onClose: () => void;
}

/** Whether the place in the log is known; right after sending it may not be. */
const inLog = (message: Message) =>
  typeof message.receipt?.index === "number" && message.receipt.state !== "pending";

/** "Siapa ini?": who wrote a message, by what, from which sources, and the proof of it. */
export function WhoDialog({ message: shown, row, onClose }: Props) {
  const { prefs, session, threads } = useConsole();
  const [message, setMessage] = useState(shown);
  useEffect(() => {
    if (!row || shown.direction !== "out" || inLog(shown)) return;
    void threads.refresh(row.id, shown.seq).then((fresh) => fresh && setMessage(fresh));
  }, [shown]);
  const lang = prefs.value.language;
  const { author } = named(message, row);
  const workspace = session.me()?.workspace.name ?? "";
  const lines: [label: string, value: string][] = [];
  if (author.model) lines.push([t("who_model"), author.model]);
  if (author.playbook) lines.push([t("who_playbook"), author.playbook]);
  if (author.share) lines.push([t("who_share"), `${number(author.share * 100, lang)}%`]);
  if (message.sources && message.sources.length > 0)
    lines.push([
      t("who_sources"),
      message.sources.map((s) => (s.version ? `${s.title} (v${s.version})` : s.title)).join(" · "),
    ]);
  lines.push([t("who_time"), dayClock(message.at, lang)]);
  if (message.disclosure?.text) lines.push([t("who_disclosure"), message.disclosure.text]);

  return (
    <Dialog title={t("who_title")} onClose={onClose}>
      <div class="who">
        <p class="who-author">
          <AuthorTag author={author} size={40} />
        </p>
        <p>{t(`who_${author.kind}`, { workspace })}</p>
        <dl class="pairs">
          {lines.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <section class="who-receipt" aria-label={t("who_receipt")}>
          <Icon name="shield-check" size={24} />
          {message.direction === "out" && message.receipt && row ? (
            <div>
              <p class="who-receipt-state">{t(`who_receipt_${message.receipt.state}`)}</p>
              {typeof message.receipt.index === "number" && (
                <p class="soft tabular">
                  {t("who_receipt_index", { index: number(message.receipt.index, lang) })}
                </p>
              )}
              <a class="button" href={receiptUrl(row.id, message.id)} download>
                <Icon name="download" size={18} />
                {t("who_download")}
              </a>
              <p class="soft">{t("who_verify")}</p>
            </div>
          ) : (
            <p class="soft">{t("who_receipt_none")}</p>
          )}
        </section>
      </div>
    </Dialog>
  );
}
