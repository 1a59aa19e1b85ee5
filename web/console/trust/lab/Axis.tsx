import { useRef } from "preact/hooks";
import type { Lines } from "../api";
import { type Handle, moved, nearest, reach, stepped } from "./setting";
import { t } from "./texts";

const TICKS = [0, 20, 40, 60, 80, 100];

interface Props {
  /** Whose lines they are, for a screen reader. */
  whose: string;
  lines: Lines;
  /** What is live, drawn where it differs. */
  live: Lines | null;
  /** One of many: smaller, without words that stand above it already. */
  brief?: boolean;
  onChange: (lines: Lines) => void;
}

/** The way of trust from 0 to 100 with its two lines, to be drawn by a finger, a mouse or keys. */
export function Axis({ whose, lines, live, brief = false, onChange }: Props) {
  const box = useRef<HTMLDivElement>(null);
  /** What is being dragged, and how far beside its middle it was taken. */
  const drag = useRef<{ handle: Handle; beside: number } | null>(null);
  const at = (event: PointerEvent): number => {
    const rect = box.current?.getBoundingClientRect();
    return rect ? ((event.clientX - rect.left) / rect.width) * 100 : 0;
  };
  const move = (handle: Handle, to: number) => {
    const next = moved(lines, handle, to);
    if (next[handle] !== lines[handle]) onChange(next);
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const place = at(event);
    const taken = (event.target as Element).closest<HTMLElement>("[data-handle]")?.dataset.handle as
      | Handle
      | undefined;
    const handle = taken ?? nearest(lines, place);
    drag.current = { handle, beside: taken ? lines[handle] - place : 0 };
    box.current?.setPointerCapture(event.pointerId);
    box.current?.querySelector<HTMLElement>(`[data-handle="${handle}"]`)?.focus();
    event.preventDefault();
    if (!taken) move(handle, place);
  };
  const end = () => {
    drag.current = null;
  };
  const slide = (event: PointerEvent) => {
    if (drag.current) move(drag.current.handle, at(event) + drag.current.beside);
  };
  return (
    <div class="axis" data-brief={brief ? "" : undefined}>
      <div
        class="axis-box"
        ref={box}
        onPointerDown={down}
        onPointerMove={slide}
        onPointerUp={end}
        onPointerCancel={end}
      >
        <div class="axis-lane">
          <Grip handle="offer" whose={whose} lines={lines} brief={brief} onStep={move} />
        </div>
        <Track lines={lines} live={live} brief={brief} />
        <div class="axis-lane" data-low>
          <Grip handle="take_over" whose={whose} lines={lines} brief={brief} onStep={move} />
        </div>
        <Needle at={lines.offer} handle="offer" />
        <Needle at={lines.take_over} handle="take_over" />
      </div>
      {!brief && (
        <div class="axis-ticks tabular" aria-hidden="true">
          {TICKS.map((tick) => (
            <span key={tick} style={{ left: `${tick}%`, transform: `translateX(-${tick}%)` }}>
              {tick}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

const Needle = ({ at, handle }: { at: number; handle: Handle }) => (
  <span class="axis-needle" data-for={handle} aria-hidden="true" style={{ left: `${at}%` }} />
);

interface GripProps {
  handle: Handle;
  whose: string;
  lines: Lines;
  brief: boolean;
  onStep: (handle: Handle, to: number) => void;
}

function Grip({ handle, whose, lines, brief, onStep }: GripProps) {
  const value = lines[handle];
  const { from, to } = reach(lines, handle);
  return (
    <div
      class="axis-grip"
      role="slider"
      tabIndex={0}
      data-handle={handle}
      aria-orientation="horizontal"
      aria-label={t(`slider_${handle}`, { whose })}
      aria-valuemin={from}
      aria-valuemax={to}
      aria-valuenow={value}
      aria-valuetext={t(`heard_${handle}`, { value })}
      style={{ left: `${value}%`, transform: `translateX(-${value}%)` }}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const next = stepped(lines, handle, event.key);
        if (next === null) return;
        event.preventDefault();
        onStep(handle, next);
      }}
    >
      <span class="axis-grip-face">
        {!brief && <span>{t(`handle_${handle}`)}</span>}
        <strong class="tabular">{value}</strong>
      </span>
    </div>
  );
}

/** What happens between the lines: a person's ground, the ground between, the machine's. */
function Track({ lines, live, brief }: { lines: Lines; live: Lines | null; brief: boolean }) {
  const { offer, take_over, hysteresis } = lines;
  const zones = [
    { zone: "take_over", from: 0, to: take_over },
    { zone: "offer", from: take_over, to: offer },
    { zone: "keep", from: offer, to: 100 },
  ] as const;
  return (
    <div class="axis-track" aria-hidden="true">
      {zones.map(({ zone, from, to }) => (
        <span
          key={zone}
          class="axis-zone"
          data-zone={zone}
          style={{ left: `${from}%`, width: `${to - from}%` }}
        >
          {!brief && <span class="axis-word">{t(`zone_${zone}`)}</span>}
        </span>
      ))}
      {[take_over, offer].map((line, i) => (
        <span
          key={i}
          class="axis-back"
          style={{ left: `${line}%`, width: `${Math.min(hysteresis, 100 - line)}%` }}
        />
      ))}
      {live &&
        ([live.take_over, live.offer] as const).map((line, i) =>
          line === [take_over, offer][i] ? null : (
            <span key={i} class="axis-live" style={{ left: `${line}%` }} />
          ),
        )}
    </div>
  );
}
