import "./sending.css";
import type { Message } from "../../shared/api";
import { authorLabel } from "../../shared/author";
import { t } from "./texts";

const SHOWN = 3;

interface Props {
  messages: readonly Message[];
  /** What the contact is called. */
  contact: string;
  onAnyway: () => void;
  onEdit: () => void;
  editWord: string;
}

const who = (message: Message, contact: string): string => {
  if (message.direction === "in") return contact;
  const label = authorLabel(message.author);
  return message.kind === "note" ? t("note_by", { name: message.author.name ?? label }) : label;
};

/** What was said while one wrote: nothing went out, and one decides with it in sight. */
export function Unseen({ messages, contact, onAnyway, onEdit, editWord }: Props) {
  return (
    <div class="unseen" role="alert">
      <p class="unseen-head">{t("unseen", { count: messages.length })}</p>
      <ul>
        {messages.slice(-SHOWN).map((message) => (
          <li key={message.id}>
            <strong>{who(message, contact)}</strong>:{" "}
            {message.text || message.attachments?.map((file) => file.name).join(", ")}
          </li>
        ))}
      </ul>
      <p>{t("unseen_why")}</p>
      <div class="unseen-ways">
        <button type="button" class="button" data-size="small" onClick={onEdit}>
          {editWord}
        </button>
        <button type="button" class="button" data-size="small" data-kind="main" onClick={onAnyway}>
          {t("send_anyway")}
        </button>
      </div>
    </div>
  );
}
