import "./suggestion.css";
import type { Message } from "../../shared/api";
import { MessageView } from "../../shared/message/MessageView";
import { t as help } from "../aide/texts";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Key } from "../view/Key";
import { draftOf, take } from "./suggestion";
import { t } from "./texts";

interface Props {
  conversation: string;
  message: Message;
  /** An agent has answered since. */
  answered: boolean;
  /** Whoever looks may reply now. */
  usable: boolean;
  /** It is the one that the key takes. */
  newest: boolean;
  now: number;
  onWho: (message: Message) => void;
}

/** A draft that a model left for the agents: named as what it is, with its sources, and one way to use it. */
export function SuggestionView({ conversation, message, answered, usable, newest, now, onWho }: Props) {
  const console = useConsole();
  const { prefs, layout } = console;
  const keyed = newest && prefs.value.singleKeys && layout.value !== "pages";
  const kind = draftOf(message);
  const title =
    kind === "answer"
      ? t(answered ? "answered" : "unsent")
      : help(kind === "summary" ? "summary_head" : "reworded_head");
  if (kind === "reworded")
    return (
      <details class="reworded">
        <summary>{title}</summary>
        <MessageView message={message} side="agent" now={now} onWho={onWho} />
      </details>
    );
  return (
    <article class="suggestion" data-answered={answered || undefined} aria-label={title}>
      <header class="suggestion-head">
        <Glyph name="pencil" size={16} />
        <h3>{title}</h3>
        {!answered && kind === "answer" && <span class="suggestion-why">{t("why")}</span>}
      </header>
      <MessageView message={message} side="agent" now={now} onWho={onWho} />
      {usable && kind === "answer" && (
        <button
          type="button"
          class="button suggestion-take"
          data-size="small"
          aria-keyshortcuts={keyed ? "d" : undefined}
          onClick={() => take(console, conversation, message)}
        >
          {t("take")}
          {keyed && <Key name="d" />}
        </button>
      )}
    </article>
  );
}
