import { useEffect } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { format } from "../core/route";
import { Fetched } from "../room/Fetched";
import { useConsole } from "../view/context";
import { Empty } from "../view/States";
import { useRoom } from "./context";
import { Head } from "./Head";
import { MissedCard } from "./MissedCard";
import { keyOf } from "./room";
import { t } from "./texts";

const NOBODY = { conversation_id: "", seq: 0 };

/** Messages that the assistant did not understand, those that are alike together. */
export function Missed() {
  const { go } = useConsole();
  const { missed, gone, more } = useRoom();
  useEffect(() => void missed.load(), [missed]);
  return (
    <>
      <Head title={t("tab_missed")} lead={t("missed_lead")} />
      <Fetched slot={missed}>
        {({ groups, next }) => {
          const left = groups
            .map((group) => ({
              ...group,
              key: keyOf(group.messages[0] ?? NOBODY),
              messages: group.messages.filter((m) => !gone.value.has(keyOf(m))),
            }))
            .filter((group) => group.messages.length > 0);
          if (left.length === 0)
            return (
              <Empty
                icon={<Icon name="check-check" size={22} />}
                title={t("missed_none")}
                action={{
                  label: t("missed_none_next"),
                  run: () => go({ page: "understanding", tab: "confusions", about: [] }),
                }}
              >
                {t("missed_none_why")}
              </Empty>
            );
          return (
            <>
              <ol class="groups">
                {left.map((group) => (
                  <MissedCard key={group.key} group={group} />
                ))}
              </ol>
              {next && (
                <button
                  type="button"
                  class="button teach-more"
                  aria-disabled={missed.held.value.busy}
                  onClick={() => !missed.held.value.busy && void more()}
                >
                  {t(missed.held.value.busy ? "more_busy" : "more_groups")}
                </button>
              )}
            </>
          );
        }}
      </Fetched>
    </>
  );
}

/** Where a conversation is opened. */
export const toConversation = (id: string) =>
  format({ page: "inbox", view: "all", conversation: id, panel: false });
