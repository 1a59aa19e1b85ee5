import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../../shared/Icon";
import { language as reader } from "../../../shared/i18n";
import { failureText } from "../../core/failure";
import { Failed } from "../../room/Failed";
import { useConsole } from "../../view/context";
import { Glyph } from "../../view/Glyph";
import { Menu } from "../../view/Menu";
import { useBook } from "../context";
import { titleIn } from "../list";
import { t } from "../texts";
import { ScenariosDialog } from "../versions/ScenariosDialog";
import { Composer } from "./Composer";
import { EventDialog } from "./EventDialog";
import { Facts } from "./Facts";
import { Said } from "./Said";
import { scenarioText, withScenario } from "./scenario";
import { WaitBar } from "./WaitBar";

/** A talk with the playbook as it is written now. Nothing is sent, nothing is stored, no action is made. */
export function TryOutPane() {
  const book = useBook();
  const { toasts, session } = useConsole();
  const { tryOut } = book;
  const { tried, steps, busy, failure } = tryOut.state.value;
  const [event, setEvent] = useState(false);
  /** Scenarios with this talk among them, while they are looked at. */
  const [kept, setKept] = useState<string | null>(null);
  const end = useRef<HTMLDivElement>(null);
  const said = tried?.transcript ?? [];
  useEffect(() => {
    end.current?.scrollTo(0, end.current.scrollHeight);
  }, [said.length, tried, busy]);
  // What was written since is heard by the same talk.
  const { source, fresh } = book.checker.found.value;
  const played = useRef(source);
  useEffect(() => {
    if (source === played.current || !fresh) return;
    played.current = source;
    void tryOut.again();
  }, [source, fresh, tryOut]);

  const begin = () => void tryOut.add({ begin: book.id });
  const name = () => titleIn(book.source.peek(), reader.peek()) || book.id;
  const keep = () => {
    const text = scenarioText(name(), tryOut.language.peek(), steps, tried, "expect");
    setKept(withScenario(book.scenarios(), name(), text));
  };
  const copy = async () => {
    const text = scenarioText(name(), tryOut.language.peek(), steps, tried);
    try {
      await navigator.clipboard.writeText(text);
      toasts.show("good", t("scenario_copied"), t("scenario_copied_next"));
    } catch {
      toasts.show("bad", t("scenario_not_copied"));
    }
  };
  const why = failure && failureText(failure);
  const waiting = tried?.waiting ?? "contact";
  return (
    <>
      <div class="pane-bar try-bar">
        <h2>{t("tab_try")}</h2>
        <LanguageSwitch />
        <button
          type="button"
          class="icon-button"
          aria-label={t("try_back")}
          title={t("try_back")}
          aria-disabled={steps.length === 0}
          onClick={() => steps.length > 0 && void tryOut.back()}
        >
          <Glyph name="undo-2" size={18} />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={t("try_restart")}
          title={t("try_restart")}
          aria-disabled={steps.length === 0}
          onClick={() => tryOut.restart()}
        >
          <Icon name="rotate-cw" size={18} />
        </button>
        <Menu
          label={t("try_more")}
          face={<Glyph name="ellipsis" />}
          items={[
            {
              id: "event",
              label: t("event_send"),
              icon: <Glyph name="webhook" size={18} />,
              run: () => setEvent(true),
            },
            ...(steps.length > 0
              ? [
                  ...(session.may("manage")
                    ? [
                        {
                          id: "keep",
                          label: t("scenario_keep"),
                          icon: <Glyph name="badge-check" size={18} />,
                          run: keep,
                        },
                      ]
                    : []),
                  {
                    id: "copy",
                    label: t("scenario_copy"),
                    icon: <Glyph name="copy" size={18} />,
                    run: () => void copy(),
                  },
                ]
              : []),
          ]}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also without a mouse */}
      <div class="try-talk" role="log" aria-label={t("try_log")} ref={end} tabIndex={0} aria-busy={busy}>
        {said.length === 0 && !busy && !failure && (
          <div class="try-empty">
            <p class="soft">{t("try_empty")}</p>
            <button type="button" class="button" data-size="small" onClick={begin}>
              {t("try_begin")}
            </button>
          </div>
        )}
        {said.map((line, i) => (
          <Said
            key={i}
            said={line}
            seq={i + 1}
            answerable={i === said.findLastIndex((other) => other.who === "action") && waiting === "action"}
            repliable={
              waiting === "contact" && i === said.findLastIndex((other) => (other.replies ?? []).length > 0)
            }
          />
        ))}
        {busy && <Pending />}
        {!busy && tried && waiting === "nothing" && said.length > 0 && (
          <p class="try-note">{t("try_ended")}</p>
        )}
        {tried?.holder === "queue" && <p class="try-note">{t("try_queue")}</p>}
      </div>
      <Failed why={why} class="try-failed">
        <button type="button" class="link-button" onClick={() => void tryOut.again()}>
          {t("try_again")}
        </button>{" "}
      </Failed>
      {tried && <Facts tried={tried} />}
      {(waiting === "timer" || waiting === "event") && (
        <WaitBar waiting={waiting} onEvent={() => setEvent(true)} />
      )}
      <Composer />
      {kept !== null && <ScenariosDialog text={kept} onClose={() => setKept(null)} />}
      {event && <EventDialog onClose={() => setEvent(false)} />}
    </>
  );
}

/** After this long a word says what takes time. */
const LONG_MS = 2500;

/** What was just written, while its answer is on the way. A new intent is taught first, which takes some seconds. */
function Pending() {
  const { tryOut } = useBook();
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  const { steps, tried } = tryOut.state.value;
  const last = steps.at(-1);
  const written = (tried?.transcript ?? []).filter((said) => said.who === "contact").length;
  const meant = steps.filter((step) => "say" in step || "choice" in step).length;
  return (
    <>
      {last && "say" in last && meant > written && (
        <div class="msg" data-side="mine">
          <div class="msg-body">
            <div class="msg-bubble">{last.say}</div>
          </div>
        </div>
      )}
      <p class="try-note" role="status">
        {t(long ? "try_busy_long" : "try_busy")}
      </p>
    </>
  );
}

/** In which language the customer writes. */
function LanguageSwitch() {
  const { tryOut } = useBook();
  const lang = tryOut.language.value;
  return (
    <fieldset class="try-language">
      <legend class="visually-hidden">{t("try_language")}</legend>
      {(["id", "en"] as const).map((name) => (
        <button
          key={name}
          type="button"
          class="filter-chip"
          aria-pressed={lang === name}
          onClick={() => {
            tryOut.language.value = name;
            void tryOut.again();
          }}
        >
          {name.toUpperCase()}
          <span class="visually-hidden"> ({t(name === "id" ? "language_id" : "language_en")})</span>
        </button>
      ))}
    </fieldset>
  );
}
