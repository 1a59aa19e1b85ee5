import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { createStage, type Stage } from "../stage";
import type { Tempo } from "../story/hand";
import { t } from "../texts";
import { type Ask, demoInfo, enter } from "../world";
import { Bar } from "./Bar";
import { Caption } from "./Caption";
import { StageContext } from "./context";
import { Sun } from "./Glyph";
import { Inbox } from "./Inbox";
import { Log } from "./Log";
import { Phone } from "./Phone";
import { Tabs } from "./Tabs";

interface Props {
  ask: Ask;
  tempo: () => Tempo;
}

/** Where this browser keeps which brand was shown last. */
const BRAND = "demo:brand";
const chosen = () => new URLSearchParams(location.search).get("brand") ?? localStorage.getItem(BRAND) ?? "";

/** The page: opens the demo world, then shows the stage. */
export function App({ ask, tempo }: Props) {
  const [stage, setStage] = useState<Stage | null>(null);
  const [away, setAway] = useState(false);

  const open = async (brand: string) => {
    setAway(false);
    setStage((old) => {
      old?.stop();
      return null;
    });
    try {
      const info = await demoInfo(ask, brand);
      await enter(ask, info.id);
      const made = createStage(info, ask, tempo, window);
      made.start();
      setStage(made);
    } catch {
      setAway(true);
    }
  };
  useEffect(() => void open(chosen()), []);
  /** Another brand's world, also the next time that the page is opened. */
  const choose = (brand: string) => {
    localStorage.setItem(BRAND, brand);
    void open(brand).then(() => document.querySelector<HTMLElement>("[name=brand]:checked")?.focus());
  };

  if (!stage) return <Opening away={away} onRetry={() => void open(chosen())} />;
  return (
    <StageContext.Provider value={stage} key={stage.info.id}>
      <div class="page" data-phase={stage.story.value.phase}>
        <Bar onBrand={choose} />
        <Caption />
        <main class="parts">
          {!stage.wide.value && <Tabs />}
          <div class="stage">
            <Phone />
            <Inbox />
            <Log />
          </div>
        </main>
      </div>
    </StageContext.Provider>
  );
}

function Opening({ away, onRetry }: { away: boolean; onRetry: () => void }) {
  return (
    <main class="opening" aria-live="polite">
      <Sun size={56} />
      {away ? (
        <>
          <h1>{t("away_title")}</h1>
          <p>{t("away_why")}</p>
          <button type="button" class="button" data-kind="main" onClick={onRetry}>
            <Icon name="rotate-cw" size={18} />
            {t("retry")}
          </button>
        </>
      ) : (
        <h1 class="opening-word">{t("opening")}</h1>
      )}
    </main>
  );
}
