import { Icon } from "../../shared/Icon";
import { format } from "../core/route";
import { Skeleton } from "../room/Fetched";
import { t as tr } from "../room/texts";
import { Trouble } from "../view/States";
import type { Example } from "./api";
import { useRoom } from "./context";
import { AddedRow, ExampleRow } from "./ExampleRow";
import { t } from "./texts";
import { useExamples } from "./useExamples";
import { count } from "./words";

const MANY = 200;

/** Two intents beside each other: what tells them apart, and what stands on the wrong side. */
export function SideBySide({ a, b }: { a: string; b: string }) {
  const { title } = useRoom();
  return (
    <>
      <div class="side-head">
        <a class="link-button" href={format({ page: "understanding", tab: "confusions", about: [] })}>
          <Icon name="arrow-left" size={18} />
          {t("side_back")}
        </a>
        <h2>
          {title(a)} <span class="pair-sign">↔</span>
          <span class="visually-hidden">{t("pair_and")}</span> {title(b)}
        </h2>
        <p class="soft">{t("side_lead")}</p>
      </div>
      <div class="sides">
        <Side intent={a} other={b} />
        <Side intent={b} other={a} />
      </div>
    </>
  );
}

function Side({ intent, other }: { intent: string; other: string }) {
  const { title, changes } = useRoom();
  const list = useExamples({ intent, language: "", q: "", wrong: false }, MANY);
  const draft = changes.held.value.data ?? [];
  const added = draft.filter((c) => c.kind === "add" && c.intent === intent);
  const taken = (e: Example) => e.right === false && e.guess === other;
  const items = list.items ?? [];
  const sorted = [...items.filter(taken), ...items.filter((e) => !taken(e))];
  const confused = items.filter(taken).length;
  return (
    <section class="card side" aria-label={title(intent)}>
      <h3>{title(intent)}</h3>
      {list.items === null ? (
        list.failure ? (
          <Trouble
            title={tr("load_failed")}
            failure={list.failure}
            safe={tr("load_failed_safe")}
            onRetry={list.reload}
          />
        ) : (
          <Skeleton />
        )
      ) : (
        <>
          <p class="soft">
            {confused > 0
              ? t("side_confused", { count: count(confused), other: title(other) })
              : t("side_clear", { other: title(other) })}
          </p>
          <ul class="examples">
            {added.map((change) => (
              <AddedRow key={change.id} change={change} />
            ))}
            {sorted.map((example) => (
              <ExampleRow
                key={example.id}
                example={example}
                quiet
                moveTo={other}
                removal={draft.find(
                  (c) => c.kind === "remove" && c.intent === example.intent && c.text === example.text,
                )}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
