import type { Author, Message } from "../../../shared/api";
import { asLanguage } from "../../../shared/i18n";
import { MessageView } from "../../../shared/message/MessageView";
import { useConsole } from "../../view/context";
import type { TrySaid } from "../api";
import { useBook } from "../context";
import { t } from "../texts";
import { about, word } from "../words";
import { ActionCard } from "./ActionCard";

interface Props {
  said: TrySaid;
  seq: number;
  /** The talk waits for this action's answer. */
  answerable: boolean;
  /** Its quick replies can be tapped. */
  repliable: boolean;
}

const AUTHORS: Readonly<Record<string, Author>> = {
  contact: { kind: "contact" },
  assistant: { kind: "ai" },
  system: { kind: "system" },
};

/** One line of the talk: a message as the customer sees it, an action that is asked, or a note of the house. */
export function Said({ said, seq, answerable, repliable }: Props) {
  const { tryOut } = useBook();
  const { world } = useConsole();
  if (said.who === "action" && said.action)
    return (
      <ActionCard action={said.action} answerable={answerable}>
        <AtStep said={said} />
      </ActionCard>
    );
  if (said.who === "note" || said.who === "action") return <p class="try-note">{said.text}</p>;
  const now = world.now().getTime();
  const message: Message = {
    id: `try-${seq}`,
    seq,
    prev: seq - 1,
    kind: said.who === "system" ? "notice" : "text",
    direction: said.who === "contact" ? "in" : "out",
    author: said.author ?? AUTHORS[said.who] ?? { kind: "system" },
    language: asLanguage(tryOut.language.value),
    text: said.text,
    replies: said.replies ?? null,
    card: said.card ?? null,
    sources: said.sources ?? null,
    at: said.at ?? new Date(now).toISOString(),
  };
  return (
    <MessageView
      message={message}
      side="contact"
      now={now}
      onReply={repliable ? (reply) => void tryOut.add({ choice: reply.value }) : undefined}
      status={<AtStep said={said} />}
    />
  );
}

/** Which step it was that spoke; a press leads to it. */
function AtStep({ said }: { said: TrySaid }) {
  const book = useBook();
  // Another playbook may speak in between; its steps are not drawn here.
  const own = !said.playbook || said.playbook.split("@")[0] === book.id;
  const node = own && book.nodes.value.find((n) => n.id === said.at_step);
  if (!node) return null;
  return (
    <button type="button" class="at-step" onClick={() => book.select(node.id)} title={about(node)}>
      <span class="visually-hidden">{t("at_step")} </span>
      {word("step", node.kind)} · {t("line", { line: node.line })}
    </button>
  );
}
