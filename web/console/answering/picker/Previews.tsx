import { Bone } from "../../view/States";
import type { Article, Filled, Macro } from "../api";
import { effectsOf } from "../used";
import { cutAtGaps } from "./put";
import { t } from "./texts";
import { effectWords } from "./words";

/** What a macro would put in here, with its gaps, and what it does once it is sent. */
export function MacroPreview({ macro, filled }: { macro: Macro; filled: Filled | undefined }) {
  const effects = effectsOf([macro]);
  return (
    <>
      <h3>{macro.name}</h3>
      {filled ? (
        <p class="picker-text" lang={filled.language}>
          {cutAtGaps(filled.text).map((part, i) => (part.gap ? <mark key={i}>{part.text}</mark> : part.text))}
        </p>
      ) : (
        <Bone width="80%" />
      )}
      {effects.any && (
        <p class="picker-meta">
          {t("after")} {effectWords(effects)}
        </p>
      )}
      <p class="picker-meta">{t("sent_times", { count: macro.uses })}</p>
    </>
  );
}

/** The passage that fits, then the rest of the article; any part of it can be put in instead. */
export function ArticlePreview({ article: a, onPart }: { article: Article; onPart: (part: string) => void }) {
  const rest = a.passages.filter((p) => p !== a.passage);
  return (
    <>
      <h3 lang={a.language}>{a.title}</h3>
      <p class="picker-text" lang={a.language}>
        {a.passage}
      </p>
      {a.source && <p class="picker-meta">{t("source_of", { source: a.source })}</p>}
      {rest.length > 0 && (
        <>
          <p class="picker-meta">{t("whole_article")}</p>
          {rest.map((p) => (
            <button
              key={p}
              type="button"
              class="picker-text picker-part"
              lang={a.language}
              onClick={() => onPart(p)}
            >
              {p}
            </button>
          ))}
        </>
      )}
    </>
  );
}
