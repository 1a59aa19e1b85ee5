import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { clock, dayClock } from "../../shared/format";
import { Icon, type IconName } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { t } from "../texts";
import { awaited, waitRange } from "../waiting";
import { usePanel } from "./context";

/** A link that is back within this time was never worth a word. */
const QUIET_MS = 1_500;

function useDown(): boolean {
  const { chat } = usePanel();
  const down = chat.link.value === "down" && chat.phase.value === "ready";
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!down) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), navigator.onLine ? QUIET_MS : 0);
    return () => clearTimeout(timer);
  }, [down]);
  return shown;
}

interface BarProps {
  tone: "person" | "caution";
  icon: IconName;
  words: ComponentChildren;
  children?: ComponentChildren;
}

function Bar({ tone, icon, words, children }: BarProps) {
  return (
    <div class={`bar bar-${tone}`}>
      <Icon name={icon} />
      <p>{words}</p>
      {children}
    </div>
  );
}

interface LinkProps {
  words: "call" | "write" | "back" | "try_now";
  run: () => unknown;
}

function Link({ words, run }: LinkProps) {
  return (
    <button type="button" class="bar-action" onClick={run}>
      {t(words)}
    </button>
  );
}

/** Drawn by a file of its own: most never ask for it. */
type ReachForm = typeof import("../reach/reach");

function QueueBar({ words }: { words: string }) {
  const { chat } = usePanel();
  const { queue } = chat.state.value;
  const box = useRef<HTMLDivElement>(null);
  const reach = (kind: "call" | "write") =>
    import(/* @vite-ignore */ __REACH__).then(
      (form: ReachForm) => box.current && form.open(box.current, kind, chat, language.value),
      () => undefined,
    );
  const wait =
    queue?.wait &&
    t("wait", { range: waitRange(queue.wait), time: clock(queue.refreshed_at, language.value) });
  return (
    <Bar tone="person" icon="clock" words={`${words} ${wait ?? ""}`}>
      <div class="bar-form" ref={box} />
      <div class="bar-choices">
        {queue?.reach?.map((kind) => (
          <Link key={kind} words={kind} run={() => reach(kind)} />
        ))}
        <Link words="back" run={() => chat.ask("assistant")} />
      </div>
    </Bar>
  );
}

/**
 * What is going on besides the talk: no network, one's place in the queue, what one was promised. Heard politely as it
 * changes; a wait that is only counted anew is not.
 */
export function Bars() {
  const { chat } = usePanel();
  const down = useDown();
  const state = chat.state.value;
  const ready = chat.phase.value === "ready";
  const queued = state.holder === "queue" && ready;
  const kept = down && chat.wish.value === "person";
  const { place = 0, online = true } = state.queue ?? {};
  const words = online ? t(place > 1 ? "queue_place" : "queue_next", { place }) : t("queue_nobody");
  return (
    <aside class="bars">
      <p class="visually-hidden" role="status">
        {down && t("offline")} {kept ? t("wish_kept") : queued && words}
      </p>
      {down && (
        <Bar tone="caution" icon="wifi-off" words={t("offline")}>
          <Link words="try_now" run={() => chat.online()} />
        </Bar>
      )}
      {kept && <Bar tone="person" icon="user" words={t("wish_kept")} />}
      {queued && <QueueBar words={words} />}
      {ready &&
        awaited(state).map((p) => (
          <Bar
            key={p.id}
            tone={p.state === "broken" ? "caution" : "person"}
            icon="clock"
            words={t(p.state, { words: p.words, time: dayClock(p.due_at, language.value, Date.now()) })}
          />
        ))}
    </aside>
  );
}
