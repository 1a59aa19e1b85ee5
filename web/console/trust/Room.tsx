import { useEffect, useRef } from "preact/hooks";
import "../room/room.css";
import "./style/axis.css";
import "./style/lab.css";
import "./style/talks.css";
import "./style/measures.css";
import "./style/narrow.css";
import { format, TRUST_TABS, type TrustTab } from "../core/route";
import { useConsole } from "../view/context";
import { TrustProvider, trustOf } from "./context";
import { Lab } from "./lab/Lab";
import { Measures } from "./measures/Measures";
import { t } from "./texts";

/** Where a brand's people decide when a person comes, and see how that goes. */
export function Room() {
  const console = useConsole();
  return (
    <TrustProvider value={trustOf(console)}>
      <Inside />
    </TrustProvider>
  );
}

function Inside() {
  const { route } = useConsole();
  const page = useRef<HTMLDivElement>(null);
  const here = route.value;
  const tab: TrustTab = here.page === "trust" ? here.tab : "lab";
  const figure = here.page === "trust" ? here.figure : null;
  useEffect(() => {
    page.current?.scrollTo(0, 0);
  }, [tab, figure]);
  return (
    <main class="room trust-room" id="main" tabIndex={-1}>
      <header class="room-head">
        <div class="room-title">
          <h1>{t("title")}</h1>
        </div>
        <nav class="room-tabs" aria-label={t("tabs")}>
          {TRUST_TABS.map((name) => (
            <a
              key={name}
              class="room-tab"
              href={format({ page: "trust", tab: name, figure: null })}
              aria-current={name === tab ? "page" : undefined}
            >
              {t(`tab_${name}`)}
            </a>
          ))}
        </nav>
      </header>
      <div class="room-page" ref={page}>
        {tab === "lab" ? <Lab /> : <Measures figure={figure} />}
      </div>
    </main>
  );
}
