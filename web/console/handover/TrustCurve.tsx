import "./curve.css";
import { useEffect, useRef } from "preact/hooks";
import type { Conversation } from "../../shared/api";
import { number } from "../../shared/format";
import type { Language } from "../../shared/i18n";
import { useHushed } from "../care/useHushed";
import { signalWord } from "../core/names";
import { useConsole } from "../view/context";
import { Bone } from "../view/States";
import { courseOf, type Frame, heightOf, path, spots, strongest, type TrustCourse } from "./curve";
import { t } from "./texts";

const FRAME: Frame = { width: 288, height: 132, left: 8, right: 8, top: 12, bottom: 20 };

interface Props {
  row: Conversation;
  onJump: (seq: number) => void;
}

/** How trust went: the line with both thresholds, what it says in words, and the words that moved it most. */
export function TrustCurve({ row, onJump }: Props) {
  const { trust } = useConsole();
  const { state, course: given } = trust.get(row.id).value;
  const course = useHushed(row.id, given);
  const box = useRef<HTMLDivElement>(null);

  // Fetched when it comes into sight, and again when what was known of it is old.
  useEffect(() => {
    if (!box.current || state !== "idle") return;
    const watch = new IntersectionObserver((all) => all.some((e) => e.isIntersecting) && trust.open(row.id));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, [row.id, state]);

  // With a slow model the score moves long after the words that moved it.
  useEffect(() => {
    if (given?.score !== row.trust) trust.heard(row.id, true);
  }, [row.id, row.trust]);

  return (
    <div class="course" ref={box}>
      {course ? (
        <Shown course={course} own={row.language} onJump={onJump} />
      ) : state === "failed" ? (
        <p class="soft">{t("trust_failed")}</p>
      ) : (
        <div aria-busy="true">
          <span class="visually-hidden">{t("trust_loading")}</span>
          <Bone width="100%" height={FRAME.height} />
        </div>
      )}
    </div>
  );
}

interface ShownProps {
  course: TrustCourse;
  /** The language of the contact's own words. */
  own: Language;
  onJump: (seq: number) => void;
}

function Shown({ course, own, onJump }: ShownProps) {
  const { prefs } = useConsole();
  const lang = prefs.value.language;
  const said = courseOf(course);
  const points = course.points ?? [];
  if (!said) return <p class="soft">{t("trust_flat")}</p>;
  const causes = strongest(points);
  return (
    <>
      <Drawing course={course} />
      <p class="course-said">
        {t("trust_said", {
          from: said.from,
          to: said.to,
          turns: said.turns,
          low: said.low,
          seq: said.lowSeq,
        })}{" "}
        {said.under !== "none" && t(`trust_said_${said.under}`, { seq: said.since })}
      </p>
      {causes.length > 0 && (
        <>
          <h3 class="sub">{t("trust_strongest")}</h3>
          <ul class="reasons">
            {causes.map((s) => (
              <li key={`${s.kind}${s.seq}${s.quote}`}>
                <span class="reason-kind">
                  {signalWord(s.kind)}
                  {s.points !== undefined && s.points !== 0 && (
                    <span class="reason-points tabular">
                      {s.points > 0 ? "+" : "−"}
                      {number(Math.abs(s.points), lang)}
                    </span>
                  )}
                </span>
                {s.quote &&
                  (s.seq ? (
                    <button
                      type="button"
                      class="reason-quote"
                      title={t("trust_jump", { seq: s.seq })}
                      onClick={() => s.seq && onJump(s.seq)}
                    >
                      <q lang={own}>{s.quote}</q>
                    </button>
                  ) : (
                    <q class="reason-quote" lang={own}>
                      {s.quote}
                    </q>
                  ))}
              </li>
            ))}
          </ul>
        </>
      )}
      <details class="course-table">
        <summary>{t("trust_table")}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("trust_col_message")}</th>
              <th scope="col">{t("trust_col_score")}</th>
              <th scope="col">{t("trust_col_why")}</th>
            </tr>
          </thead>
          <tbody>
            {points.map((p) => (
              <tr key={p.seq}>
                <th scope="row" class="tabular">
                  <button type="button" class="link-word" onClick={() => onJump(p.seq)}>
                    <span class="visually-hidden">{t("trust_jump", { seq: p.seq })}</span>
                    <span aria-hidden="true">{p.seq}</span>
                  </button>
                </th>
                <td class="tabular">{p.score}</td>
                <td>{[...new Set((p.signals ?? []).map((s) => signalWord(s.kind)))].join(", ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

/** Only to the eye: the sentence and the table say the same. */
function Drawing({ course }: { course: TrustCourse }) {
  const line = spots(course.points ?? [], FRAME);
  const { offer, take_over } = course.lines;
  const offerY = heightOf(offer, FRAME);
  const overY = heightOf(take_over, FRAME);
  const last = line.at(-1);
  const before = line.at(-2);
  const right = FRAME.width - FRAME.right;
  // The figure stands on the side that the line does not come from.
  const falls = last !== undefined && before !== undefined && before.y < last.y;
  const nowY = last
    ? falls && last.y < FRAME.height - 40
      ? last.y + 20
      : last.y > 24
        ? last.y - 10
        : last.y + 20
    : 0;
  // Two lines that lie close to each other are named on their two sides.
  const close = Math.abs(overY - offerY) < 16;
  return (
    <svg class="course-svg" viewBox={`0 0 ${FRAME.width} ${FRAME.height}`} aria-hidden="true">
      <line class="course-base" x1={FRAME.left} x2={right} y1={heightOf(0, FRAME)} y2={heightOf(0, FRAME)} />
      <line class="course-offer" x1={FRAME.left} x2={right} y1={offerY} y2={offerY} />
      <text class="course-word" x={FRAME.left} y={offerY - 4}>
        {t("trust_line_offer", { score: offer })}
      </text>
      <line class="course-over" x1={FRAME.left} x2={right} y1={overY} y2={overY} />
      <text class="course-word" x={FRAME.left} y={close ? overY + 12 : overY - 4}>
        {t("trust_line_over", { score: take_over })}
      </text>
      <path class="course-line" d={path(line)} />
      {line.map((s) => (
        <circle
          key={s.seq}
          class="course-spot"
          data-under={s.score < take_over ? "over" : s.score < offer ? "offer" : undefined}
          cx={s.x}
          cy={s.y}
          r={s === last ? 5 : 3}
        />
      ))}
      {last && (
        <text class="course-now" x={right} y={nowY} text-anchor="end">
          {last.score}
        </text>
      )}
      <text class="course-word" x={FRAME.left} y={FRAME.height - 4}>
        {t("trust_begin")}
      </text>
      <text class="course-word" x={right} y={FRAME.height - 4} text-anchor="end">
        {t("trust_message", { seq: last?.seq ?? 1 })}
      </text>
    </svg>
  );
}
