import { Icon } from "../../../shared/Icon";
import { useBook, useShowText } from "../context";
import { familyOf, StepIcon, Tool } from "../icons";
import { t } from "../texts";
import { about, count, kindWord, wayWord } from "../words";
import { NODE_HEIGHT, NODE_WIDTH, type PlacedEdge, type PlacedNode } from "./layout";

interface Props {
  placed: PlacedNode;
  total: number;
  ways: readonly PlacedEdge[];
  byId: ReadonlyMap<string, PlacedNode>;
  problems: { errors: number; warnings: number } | undefined;
  selected: boolean;
  /** The one step that the Tab key reaches. */
  stop: boolean;
  /** Where the try-out stands. */
  live: boolean;
  /** Not among what was searched. */
  dim: boolean;
  onFold: (id: string) => void;
}

/** One step: its kind, what it is about, and what is wrong with it. */
export function NodeButton(props: Props) {
  const { placed, total, problems, selected, stop, live, dim, onFold } = props;
  const book = useBook();
  const showText = useShowText();
  const { node, number, x, y, inside, folded } = placed;
  const bad = (problems?.errors ?? 0) > 0;
  return (
    <>
      <button
        type="button"
        class="node"
        data-node={node.id}
        data-family={familyOf(node.kind)}
        data-live={live}
        data-dim={dim}
        aria-current={selected ? "true" : undefined}
        tabIndex={stop ? 0 : -1}
        style={{ left: `${x}px`, top: `${y}px`, width: `${NODE_WIDTH}px`, height: `${NODE_HEIGHT}px` }}
        onClick={(event) => {
          // Enter is a click, too, of no button: it leads into the text.
          const enter = event.detail === 0;
          book.select(node.id, enter);
          if (enter) showText();
        }}
        title={about(node)}
      >
        <span class="visually-hidden">{t("spoken_step", { number, total: count(total) })}, </span>
        <span class="node-icon">
          <StepIcon kind={node.kind} />
        </span>
        <span class="node-words">
          <span class="node-kind">
            <span>{kindWord(node)}</span>
            {live && (
              <span class="node-here" aria-hidden="true">
                {t("here")}
              </span>
            )}
          </span>
          <span class="visually-hidden">, </span>
          <span class="node-about">{about(node)}</span>
        </span>
        <span class="visually-hidden">. {spoken(props)}</span>
        {problems && (
          <span class="node-badge" data-tone={bad ? "bad" : "caution"} aria-hidden="true">
            {bad ? <Icon name="circle-alert" size={14} /> : "!"}
            {problems.errors + problems.warnings > 1 && problems.errors + problems.warnings}
          </span>
        )}
      </button>
      {inside > 0 && (
        <button
          type="button"
          class="node-fold"
          tabIndex={-1}
          aria-expanded={!folded}
          aria-label={t(folded ? "unfold_step" : "fold_step", { count: inside })}
          style={{ left: `${x + NODE_WIDTH - 26}px`, top: `${y + NODE_HEIGHT}px` }}
          onClick={() => onFold(node.id)}
        >
          <span>{folded ? `+${inside}` : <Tool name="minus" size={12} />}</span>
        </button>
      )}
    </>
  );
}

/** What the picture shows by lines and marks: "Menuju langkah 13, Panggil sistem; bila gagal: langkah 15, …". */
function spoken({ placed, ways, byId, problems, live }: Props): string {
  const { inside, folded } = placed;
  const leads = ways.flatMap((way) => {
    const to = byId.get(way.to);
    if (!to) return [];
    const target = t("spoken_to", { number: to.number, kind: kindWord(to.node) });
    const label = wayWord(way);
    return label ? `${label}: ${target}` : target;
  });
  const parts = [
    leads.length > 0 ? t("spoken_leads", { ways: leads.join("; ") }) : t("spoken_end"),
    problems && problems.errors > 0 ? t("errors", { count: count(problems.errors) }) : "",
    problems && problems.warnings > 0 ? t("warnings", { count: count(problems.warnings) }) : "",
    folded ? t("spoken_folded", { count: inside }) : "",
    live ? t("spoken_here") : "",
  ];
  return parts.filter(Boolean).join(". ");
}
