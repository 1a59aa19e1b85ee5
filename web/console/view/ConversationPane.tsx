import { useEffect, useRef, useState } from "preact/hooks";
import type { Message } from "../../shared/api";
import { AbuseBar, CareDialogs, Readers, ReasonDoor } from "../care/CareParts";
import { nameOf } from "../core/names";
import { useArrival } from "../find/useArrival";
import { OwedDialog } from "../handover/OwedDialog";
import { Colleagues } from "../sending/Colleagues";
import { t } from "../texts";
import { Composer } from "./Composer";
import { ConversationHead } from "./ConversationHead";
import { useConsole } from "./context";
import { Glyph } from "./Glyph";
import { HandOverCard } from "./HandOverCard";
import { Messages, MessagesSkeleton } from "./Messages";
import { Empty, Trouble, Waiting } from "./States";
import { WhoDialog } from "./WhoDialog";

/** One conversation: who has the word, the hand-over card until it is read, everything that was said, the composer. */
export function ConversationPane({ id }: { id: string }) {
  const { inbox, threads, go, view, session } = useConsole();
  const [who, setWho] = useState<Message | null>(null);
  const box = useRef<HTMLElement>(null);
  const row = inbox.lists.value.rows.get(id);
  const thread = threads.get(id).value;

  const asks = row?.reason_needed || thread.failure?.code === "reason_needed";
  useArrival(id, thread);

  // Whoever opens a conversation stands in it: single keys act on it, Tab goes on from here.
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
  }, [id]);

  if (thread.state === "failed" && thread.failure?.status === 404)
    return (
      <section class="conversation" ref={box} tabIndex={-1} aria-label={t("conversation_gone")}>
        <h1 class="visually-hidden">{t("conversation_gone")}</h1>
        <Empty
          icon={<Glyph name="message-square-text" size={22} />}
          title={t("conversation_gone")}
          action={{
            label: t("conversation_to_list"),
            run: () => go({ page: "inbox", view: view.peek(), conversation: null, panel: false }, true),
          }}
        >
          {t("conversation_gone_why")}
        </Empty>
      </section>
    );

  return (
    <section
      class="conversation"
      ref={box}
      tabIndex={-1}
      aria-label={row ? t("conversation", { name: nameOf(row) }) : t("loading")}
    >
      <ConversationHead id={id} row={row} />
      {!asks && <Readers key={id} id={id} />}
      {row?.hand_over && <HandOverCard key={row.hand_over.at} row={row} handOver={row.hand_over} />}
      {asks ? (
        <ReasonDoor key={id} id={id} />
      ) : thread.state === "failed" && thread.failure ? (
        <Trouble
          title={t("conversation_failed")}
          failure={thread.failure}
          safe={t("conversation_failed_safe")}
          onRetry={() => void threads.open(id)}
        />
      ) : thread.state === "loading" ? (
        <Waiting>
          <MessagesSkeleton />
        </Waiting>
      ) : (
        <Messages key={id} id={id} thread={thread} row={row} onWho={setWho} />
      )}
      <Colleagues id={id} />
      {row && <OwedDialog row={row} />}
      {row && <CareDialogs row={row} />}
      {row && !asks && <AbuseBar row={row} thread={thread} />}
      {row && !asks && session.may("speak") && <Composer key={id} row={row} thread={thread} />}
      {who && <WhoDialog message={who} row={row} onClose={() => setWho(null)} />}
    </section>
  );
}
