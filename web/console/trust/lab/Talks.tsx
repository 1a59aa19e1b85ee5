import { dayClock } from "../../../shared/format";
import { Icon } from "../../../shared/Icon";
import { language } from "../../../shared/i18n";
import { format } from "../../core/route";
import { useConsole } from "../../view/context";
import { Glyph } from "../../view/Glyph";
import { Empty } from "../../view/States";
import { SHOWS, type Talk } from "../api";
import { useLab } from "../context";
import { t as tr } from "../texts";
import { count, wordFor } from "../words";
import { sooner } from "./curve";
import { countOf, left, listed } from "./outcome";
import { TalkCurve } from "./TalkCurve";
import { t, texts } from "./texts";

/** The talks that would have gone another way, each with its curve. */
export function Talks() {
  const lab = useLab();
  const { data, busy } = lab.replay.value;
  if (!data || data.talks === 0) return null;
  const now = lab.show.value;
  const items = listed(data, now);
  const more = left(data, now);
  return (
    <section class="card talks" aria-labelledby="talks" aria-busy={busy}>
      <div class="lines-head">
        <h2 id="talks">{t("talks")}</h2>
        <p class="soft">{t("talks_why")}</p>
      </div>
      <fieldset class="talk-chips">
        <legend class="visually-hidden">{t("show")}</legend>
        {SHOWS.map((show) => {
          return (
            <button
              key={show}
              type="button"
              class="trust-chip"
              aria-pressed={show === now}
              onClick={() => lab.filter(show)}
            >
              {t(`show_${show}`)} <span class="tabular">{count(countOf(show, data))}</span>
            </button>
          );
        })}
      </fieldset>
      <p class="visually-hidden" role="status">
        {busy ? "" : t("talks_shown", { shown: count(items.length) })}
      </p>
      {items.length === 0 ? (
        <Empty
          icon={<Glyph name="message-square-text" size={22} />}
          title={t(now === "all" ? "talks_none" : "talks_none_shown")}
        >
          {t(now === "all" ? "talks_none_why" : "talks_none_shown_why")}
        </Empty>
      ) : (
        <>
          <Key />
          <ul class="talk-list" data-stale={busy ? "" : undefined}>
            {items.map((talk) => (
              <TalkRow key={talk.conversation_id} talk={talk} />
            ))}
          </ul>
        </>
      )}
      {more > 0 &&
        (lab.mayMore() ? (
          <button type="button" class="button more-button" aria-disabled={busy} onClick={lab.more}>
            {busy ? tr("more_busy") : t("talks_more", { count: count(more) })}
          </button>
        ) : (
          <p class="soft talks-rest">{t("talks_rest", { count: count(more) })}</p>
        ))}
    </section>
  );
}

/** What the lines of the curves are; those that fall are the talks themselves. */
function Key() {
  return (
    <p class="talk-key soft" aria-hidden="true">
      {(["now", "then"] as const).map((kind) => (
        <span key={kind}>
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
            <line class="talk-came" data-kind={kind} x1="7" x2="7" y1="0" y2="14" />
          </svg>
          {t(`key_${kind}`)}
        </span>
      ))}
      {(["offer", "take_over"] as const).map((line) => (
        <span key={line} class="talk-line" data-line={line}>
          <svg width="18" height="14" viewBox="0 0 18 14" aria-hidden="true">
            <line x1="0" x2="18" y1="7" y2="7" />
          </svg>
          {t(`key_${line}`)}
        </span>
      ))}
    </p>
  );
}

/** When a person comes then, against now, in a sentence. */
function cameWords(talk: Talk): string {
  const { now, then } = talk;
  const by = sooner(talk);
  if (now && then && by !== null) {
    const values = { now: count(now.seq), next: count(then.seq), by: count(Math.abs(by)) };
    if (by < 0) return t("came_earlier", values);
    return by > 0 ? t("came_later_at", values) : t("came_same", values);
  }
  if (then) return t("came_new", { next: count(then.seq) });
  if (now) return t(talk.class === "later" ? "came_later" : "came_gone", { now: count(now.seq) });
  return t("came_never");
}

function TalkRow({ talk }: { talk: Talk }) {
  const lab = useLab();
  const { world } = useConsole();
  const imported = lab.source.value.kind === "import";
  const name = talk.name.trim() || `${tr("guest")} ${talk.conversation_id.slice(-4).toUpperCase()}`;
  return (
    <li class="talk">
      <div class="talk-text">
        <h3 class="talk-name">
          {name}
          <span class="talk-class" data-class={talk.class}>
            {t(`class_${talk.class}`)}
          </span>
        </h3>
        {!imported && <p class="soft tabular talk-at">{dayClock(talk.at, language.value, world.now())}</p>}
        <p class="talk-came-words">{cameWords(talk)}</p>
        <p class="talk-truth" data-truth={talk.truth}>
          <span class="talk-truth-mark" aria-hidden="true" />
          {t(`truth_${talk.truth}`)}
          {talk.why && <span class="soft">: {wordFor(texts, t, "why", talk.why)}</span>}
        </p>
        {!imported && (
          <a
            class="link-button talk-open"
            href={format({ page: "inbox", view: "all", conversation: talk.conversation_id, panel: false })}
          >
            {tr("open_conversation")}
            <span class="visually-hidden">: {name}</span>
            <Icon name="chevron-right" size={16} />
          </a>
        )}
      </div>
      <TalkCurve talk={talk} name={name} lines={talk.lines} />
    </li>
  );
}
