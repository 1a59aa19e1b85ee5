import { type Language, language } from "../../shared/i18n";
import { moving } from "../story/story";
import { t } from "../texts";
import { Brands } from "./Brands";
import { useStage } from "./context";
import { Glyph, Sun } from "./Glyph";
import { World } from "./World";

const LANGUAGES: readonly Language[] = ["id", "en"];

/** What this is in one sentence, the story's controls, the brand, the language. */
export function Bar({ onBrand }: { onBrand: (id: string) => void }) {
  return (
    <header class="bar">
      <div class="bar-name">
        <Sun />
        <h1>
          Terang <span class="visually-hidden">demo</span>
        </h1>
      </div>
      <p class="bar-sentence">{t("sentence")}</p>
      <div class="bar-brands">
        <Brands onChoose={onBrand} />
        <World />
      </div>
      <Controls />
      <div class="bar-end">
        <Languages />
      </div>
    </header>
  );
}

function Controls() {
  const { story, player } = useStage();
  const now = story.value;
  const playing = now.phase === "playing";
  const over = now.phase === "done";
  const word = playing ? "pause" : now.phase === "idle" ? "play" : over ? "play_again" : "go_on";
  const main = () => {
    if (playing) player.tell({ type: "pause" });
    else {
      if (over) player.tell({ type: "restart" });
      player.tell({ type: "play" });
    }
  };
  return (
    <fieldset class="controls" aria-label={t("story")}>
      <button type="button" class="button" data-kind="main" data-test="play" onClick={main}>
        <Glyph name={playing ? "pause" : "play"} size={18} />
        <span class="control-main">{t(word)}</span>
      </button>
      <button
        type="button"
        class="button"
        data-test="step"
        aria-disabled={over || moving(now)}
        onClick={() => !over && !moving(now) && player.tell({ type: "step" })}
      >
        <Glyph name="step" size={18} />
        <span class="control-word">{t("step")}</span>
      </button>
      <button
        type="button"
        class="button"
        data-test="restart"
        aria-disabled={now.phase === "idle"}
        onClick={() => now.phase !== "idle" && player.tell({ type: "restart" })}
      >
        <Glyph name="restart" size={18} />
        <span class="control-word">{t("restart")}</span>
      </button>
    </fieldset>
  );
}

function Languages() {
  const { speak } = useStage();
  return (
    <fieldset class="languages" aria-label={t("language")}>
      {LANGUAGES.map((lang) => (
        <button
          key={lang}
          type="button"
          lang={lang}
          aria-pressed={language.value === lang}
          onClick={() => speak(lang)}
        >
          {lang.toUpperCase()}
          <span class="visually-hidden"> {t(`language_${lang}`)}</span>
        </button>
      ))}
    </fieldset>
  );
}
