import { useState } from "preact/hooks";
import { Icon } from "../../../shared/Icon";
import { Managers } from "../../room/Managers";
import { Glyph } from "../../view/Glyph";
import type { Lines } from "../api";
import { useLab } from "../context";
import { count, inWords, whoseName } from "../words";
import { Axis } from "./Axis";
import {
  alike,
  EVERYBODY,
  eased,
  keyOf,
  linesOf,
  mostHysteresis,
  own,
  parent,
  RISKS,
  type Whose,
} from "./setting";
import { t } from "./texts";

const HYSTERESIS_STEP = 5;

/** The lines of everybody, and those of risks and playbooks that ask for more care. */
export function LinesCard() {
  const lab = useLab();
  const setting = lab.setting.value;
  const live = lab.live.value;
  if (!setting || !live) return null;
  const lines = setting.default;
  const changed = !alike(lines, live.default);
  return (
    <section class="card lines" aria-labelledby="lines">
      <div class="lines-head">
        <h2 id="lines">{t("lines")}</h2>
        <p class="soft">{t("lines_why")}</p>
      </div>
      <Axis
        whose={whoseName(EVERYBODY, [])}
        lines={lines}
        live={live.default}
        onChange={(next) => lab.set(EVERYBODY, next)}
      />
      <p class="soft lines-live tabular">
        {changed
          ? t("live_was", { offer: live.default.offer, take_over: live.default.take_over })
          : t("slider_keys")}
      </p>
      <WayBack lines={lines} onChange={(next) => lab.set(EVERYBODY, next)} />
      <Special />
    </section>
  );
}

/** How far a score must rise above the line that it fell under. */
function WayBack({ lines, onChange }: { lines: Lines; onChange: (lines: Lines) => void }) {
  const at = lines.hysteresis;
  const most = mostHysteresis(lines);
  const step = (by: number) => onChange(eased(lines, at + by));
  return (
    <div class="way-back">
      <div>
        <h3 class="way-back-name">{t("hysteresis")}</h3>
        <p class="soft">{t("hysteresis_why", { count: at })}</p>
      </div>
      <div class="stepper">
        <button
          type="button"
          class="button"
          aria-label={t("hysteresis_less", { count: at })}
          aria-disabled={at <= 0}
          onClick={() => step(-HYSTERESIS_STEP)}
        >
          −
        </button>
        <output class="tabular" aria-live="off">
          {at}
        </output>
        <button
          type="button"
          class="button"
          aria-label={t("hysteresis_more", { count: at })}
          aria-disabled={at >= most}
          onClick={() => step(HYSTERESIS_STEP)}
        >
          +
        </button>
      </div>
    </div>
  );
}

function Special() {
  const { setting, playbooks } = useLab();
  const known = playbooks.value;
  const books = Object.keys(setting.value?.playbook ?? {}).sort((a, b) =>
    whoseName({ kind: "playbook", id: a }, known).localeCompare(
      whoseName({ kind: "playbook", id: b }, known),
    ),
  );
  return (
    <div class="special">
      <div class="lines-head">
        <h3>{t("special")}</h3>
        <p class="soft">{t("special_why")}</p>
      </div>
      <h4 class="eyebrow">{t("group_risk")}</h4>
      <ul>
        {RISKS.map((id) => (
          <LineRow key={id} whose={{ kind: "risk", id }} />
        ))}
      </ul>
      <h4 class="eyebrow">{t("group_playbook")}</h4>
      {books.length === 0 ? (
        <p class="soft special-none">{t("playbook_none")}</p>
      ) : (
        <ul>
          {books.map((id) => (
            <LineRow key={id} whose={{ kind: "playbook", id }} />
          ))}
        </ul>
      )}
      <AddPlaybook />
    </div>
  );
}

/** One who may have lines of its own; without them it says from whom it inherits, and what. */
function LineRow({ whose }: { whose: Whose }) {
  const lab = useLab();
  const setting = lab.setting.value;
  const live = lab.live.value;
  if (!setting || !live) return null;
  const known = lab.playbooks.value;
  const mine = own(setting, whose);
  const was = own(live, whose);
  const name = whoseName(whose, known);
  const above = whoseName(parent(setting, whose, known), known);
  const lines = linesOf(setting, whose, known);
  const key = keyOf(whose);
  return (
    <li class="line-row" data-own={mine ? "" : undefined}>
      <div class="line-top">
        <div class="line-text">
          <h5 class="line-name" id={`l-${key}`}>
            {name}
            {!alike(mine, was) && <span class="tag tag-changed">{t("changed")}</span>}
          </h5>
          <p class="soft tabular">
            {mine ? t("instead", { parent: above }) : t("inherits", { parent: above })}
            {!mine && ` · ${t("handle_offer")} ${lines.offer} · ${t("handle_take_over")} ${lines.take_over}`}
          </p>
        </div>
        {mine ? (
          <button
            type="button"
            class="icon-button"
            aria-label={t("own_drop_for", { name, parent: above })}
            title={t("own_drop")}
            onClick={() => lab.set(whose, null)}
          >
            <Glyph name="trash-2" size={18} />
          </button>
        ) : (
          <button type="button" class="link-button" onClick={() => lab.set(whose, lines)}>
            {t("own_make")}
            <span class="visually-hidden">: {name}</span>
          </button>
        )}
      </div>
      {mine && <Axis brief whose={name} lines={mine} live={was} onChange={(next) => lab.set(whose, next)} />}
    </li>
  );
}

/** Gives a playbook lines of its own, from those that it inherited. */
function AddPlaybook() {
  const lab = useLab();
  const [at, setAt] = useState("");
  const setting = lab.setting.value;
  if (!setting) return null;
  const known = lab.playbooks.value;
  const left = known
    .filter(({ id }) => !own(setting, { kind: "playbook", id }))
    .sort((a, b) => inWords(a.title).localeCompare(inWords(b.title)));
  if (known.length === 0) return null;
  if (left.length === 0) return <p class="soft special-none">{t("playbook_all")}</p>;
  const add = () => {
    const whose: Whose = { kind: "playbook", id: at };
    if (at) lab.set(whose, linesOf(setting, whose, known));
    setAt("");
  };
  return (
    <form
      class="add-playbook"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <div class="pick">
        <label class="visually-hidden" for="add-playbook">
          {t("playbook_add")}
        </label>
        <select id="add-playbook" value={at} onChange={(event) => setAt(event.currentTarget.value)}>
          <option value="">{t("playbook_pick")}</option>
          {left.map((book) => (
            <option key={book.id} value={book.id}>
              {inWords(book.title) || book.id}
              {book.risk && ` — ${whoseName({ kind: "risk", id: book.risk }, known)}`}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" class="button" aria-disabled={!at}>
        <Glyph name="plus" size={18} />
        {t("playbook_add")}
      </button>
    </form>
  );
}

/** What waits to be published stands at the lower edge until it is, or is thrown away. */
export function ChangeBar({ onPublish }: { onPublish: () => void }) {
  const lab = useLab();
  const many = lab.changes.value.length;
  return (
    <div class="change-bar" role="status">
      {many > 0 && (
        <p class="change-bar-inside">
          <span class="change-bar-word">
            <Icon name="circle-alert" size={18} />
            {t("changes", { count: count(many) })}
          </span>
          <button type="button" class="button" onClick={lab.discard}>
            {t("discard")}
          </button>
          <Managers>
            <button type="button" class="button" data-kind="main" onClick={onPublish}>
              {t("publish")}
            </button>
          </Managers>
        </p>
      )}
    </div>
  );
}
