import "./mentions.css";
import { dayClock } from "../../../shared/format";
import { t as tc } from "../../texts";
import { useConsole } from "../../view/context";
import { Glyph } from "../../view/Glyph";
import { Bone, Empty, Trouble, Waiting } from "../../view/States";
import { t } from "./texts";
import { useMentions } from "./useMentions";

/** The notes that name the agent, newest first; each opens its conversation. */
export function MentionList() {
  const { mentions, prefs, clock } = useConsole();
  const { state, items, next, failure, load, more, readAll } = useMentions();
  if (items.length === 0 && state === "failed" && failure)
    return (
      <Trouble
        title={t("mentions_failed")}
        failure={failure}
        safe={t("mentions_failed_safe")}
        onRetry={() => void load()}
      />
    );
  if (items.length === 0 && state !== "ready")
    return (
      <Waiting>
        <Bone width="40%" height={16} />
        <Bone width="90%" />
        <Bone width="70%" />
      </Waiting>
    );
  if (items.length === 0)
    return (
      <Empty icon={<Glyph name="at-sign" size={22} />} title={t("mentions_empty")}>
        {t("mentions_empty_why")}
      </Empty>
    );
  return (
    <>
      {mentions.unread.value > 0 && (
        <button type="button" class="button" data-size="small" onClick={() => void readAll()}>
          {t("mentions_read_all")}
        </button>
      )}
      <ul class="mention-list">
        {items.map((m) => (
          <li key={m.message_id}>
            <button
              type="button"
              class="mention"
              data-unread={m.read ? undefined : ""}
              onClick={() => mentions.follow(m.conversation_id)}
            >
              <span class="mention-top">
                <strong>{m.by.name}</strong>
                {!m.read && <span class="mention-new">{t("mention_new")}</span>}
                <time class="tabular" dateTime={m.at}>
                  {dayClock(m.at, prefs.value.language, clock.value)}
                </time>
              </span>
              <span class="mention-text">{m.text}</span>
              <span class="mention-where">
                {t("mention_about", {
                  name: m.contact.name.trim() || tc("guest", { sign: m.contact.id.slice(-4).toUpperCase() }),
                })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {next !== null && (
        <button type="button" class="list-more" aria-disabled={state === "loading"} onClick={more}>
          {tc(state === "loading" ? "list_loading_more" : "list_more")}
        </button>
      )}
    </>
  );
}
