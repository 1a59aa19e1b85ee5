import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { AuthorTag } from "../../shared/AuthorTag";
import type { Conversation } from "../../shared/api";
import { Icon } from "../../shared/Icon";
import { AideMenu } from "../aide/AideMenu";
import { ReadHint } from "../aide/ReadHint";
import { useAnswering } from "../answering/useAnswering";
import { lockOf } from "../core/abilities";
import type { DraftKind } from "../core/drafts";
import { sends } from "../core/keys";
import { nameOf } from "../core/names";
import type { Thread } from "../core/thread";
import { useFiles } from "../files/useFiles";
import { FactMenu } from "../handover/FactMenu";
import { factsOpen, hasKnown } from "../handover/facts";
import { KnownHint } from "../handover/KnownHint";
import { useInsert } from "../handover/useInsert";
import { useOtherTabs } from "../sending/useOtherTabs";
import { SentAs } from "../suggestion/SentAs";
import { t } from "../texts";
import { useConsole } from "./context";
import { useFieldGone } from "./fieldGone";
import { Glyph } from "./Glyph";
import { MOD } from "./Keys";
import { Locked } from "./Locked";
import { useAskedFocus } from "./useAskedFocus";

/** Longest text of one message, in characters, as the server counts. */
const MAX = 4000;
/** From here on the rest is counted down. */
const TELL_LEFT = 200;
const MAX_HEIGHT_PX = 240;

interface Props {
  row: Conversation;
  thread: Thread;
}

