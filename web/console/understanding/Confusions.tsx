import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { format } from "../core/route";
import { Fetched } from "../room/Fetched";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Empty } from "../view/States";
import type { Confusion } from "./api";
import { useRoom } from "./context";
import { Head } from "./Head";
import { type Pair, pairs } from "./pairs";
import { SideBySide } from "./SideBySide";
import { t } from "./texts";
import { count } from "./words";

const PAGE = 12;
/** Of each way so many texts are shown at first. */
const TEXTS = 4;

/** Intents that are taken for each other, or two of them beside each other. */
export function Confusions() {
  const { route } = useConsole();
  const here = route.value;
  const [a, b] = here.page === "understanding" ? here.about : [];
  return a !== undefined && b !== undefined ? <SideBySide key={`${a} ${b}`} a={a} b={b} /> : <Pairs />;
}

function Pairs() {
  const { confusions, published } = useRoom();
  const [many, setMany] = useState(PAGE);
  useEffect(() => void confusions.load(), [confusions, published.value]);
  return (
    <>
      <Head title={t("tab_confusions")} lead={t("confusions_lead")} />
      <Fetched slot={confusions}>
        {(found) => {
          const all = pairs(found);
          if (all.length === 0)
            return (
              <Empty icon={<Icon name="check-check" size={22} />} title={t("confusions_empty")}>
                {t("confusions_empty_why")}
              </Empty>
            );
          return (
            <>
              <ol class="groups">
                {all.slice(0, many).map((pair) => (
                  <PairCard key={`${pair.a} ${pair.b}`} pair={pair} />
                ))}
              </ol>
              {all.length > many && (
                <button type="button" class="button teach-more" onClick={() => setMany(many + PAGE)}>
                  {t("more_pairs", { count: count(all.length - many) })}
                </button>
              )}
            </>
          );
        }}
      </Fetched>
    </>
  );
}

function PairCard({ pair }: { pair: Pair }) {
  const { title } = useRoom();
  const { a, b } = pair;
  return (
    <li class="card group">
      <div class="group-head pair-head">
        <h3>
          {title(a)} <span class="pair-sign">↔</span>
          <span class="visually-hidden">{t("pair_and")}</span> {title(b)}
        </h3>
        <span class="chip tabular">{t("pair_count", { count: count(pair.count) })}</span>
        <a
          class="button"
          data-size="small"
          href={format({ page: "understanding", tab: "confusions", about: [a, b] })}
        >
          {t("side_open")}
        </a>
      </div>
      {pair.ways.map((way) => (
        <Way key={`${way.intent} ${way.guess}`} way={way} />
      ))}
    </li>
  );
}

function Way({ way }: { way: Confusion }) {
  const { title } = useRoom();
  const [all, setAll] = useState(false);
  const known = way.texts.length;
  return (
    <section class="way">
      <h4 class="way-title">
        {t("way", { intent: title(way.intent), guess: title(way.guess), count: count(way.count) })}
      </h4>
      <ul>
        {(all ? way.texts : way.texts.slice(0, TEXTS)).map((text) => (
          <WayText key={text} way={way} text={text} />
        ))}
      </ul>
      {known > TEXTS && (
        <button type="button" class="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("show_less") : t("way_more", { count: count(known - TEXTS) })}
        </button>
      )}
      {way.count > known && (all || known <= TEXTS) && (
        <p class="soft way-rest">{t("way_rest", { count: count(way.count - known) })}</p>
      )}
    </section>
  );
}

/** One text that is taken for something else. Where it stands in the wrong place, it is moved. */
function WayText({ way, text }: { way: Confusion; text: string }) {
  const room = useRoom();
  const [busy, setBusy] = useState(false);
  const removal = (room.changes.held.value.data ?? []).find(
    (c) => c.kind === "remove" && c.intent === way.intent && c.text === text,
  );
  const act = async (what: "move" | "remove") => {
    if (busy) return;
    setBusy(true);
    const failed = t(what === "move" ? "move_failed" : "remove_failed");
    await room.attempt(failed, async () => {
      const example = await room.find(way.intent, text);
      if (!example) return room.refresh();
      return what === "move" ? room.move(example, way.guess) : room.remove(example);
    });
    setBusy(false);
  };
  return (
    <li class="way-text" data-removed={removal ? "" : undefined}>
      <q>{text}</q>
      {removal ? (
        <span class="way-acts">
          <span class="tag tag-remove">{t("to_remove")}</span>
          <button
            type="button"
            class="button"
            data-size="small"
            aria-label={t("undo_change", { text })}
            onClick={() => void room.undo(removal)}
          >
            {t("undo")}
          </button>
        </span>
      ) : (
        <span class="way-acts">
          <button type="button" class="link-button" aria-disabled={busy} onClick={() => void act("move")}>
            {t("move_to", { intent: room.title(way.guess) })}
            <span class="visually-hidden">: “{text}”</span>
          </button>
          <button
            type="button"
            class="icon-button"
            aria-disabled={busy}
            aria-label={t("remove_example", { text })}
            title={t("remove")}
            onClick={() => void act("remove")}
          >
            <Glyph name="trash-2" size={18} />
          </button>
        </span>
      )}
    </li>
  );
}
