import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { beatAt } from "../story/beats";
import { t, type texts } from "../texts";
import { useStage } from "./context";
import { Glyph } from "./Glyph";

type Key = keyof typeof texts.id;

/** What to look at now, quietly; and how far the story is. */
export function Caption() {
  const { story } = useStage();
  return (
    <section class="caption" data-phase={story.value.phase} aria-label={t("story")}>
      <Chapters />
      <div class="caption-text" role="status" aria-live="polite">
        <Words />
      </div>
    </section>
  );
}

function Words() {
  const { story, caption, player, info, names, script } = useStage();
  const now = story.value;
  switch (now.phase) {
    case "idle":
      return (
        <p>
          <span class="only-wide">{t("idle", { line: script.lines[language.value].order })}</span>
          <span class="only-narrow">{t("idle_short")}</span>
        </p>
      );
    case "failed":
      return (
        <p class="caption-bad">
          <Icon name="circle-alert" size={18} />
          <span>
            {t("fail_lead", { what: t(failureKey(now.failure?.what ?? "")) })}{" "}
            <button type="button" class="link" onClick={() => player.tell({ type: "play" })}>
              {t("fail_again")}
            </button>
          </span>
        </p>
      );
    case "done":
      return (
        <p class="caption-flow">
          {t("done")}{" "}
          <a href={info.urls.shop} target="_blank" rel="noopener">
            {t("done_shop")}
          </a>{" "}
          {t("done_and")}{" "}
          <a href={info.urls.console} target="_blank" rel="noopener">
            {t("done_console")}
          </a>
          .
        </p>
      );
    default:
      return (
        <p key={caption.value} class="caption-in">
          {now.halt === "touched" ? (
            <>
              <Glyph name="hand" size={18} />
              <span>{t("touched")}</span>
            </>
          ) : (
            <span>{caption.value ? t(caption.value, names) : t("paused")}</span>
          )}
        </p>
      );
  }
}

function failureKey(what: string): Key {
  const key = `fail_${what}` as Key;
  return t(key) ? key : "fail_unexpected";
}

/** The chapters as a line with stops. */
function Chapters() {
  const { story, script } = useStage();
  const now = story.value;
  const begun = now.phase !== "idle";
  const at =
    now.phase === "done" ? script.chapters.length : script.chapters.indexOf(beatAt(script, now.beat).chapter);
  return (
    <ol class="chapters" aria-label={t("chapters")}>
      {script.chapters.map((chapter, i) => {
        const state = !begun || i > at ? "next" : i < at ? "done" : "now";
        return (
          <li key={chapter} data-state={state} {...(state === "now" && { "aria-current": "step" as const })}>
            <span class="chapter-dot" aria-hidden="true">
              {state === "done" && <Icon name="check" size={12} />}
            </span>
            <span class="chapter-word">{t(`chapter_${chapter}`)}</span>
            {state !== "next" && <span class="visually-hidden"> ({t(`chapter_${state}`)})</span>}
          </li>
        );
      })}
    </ol>
  );
}