/** Reply or internal note: never both looks alike, and a reply only for whoever has the word. */
export function Composer({ row, thread }: Props) {
  const { session, drafts, outbox, teller, prefs, layout, cards, reask, watch, outgoing } = useConsole();
  const [kind, setKind] = useState<DraftKind>("reply");
  const [text, setText] = useState(() => drafts.get(row.id, "reply"));
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const me = session.me()?.agent;
  const lock = lockOf(row, thread, session.agentId());
  // While missing messages come, one goes on writing and only the sending waits: a field that went away under the hands would
  // leave the next letters to the single keys.
  const waits = kind === "reply" && lock === "gap";
  const locked = kind === "reply" && lock !== null && !waits;
  const length = [...text.trim()].length;
  const over = length - MAX;
  const draftId = drafts.draftId(row.id, kind);
  const files = useFiles(row.id, kind === "reply" && !locked);
  const empty = !text.trim() && !files.some;
  const watched = kind === "reply" && hasKnown(row);

  const shown = useRef(kind);
  shown.current = kind;
  const sending = useRef(false);
  const turnTo = (next: DraftKind) => {
    setKind(next);
    setText(drafts.get(row.id, next));
  };

  // An unsent message comes back to be changed, or a draft is taken: its text and what it is appear together.
  const given = drafts.given.value;
  useLayoutEffect(() => {
    if (given?.conversation !== row.id) return;
    drafts.given.value = null;
    turnTo(given.kind);
    area.current?.focus();
  }, [given]);

  useAskedFocus(kind, turnTo, locked ? lock : null, area, row.agent?.name ?? "");
  useFieldGone(locked, area);

  useLayoutEffect(() => {
    const field = area.current;
    if (!field) return;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, MAX_HEIGHT_PX)}px`;
  }, [text, kind, locked]);

  const write = (value: string) => {
    setText(value);
    drafts.set(row.id, kind, value);
    if (kind === "reply" && value.trim()) teller.typed(row.id);
    if (value.trim()) watch.wrote(row.id, kind);
    if (watched) reask.typed(row.id, value);
  };
  useInsert(row.id, locked, area, write);
  useOtherTabs(row.id, kind, setText);
  useLayoutEffect(() => reask.forget, [row.id, kind]);
  const answering = useAnswering({ row, kind, locked, area, text, write });

  /** Asking again for what is known is held once; what cannot be told at once goes. */
  const send = async () => {
    const ready = text.trim();
    if (empty || over > 0 || locked || waits || sending.current || !files.settled() || answering.holds())
      return;
    const from = draftId;
    // Gone from the field at once: what is typed while one waits for a word on it is the next message.
    setText("");
    area.current?.focus();
    if (ready && watched) {
      sending.current = true;
      const may = await reask.before(row.id, ready);
      sending.current = false;
      if (!may) {
        const back = [ready, drafts.since(row.id, kind, text)].filter(Boolean).join("\n");
        drafts.set(row.id, kind, back, from);
        if (shown.current === kind) setText(back);
        return;
      }
    }
    reask.forget();
    teller.stop();
    const next = drafts.since(row.id, kind, text);
    outbox.add(row.id, kind === "note" ? "note" : "text", ready, from, files.take(), answering.sending());
    drafts.set(row.id, kind, "");
    drafts.set(row.id, kind, next);
    // Whoever answers has read what the assistant left.
    if (kind === "reply" && row.hand_over) cards.set(row, true);
  };
  const anyway = () => {
    reask.waive(row.id);
    void send();
  };

  return (
    <section class="composer" data-kind={kind} aria-label={t("composer")}>
      {answering.picker}
      <div class="composer-box">
        <div class="composer-top">
          <Tabs id={id} kind={kind} onTurn={turnTo} />
          <div class="composer-help">
            {answering.buttons}
            {!locked && <FactMenu row={row} onClose={() => area.current?.focus()} />}
            {!locked && kind === "reply" && (
              <AideMenu row={row} text={text} onClose={() => area.current?.focus()} />
            )}
          </div>
        </div>
        <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${kind}`} class="composer-panel">
          {locked ? (
            <Locked lock={lock} row={row} />
          ) : (
            <>
              <ReadHint row={row} thread={thread} />
              {watched && <KnownHint row={row} onAnyway={anyway} />}
              <textarea
                ref={area}
                class="composer-text"
                rows={2}
                value={text}
                lang={kind === "reply" ? row.language : undefined}
                aria-label={t(kind === "reply" ? "tab_reply" : "tab_note")}
                aria-describedby={`${id}-foot`}
                placeholder={
                  kind === "reply" ? t("reply_placeholder", { name: nameOf(row) }) : t("note_placeholder")
                }
                onInput={(event) => {
                  write(event.currentTarget.value);
                  answering.look();
                }}
                {...answering.aria}
                onBlur={teller.stop}
                onKeyDown={(event) => {
                  if (answering.keyDown(event)) return;
                  if (event.key === "." && (event.ctrlKey || event.metaKey)) {
                    event.preventDefault();
                    factsOpen.value = row.id;
                  }
                  const back = event.key === "z" && (event.ctrlKey || event.metaKey) && !text;
                  if (back && outgoing.undoLast(row.id)) event.preventDefault();
                  if (!sends(event, prefs.value.sendWith)) return;
                  event.preventDefault();
                  void send();
                }}
              />
              {answering.below}
              {draftId && me && <SentAs name={me.name} />}
              <div class="composer-foot" id={`${id}-foot`}>
                {kind === "reply" && <div class="files" ref={files.box} />}
                {kind === "note" ? (
                  <span class="composer-as">
                    <Glyph name="lock" size={14} />
                    {t("note_only")}
                  </span>
                ) : (
                  me &&
                  !draftId && (
                    <span class="composer-as">
                      <span class="composer-as-word">{t("writes_as")}</span>
                      <AuthorTag author={{ kind: "human", name: me.name }} size={18} />
                    </span>
                  )
                )}
                <span class="composer-hint" role="status">
                  {over > 0 ? (
                    <strong class="over">{t("too_long", { over })}</strong>
                  ) : waits ? (
                    t("locked_gap")
                  ) : length > MAX - TELL_LEFT ? (
                    t("chars_left", { left: MAX - length })
                  ) : layout.value === "full" || layout.value === "wide" ? (
                    t(prefs.value.sendWith === "ctrl" ? "send_hint_ctrl" : "send_hint_enter", { mod: MOD })
                  ) : (
                    ""
                  )}
                </span>
                <button
                  type="button"
                  class="button"
                  data-kind="main"
                  aria-disabled={empty || over > 0 || waits}
                  onClick={() => void send()}
                >
                  {kind === "note" ? t("save_note") : t("send")}
                  {kind === "reply" && <Icon name="send-up" size={18} />}
                </button>
              </div>
            </>
          )}
        </div>
      </div>
    </section>
  );
}

function Tabs({ id, kind, onTurn }: { id: string; kind: DraftKind; onTurn: (kind: DraftKind) => void }) {
  const kinds: readonly DraftKind[] = ["reply", "note"];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    const next = kind === "reply" ? "note" : "reply";
    onTurn(next);
    document.getElementById(`${id}-${next}`)?.focus();
  };
  return (
    <div class="composer-tabs" role="tablist" aria-label={t("composer")} onKeyDown={onKeyDown}>
      {kinds.map((k) => (
        <button
          key={k}
          type="button"
          role="tab"
          id={`${id}-${k}`}
          class="composer-tab"
          data-kind={k}
          aria-selected={k === kind}
          aria-controls={`${id}-panel`}
          tabIndex={k === kind ? 0 : -1}
          onClick={() => onTurn(k)}
        >
          <Glyph name={k === "reply" ? "corner-up-left" : "lock"} size={16} />
          {t(k === "reply" ? "tab_reply" : "tab_note")}
        </button>
      ))}
    </div>
  );
}
