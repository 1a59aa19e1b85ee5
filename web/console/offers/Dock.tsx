import { useComputed } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import type { WorkspaceOffer } from "../../shared/api";
import { clock } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { Mark } from "../../shared/Mark";
import type { Console } from "../core/console";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { nameOf } from "../core/names";
import { ringing } from "../desk/ringing";
import { second } from "../desk/second";
import { t as td } from "../desk/texts";
import { ShapeOf } from "../desk/WaitClock";
import { cardIn } from "../handover/card";
import { t as tc } from "../texts";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Key } from "../view/Key";
import { usePresence } from "../view/PresenceSwitch";
import { createOffers, type Missed, type OffersState, type Ring } from "./offers";
import "./offers.css";
import { t } from "./texts";

const rowOf = (console: Console, id: string) => console.inbox.lists.value.rows.get(id);

/** What a contact wants, in a line. */
function wantsOf(console: Console, id: string): string {
  const row = rowOf(console, id);
  const card = row?.hand_over && cardIn(row.hand_over, console.prefs.value.language);
  return card?.brief?.wants || card?.wants || row?.last.text || t("wants_none");
}

function open(console: Console, id: string): void {
  console.go({ page: "inbox", view: "mine", conversation: id, panel: false });
}

/** Tells a screen reader of a new offer; what rings and shows on the desktop, once for all tabs, is an occasion (core/occasion.ts). */
async function tell(console: Console, id: string): Promise<void> {
  if (!console.inbox.lists.peek().rows.has(id)) await console.actions.refresh(id);
  const row = console.inbox.lists.peek().rows.get(id);
  console.spoken.value = t("spoken", {
    name: row ? nameOf(row) : tc("contact"),
    wants: wantsOf(console, id),
  });
}

function useOffers(console: Console): OffersState {
  const offers = useMemo(
    () =>
      createOffers({
        request: console.request,
        agentId: console.session.agentId,
        now: () => console.world.now().getTime(),
        later: console.world.later,
        onRing: (id) => void tell(console, id),
      }),
    [console],
  );
  const connected = console.live.state.value === "live";
  useEffect(() => {
    const stop = console.live.listen<WorkspaceOffer>("offer", offers.heard);
    // A cut too short to be shown may have swallowed one, too.
    const stopReset = console.live.listen("reset", () => void offers.load());
    return () => {
      stop();
      stopReset();
      offers.stop();
    };
  }, [console, offers]);
  useEffect(() => {
    if (connected && console.session.may("speak")) void offers.load();
  }, [connected, offers]);
  return offers;
}

/** What rings and what was missed, at the top of every page. */
export function Dock() {
  const console = useConsole();
  const offers = useOffers(console);
  const rings = offers.rings.value;
  const missed = offers.missed.value;

  const take = async (id: string) => {
    if (await console.actions.run("claim", id)) {
      offers.end(id);
      open(console, id);
    } else await offers.load();
  };
  const decline = async (id: string) => {
    try {
      await offers.decline(id);
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.code === "not_offered") return; // it has gone on by itself
      const { what, next } = failureText(failure);
      console.toasts.show("bad", t("decline_failed"), `${what} ${next}`);
      await offers.load();
    }
  };
  const first = rings[0]?.conversation;
  // Before anybody can see it: whoever is quick presses the key as soon as it stands there.
  useLayoutEffect(() => {
    ringing.value = first ? { take: () => void take(first), decline: () => void decline(first) } : null;
    return () => {
      ringing.value = null;
    };
  }, [first]);

  if (rings.length === 0 && missed.length === 0) return null;
  return (
    <section class="offers" aria-label={t("region")}>
      {rings.map((ring, index) => (
        <OfferCard
          key={ring.conversation}
          ring={ring}
          keys={index === 0}
          onTake={() => void take(ring.conversation)}
          onDecline={() => void decline(ring.conversation)}
        />
      ))}
      {missed.map((one) => (
        <MissedLine key={one.conversation} missed={one} onClose={() => offers.forget(one.conversation)} />
      ))}
    </section>
  );
}

