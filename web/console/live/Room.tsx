import { useEffect, useMemo } from "preact/hooks";
import "../room/room.css";
import { clock } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { format } from "../core/route";
import { Fetched } from "../room/Fetched";
import { useConsole } from "../view/context";
import { Agents } from "./Agents";
import { AskedFor } from "./AskedFor";
import { createLiveApi, type DeskNow } from "./api";
import { Behind } from "./Behind";
import { Figures } from "./Figures";
import { figureOf } from "./figures";
import "./live.css";
import { Queue } from "./Queue";
import { Service } from "./Service";
import { t } from "./texts";
import { createWatching } from "./watching";

/** The desk as whoever looks after it sees it: who is there, who waits, how the day goes. */
export function Room() {
  const console = useConsole();
  const { request, live, world, route } = console;
  const api = useMemo(() => createLiveApi(request), [request]);
  const watching = useMemo(
    () => createWatching({ fetchIt: api.now, later: world.later, looking: world.looking }),
    [api, world],
  );
  useEffect(() => {
    watching.start();
    const stops = ["conversation", "offer", "presence", "routing"].map((type) =>
      live.listen(type, () => watching.soon()),
    );
    return () => {
      watching.stop();
      for (const stop of stops) stop();
    };
  }, [watching, live]);

  const here = route.value;
  const figure = figureOf(here.page === "live" ? here.figure : null);
  return (
    <main class="room live-room" id="main" tabIndex={-1}>
      <Head slot={watching.slot} />
      <div class="room-page">
        <div class="room-view">
          <Fetched slot={watching.slot}>
            {(now) => (
              <>
                <Figures now={now} />
                <div class="live-columns">
                  <Queue now={now} />
                  <Agents now={now} />
                  <Service now={now} />
                  <AskedFor now={now} />
                </div>
                {figure && <Behind figure={figure} now={now} api={api} />}
              </>
            )}
          </Fetched>
        </div>
      </div>
    </main>
  );
}

function Head({ slot }: { slot: ReturnType<typeof createWatching>["slot"] }) {
  const { prefs, session } = useConsole();
  const { data, failure } = slot.held.value;
  const lang = prefs.value.language;
  return (
    <header class="room-head live-head">
      <div class="room-title">
        <h1>{t("title")}</h1>
        {data && (
          <p class="soft live-state">
            <span>{t(data.mode === "push" ? "mode_push" : "mode_pull")}</span>
            {session.may("manage") && (
              <a href={format({ page: "settings", section: "routing" })}>{t("settings")}</a>
            )}
            <span class="tabular">{t("updated", { time: timeOf(data, lang) })}</span>
          </p>
        )}
      </div>
      <div role="status">
        {failure && data && (
          <p class="banner live-stale" data-tone="caution">
            <Icon name="wifi-off" size={18} />
            <span>{t("stale", { time: timeOf(data, lang) })}</span>
          </p>
        )}
      </div>
    </header>
  );
}

const timeOf = (now: DeskNow, lang: "id" | "en") => clock(now.at, lang);
