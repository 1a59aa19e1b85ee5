import { useEffect, useState } from "preact/hooks";
import { dayClock } from "../../../shared/format";
import { language } from "../../../shared/i18n";
import { type Failure, failureOf } from "../../core/http";
import { Fetched } from "../../room/Fetched";
import { useConsole } from "../../view/context";
import { Glyph } from "../../view/Glyph";
import { Empty, Trouble, Waiting } from "../../view/States";
import type { BookVersion } from "../api";
import { useBook } from "../context";
import { t } from "../texts";
import { Diff } from "./Diff";
import { RollbackDialog } from "./RollbackDialog";

/** The text that is being written, beside those that were published. */
const NOW = 0;

/** What was published, by whom, what it changed, and the way back. */
export function VersionsPane() {
  const book = useBook();
  const [back, setBack] = useState<BookVersion | null>(null);
  useEffect(() => {
    void book.versions.load();
  }, [book]);
  return (
    <div class="versions-page">
      <Fetched slot={book.versions}>
        {(versions) =>
          versions.length === 0 ? (
            <Empty icon={<Glyph name="list-restart" size={22} />} title={t("versions_none")}>
              {t("versions_none_why")}
            </Empty>
          ) : (
            <Compared versions={versions} onBack={setBack} />
          )
        }
      </Fetched>
      {back && <RollbackDialog version={back} onClose={() => setBack(null)} />}
    </div>
  );
}

function Compared({ versions, onBack }: { versions: BookVersion[]; onBack: (v: BookVersion) => void }) {
  const { session } = useConsole();
  const book = useBook();
  const live = versions.find((v) => v.live);
  const first = book.changed.peek() ? NOW : (live?.version ?? versions[0]?.version ?? NOW);
  const [after, setAfter] = useState(first);
  const before0 =
    first === NOW ? live?.version : versions[versions.findIndex((v) => v.version === first) + 1]?.version;
  const [before, setBefore] = useState(before0 ?? live?.version ?? NOW);
  const name = (n: number) => (n === NOW ? t("version_now") : t("version", { number: n }));
  const choices = [...(book.changed.value ? [NOW] : []), ...versions.map((v) => v.version)];
  return (
    <div class="versions-pair">
      <ol class="card version-list" aria-label={t("tab_versions")}>
        {book.changed.value && (
          <VersionLine
            title={t("version_now")}
            tag={<span class="tag tag-caution">{t("state_changed")}</span>}
            chosen={after === NOW}
            onShow={() => {
              setAfter(NOW);
              setBefore(live?.version ?? NOW);
            }}
          />
        )}
        {versions.map((v, i) => (
          <VersionLine
            key={v.version}
            title={t("version", { number: v.version })}
            tag={v.live ? <span class="tag tag-add">{t("version_live")}</span> : null}
            version={v}
            chosen={after === v.version}
            onShow={() => {
              setAfter(v.version);
              setBefore(versions[i + 1]?.version ?? v.version);
            }}
            onBack={v.live || !session.may("manage") ? undefined : () => onBack(v)}
          />
        ))}
      </ol>
      {choices.length < 2 ? (
        <p class="soft">{t("versions_one")}</p>
      ) : (
        <div class="version-diff">
          <div class="version-choose">
            <Choose
              label={t("compare_from")}
              value={before}
              choices={choices}
              name={name}
              onChange={setBefore}
            />
            <Choose label={t("compare_to")} value={after} choices={choices} name={name} onChange={setAfter} />
          </div>
          <Between
            before={before}
            after={after}
            label={t("compared", { before: name(before), after: name(after) })}
          />
        </div>
      )}
    </div>
  );
}

interface ChooseProps {
  label: string;
  value: number;
  choices: readonly number[];
  name: (n: number) => string;
  onChange: (n: number) => void;
}

function Choose({ label, value, choices, name, onChange }: ChooseProps) {
  return (
    <label class="choose">
      <span class="field-label">{label}</span>
      <select class="select" value={value} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        {choices.map((n) => (
          <option key={n} value={n}>
            {name(n)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface LineProps {
  title: string;
  tag: preact.ComponentChildren;
  version?: BookVersion;
  chosen: boolean;
  onShow: () => void;
  onBack?: (() => void) | undefined;
}

function VersionLine({ title, tag, version: v, chosen, onShow, onBack }: LineProps) {
  const { clock } = useConsole();
  const when = v?.published_at ? dayClock(v.published_at, language.value, clock.value) : "";
  const who = v?.origin === "pack" && !v.published_by ? t("version_pack") : (v?.published_by ?? "");
  return (
    <li class="version-line" data-chosen={chosen}>
      <button type="button" class="version-show" aria-pressed={chosen} onClick={onShow}>
        <span class="thing-name">
          {title} {tag}
        </span>
        {v && <span class="soft">{[when, who].filter(Boolean).join(" · ")}</span>}
        {v?.restores ? <span class="soft">{t("version_restores", { number: v.restores })}</span> : null}
        {v?.note && <span class="version-note">{v.note}</span>}
      </button>
      {onBack && (
        <button type="button" class="button" data-size="small" onClick={onBack}>
          {t("back_to")}
          <span class="visually-hidden">: {title}</span>
        </button>
      )}
    </li>
  );
}

/** Texts of versions never change, so each is fetched once. */
function useText(n: number): { text: string | null; failure: Failure | null; again: () => void } {
  const book = useBook();
  const [got, setGot] = useState<{ n: number; text: string } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (n === NOW) return;
    let here = true;
    setFailure(null);
    book.api.version(book.id, n).then(
      ({ source }) => here && setGot({ n, text: source }),
      (thrown: unknown) => here && setFailure(failureOf(thrown)),
    );
    return () => {
      here = false;
    };
  }, [book, n, turn]);
  const text = n === NOW ? book.source.value : got?.n === n ? got.text : null;
  return { text, failure, again: () => setTurn(turn + 1) };
}

function Between({ before, after, label }: { before: number; after: number; label: string }) {
  const old = useText(before);
  const now = useText(after);
  const failure = old.failure ?? now.failure;
  if (failure)
    return (
      <Trouble
        title={t("version_failed")}
        failure={failure}
        safe={t("text_failed_safe")}
        onRetry={() => {
          old.again();
          now.again();
        }}
      />
    );
  if (old.text === null || now.text === null)
    return (
      <Waiting>
        <div class="code-bones" />
      </Waiting>
    );
  return <Diff before={old.text} after={now.text} label={label} />;
}