const ROUND = 2 * Math.PI * 16;

/** How long it still rings: a ring that empties around the seconds. */
function Countdown({ ring }: { ring: Ring }) {
  const left = useComputed(() => Math.max(0, Math.ceil((ring.until - second.value) / 1000)));
  const whole = Math.max(1, (ring.until - ring.from) / 1000);
  void left.value;
  const shown = Math.max(0, Math.ceil((ring.until - second.peek()) / 1000));
  return (
    <span class="offer-count" data-short={shown <= 5}>
      <svg viewBox="0 0 36 36" width="40" height="40" aria-hidden="true">
        <circle cx="18" cy="18" r="16" />
        <circle
          class="offer-rest"
          cx="18"
          cy="18"
          r="16"
          stroke-dasharray={ROUND}
          stroke-dashoffset={ROUND * (1 - Math.min(1, shown / whole))}
        />
      </svg>
      <span class="tabular" aria-hidden="true">
        {shown}
      </span>
      <span class="visually-hidden">{t("seconds", { n: shown })}</span>
    </span>
  );
}

interface CardProps {
  ring: Ring;
  keys: boolean;
  onTake: () => void;
  onDecline: () => void;
}

function OfferCard({ ring, keys, onTake, onDecline }: CardProps) {
  const console = useConsole();
  const row = rowOf(console, ring.conversation);
  const busy = console.actions.busy.value.has(ring.conversation);
  const name = row ? nameOf(row) : tc("contact");
  const priority = row?.clock?.priority ?? "normal";
  const single = keys && console.prefs.value.singleKeys && console.layout.value !== "pages";
  return (
    <div class="offer" data-priority={priority}>
      <Countdown ring={ring} />
      <div class="offer-text">
        <p class="offer-head">
          <Mark kind="contact" name={name} size={20} />
          <strong>{t("from", { name, channel: row?.channel ?? "" })}</strong>
          {priority !== "normal" && (
            <span class="chip" data-tone={priority === "urgent" ? "bad" : "caution"}>
              <ShapeOf state={priority === "urgent" ? "late" : "soon"} />
              {td(`priority_${priority}`)}
            </span>
          )}
        </p>
        <p class="offer-wants">{wantsOf(console, ring.conversation)}</p>
      </div>
      <div class="offer-actions">
        <button type="button" class="button" onClick={onDecline} aria-keyshortcuts={single ? "u" : undefined}>
          {t("decline")}
          {single && <Key name="u" />}
        </button>
        <button
          type="button"
          class="button"
          data-kind="main"
          aria-disabled={busy}
          aria-keyshortcuts={single ? "o" : undefined}
          onClick={onTake}
        >
          <Glyph name="hand" size={18} />
          {t(busy ? "taking" : "take")}
          {single && <Key name="o" />}
        </button>
      </div>
    </div>
  );
}

function MissedLine({ missed, onClose }: { missed: Missed; onClose: () => void }) {
  const console = useConsole();
  const setPresence = usePresence();
  const row = rowOf(console, missed.conversation);
  const lang = console.prefs.value.language;
  const away = console.session.me()?.agent.presence === "away";
  return (
    <div class="offer offer-missed">
      <Icon name="clock" size={20} />
      <div class="offer-text" role="status">
        <p class="offer-head">
          <strong>{t("missed", { name: row ? nameOf(row) : tc("contact") })}</strong>
        </p>
        <p class="offer-wants">
          {t("missed_at", { time: clock(missed.at, lang) })} {away && t("missed_away")}
        </p>
      </div>
      <div class="offer-actions">
        {away && (
          <button type="button" class="button" onClick={() => setPresence("online")}>
            {t("back")}
          </button>
        )}
        <button
          type="button"
          class="button"
          onClick={() => {
            onClose();
            console.go({ page: "inbox", view: "queue", conversation: missed.conversation, panel: false });
          }}
        >
          {t("look")}
        </button>
        <button type="button" class="icon-button" aria-label={tc("close")} onClick={onClose}>
          <Icon name="x" size={18} />
        </button>
      </div>
    </div>
  );
}
