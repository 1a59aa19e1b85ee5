import "./promises.css";
import { useId, useState } from "preact/hooks";
import type { Conversation, DeskPromise, PromiseKind } from "../../shared/api";
import { lockOf } from "../core/abilities";
import { nameOf } from "../core/names";
import { t as say } from "../texts";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { Field } from "../view/Field";
import { Segmented } from "../view/Segmented";
import { Switch } from "../view/Switch";
import { fieldTime, halfHour, sayWhen, timeOf, type When } from "./due";
import { needsReach, reachFor } from "./reach";
import { t } from "./texts";
import { WhenField } from "./When";

const KINDS: readonly PromiseKind[] = ["reply", "call", "write", "task"];
const MAX_WORDS = 300;
const MAX_NOTE = 1000;
/** What a time of one's own begins with. */
const AHEAD_MS = 2 * 3_600_000;

interface Props {
  row: Conversation;
  onClose: () => void;
}

function Actions({
  save,
  busy,
  danger,
  onClose,
}: {
  save: string;
  busy: boolean;
  danger?: boolean;
  onClose: () => void;
}) {
  return (
    <div class="dialog-actions">
      <button type="button" class="button" onClick={onClose}>
        {say("cancel")}
      </button>
      <button type="submit" class="button" data-kind={danger ? "danger" : "main"} aria-disabled={busy}>
        {save}
      </button>
    </div>
  );
}

/** A new promise: what, where to, by when, and in which words. The words follow the choices until they are changed by hand. */
export function MakeDialog({ row, onClose }: Props) {
  const { promises, clock, threads, session, world } = useConsole();
  const [clientId] = useState(world.newId);
  const [kind, setKind] = useState<PromiseKind>("reply");
  const [reach, setReach] = useState("");
  const [when, setWhen] = useState<When>("hour");
  const [picked, setPicked] = useState("");
  const [own, setOwn] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const id = useId();
  const now = clock.value;
  const due = timeOf(when, picked, now);
  const words =
    own ?? (due ? t(`promise_say_${kind}`, { when: sayWhen(due, row.language, now) }, row.language) : "");
  const mayTell = lockOf(row, threads.get(row.id).value, session.agentId()) === null;
  const [tell, setTell] = useState(true);
  const busy = promises.busy.value.has(row.id);

  const wrong = {
    reach:
      needsReach(kind) && !reachFor(kind, reach)
        ? t(kind === "write" ? "promise_reach_wrong_write" : "promise_reach_wrong")
        : "",
    when: !due || due.getTime() <= now ? t("promise_past") : "",
    words: words.trim() ? "" : t("promise_words_wrong"),
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (busy || !due || wrong.reach || wrong.when || wrong.words) return;
    const made = await promises.make(row.id, {
      client_id: clientId,
      kind,
      words: words.trim(),
      reach: reachFor(kind, reach),
      due_at: due.toISOString(),
      tell: tell && mayTell,
    });
    if (made) onClose();
  };
  return (
    <Dialog title={t("promise_make_title", { name: nameOf(row) })} onClose={onClose}>
      <form class="form" noValidate onSubmit={(event) => void submit(event)}>
        <div class="promise-kinds">
          <Segmented
            legend={t("promise_kind")}
            value={kind}
            options={KINDS.map((value) => ({ value, label: t(`promise_short_${value}`) }))}
            onChange={setKind}
          />
        </div>
        {needsReach(kind) && (
          <Field
            label={t(kind === "call" ? "promise_reach_call" : "promise_reach_write")}
            value={reach}
            onInput={setReach}
            error={(tried && wrong.reach) || undefined}
            autoComplete="off"
          />
        )}
        <WhenField
          when={when}
          picked={picked}
          now={now}
          error={(tried && wrong.when) || undefined}
          onWhen={(next) => {
            setWhen(next);
            if (next === "pick" && !picked) setPicked(fieldTime(halfHour(now + AHEAD_MS)));
          }}
          onPick={setPicked}
        />
        <div class="field" data-error={tried && wrong.words ? "" : undefined}>
          <label class="field-label" for={id}>
            {t("promise_words")}
          </label>
          <textarea
            id={id}
            rows={2}
            lang={row.language}
            maxLength={MAX_WORDS}
            value={words}
            aria-describedby={`${id}-hint`}
            onInput={(event) => setOwn(event.currentTarget.value)}
          />
          <p class={tried && wrong.words ? "field-error" : "field-hint"} id={`${id}-hint`}>
            {tried && wrong.words ? wrong.words : t("promise_words_hint")}
          </p>
        </div>
        {mayTell && (
          <Switch label={t("promise_tell")} hint={t("promise_tell_hint")} on={tell} onChange={setTell} />
        )}
        <Actions save={t("promise_save")} busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Another time for a promise. */
export function MoveDialog({ row, promise, onClose }: Props & { promise: DeskPromise }) {
  const { promises, clock, threads, session } = useConsole();
  const [when, setWhen] = useState<When>("hour");
  const [picked, setPicked] = useState(fieldTime(promise.due_at));
  const [tried, setTried] = useState(false);
  const mayTell = lockOf(row, threads.get(row.id).value, session.agentId()) === null;
  const [tell, setTell] = useState(true);
  const due = timeOf(when, picked, clock.value);
  const wrong = !due || due.getTime() <= clock.value ? t("promise_past") : "";
  const busy = promises.busy.value.has(promise.id);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (busy || !due || wrong) return;
    if (await promises.move(promise.id, row.id, due.toISOString(), tell && mayTell)) onClose();
  };
  return (
    <Dialog title={t("promise_move_title")} onClose={onClose}>
      <form class="form" noValidate onSubmit={(event) => void submit(event)}>
        <WhenField
          when={when}
          picked={picked}
          now={clock.value}
          error={(tried && wrong) || undefined}
          onWhen={setWhen}
          onPick={setPicked}
        />
        {mayTell && <Switch label={t("promise_move_tell")} on={tell} onChange={setTell} />}
        <Actions save={t("promise_move_save")} busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** A promise that is owed no more, with why. */
export function CancelDialog({ row, promise, onClose }: Props & { promise: DeskPromise }) {
  const { promises } = useConsole();
  const [note, setNote] = useState("");
  const id = useId();
  const busy = promises.busy.value.has(promise.id);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!busy && (await promises.cancel(promise.id, row.id, note.trim()))) onClose();
  };
  return (
    <Dialog title={t("promise_cancel_title")} onClose={onClose}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        {promise.words && <blockquote class="promise-quote">{promise.words}</blockquote>}
        <p class="soft">{t("promise_cancel_why")}</p>
        <div class="field">
          <label class="field-label" for={id}>
            {t("promise_cancel_note")}
          </label>
          <textarea
            id={id}
            rows={2}
            maxLength={MAX_NOTE}
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        </div>
        <Actions save={t("promise_cancel")} busy={busy} danger onClose={onClose} />
      </form>
    </Dialog>
  );
}
