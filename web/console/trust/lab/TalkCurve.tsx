import { useId, useState } from "preact/hooks";
import { signalWord } from "../../core/names";
import type { Lines, Talk } from "../api";
import { type Frame, type Point, path, points, scales, telling, turnAt, turnOf, walk } from "./curve";
import { t } from "./texts";

const FRAME: Frame = { width: 340, height: 92, pad: 10 };

interface Props {
  talk: Talk;
  name: string;
  lines: Lines;
}

/** The trust of one talk, turn by turn. Whoever walks along it, by keys, mouse or finger, reads what moved it there. */
export function TalkCurve({ talk, name, lines }: Props) {
  const all = points(talk);
  const [chosen, setChosen] = useState<number | null>(null);
  const id = useId();
  const last = all.length - 1;
  if (last < 0) return null;
  const here = all[chosen ?? telling(all)?.i ?? last] ?? all[last];
  if (!here) return null;
  const words = wordsOf(here, talk);
  // The curve begins with what trust was before the first turn.
  const turn =
    here.i === 0
      ? t("curve_start", { score: here.score })
      : t("curve_turn", { turn: here.i, turns: last, score: here.score });
  const look = (event: PointerEvent) => {
    const rect = (event.currentTarget as Element).getBoundingClientRect();
    const inner = rect.width * (1 - (2 * FRAME.pad) / FRAME.width);
    const share = (event.clientX - rect.left - (rect.width - inner) / 2) / inner;
    setChosen(turnAt(share, all.length));
  };
  return (
    <div class="talk-curve">
      <div
        class="talk-box"
        role="slider"
        tabIndex={0}
        aria-label={t("curve", { name })}
        aria-orientation="horizontal"
        aria-valuemin={1}
        aria-valuemax={all.length}
        aria-valuenow={here.i + 1}
        aria-valuetext={[`${turn}.`, ...words].join(" ")}
        onPointerMove={look}
        onPointerDown={look}
        onPointerLeave={() => setChosen(null)}
        onFocus={() => setChosen(here.i)}
        onBlur={() => setChosen(null)}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          const next = walk(here.i, all.length, event.key);
          if (next === null) return;
          event.preventDefault();
          setChosen(next);
        }}
      >
        <Drawing all={all} talk={talk} lines={lines} here={here.i} clip={id} />
      </div>
      <p class="talk-said" aria-hidden="true">
        <span class="soft tabular">{turn}</span>
        {words.map((word) => (
          <span key={word}>{word}</span>
        ))}
      </p>
    </div>
  );
}

/** What moved the trust at a turn, and who would come there. */
function wordsOf(point: Point, talk: Talk): string[] {
  const turns = talk.curve.length;
  const marks = point.marks.map(({ kind, quote }) =>
    quote ? `${t("curve_quote", { quote })} ${signalWord(kind)}.` : `${signalWord(kind)}.`,
  );
  const came = [
    ...(turnOf(talk.now, turns) === point.i ? [`(${t("curve_now")})`] : []),
    ...(turnOf(talk.then, turns) === point.i ? [`(${t("curve_then")})`] : []),
  ];
  return [...(marks.length > 0 ? marks : point.fell > 0 ? [] : [t("curve_calm")]), ...came];
}

interface DrawingProps {
  all: Point[];
  talk: Talk;
  lines: Lines;
  here: number;
  clip: string;
}

function Drawing({ all, talk, lines, here, clip }: DrawingProps) {
  const { x, y } = scales(FRAME, all.length);
  const { width, height, pad } = FRAME;
  const at = all[here];
  const line = path(talk.curve, FRAME);
  /** The ground between the curve and a height. */
  const ground = (from: number) => `${line}L${x(all.length - 1)} ${from}L${x(0)} ${from}Z`;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <clipPath id={`c${clip}`}>
        <rect x="0" y={y(lines.take_over)} width={width} height={height} />
      </clipPath>
      <path class="talk-fill" d={ground(height - pad)} />
      <path class="talk-fill" data-under d={ground(y(lines.take_over))} clip-path={`url(#c${clip})`} />
      {(["offer", "take_over"] as const).map((line) => (
        <g key={line} class="talk-line" data-line={line}>
          <line x1={pad} x2={width - pad} y1={y(lines[line])} y2={y(lines[line])} />
        </g>
      ))}
      <Came at={turnOf(talk.now, all.length)} kind="now" x={x} />
      <Came at={turnOf(talk.then, all.length)} kind="then" x={x} />
      <path class="talk-path" d={line} />
      {all.map((point) =>
        point.marks.length > 0 ? (
          <circle key={point.i} class="talk-mark" cx={x(point.i)} cy={y(point.score)} r="3.5" />
        ) : null,
      )}
      {at && <circle class="talk-here" cx={x(at.i)} cy={y(at.score)} r="6" />}
    </svg>
  );
}

/** Where somebody comes: a line down, dashed for what is, full for what would be. */
function Came({ at, kind, x }: { at: number | null; kind: "now" | "then"; x: (i: number) => number }) {
  if (at === null) return null;
  return (
    <line
      class="talk-came"
      data-kind={kind}
      x1={x(at)}
      x2={x(at)}
      y1={FRAME.pad - 8}
      y2={FRAME.height - FRAME.pad}
    />
  );
}
