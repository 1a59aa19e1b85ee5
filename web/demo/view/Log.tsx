import { useState } from "preact/hooks";
import type { Leaf } from "../../shared/api";
import { authorLabel } from "../../shared/author";
import { clock, dayClock, number } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { authorOf } from "../proof/log";
import { t, type texts } from "../texts";
import { Checked } from "./Checked";
import { useStage } from "./context";
import { Glyph } from "./Glyph";
import { LeafMark } from "./LeafMark";
import { LogHead } from "./LogHead";
import { Part } from "./Part";

/** The proof log, newest first. */
export function Log() {
  const { log } = useStage();
  const leaves = log.leaves.value;
  return (
    <Part part="log">
      <div class="ledger">
        <LogHead />
        <Checked />
        {leaves.length === 0 ? (
          <div class="ledger-empty">
            <Glyph name="proof" size={28} />
            <p>
              <strong>{t("log_empty")}</strong>
            </p>
            <p>{log.failed.value ? t("log_failed") : t("log_empty_why")}</p>
          </div>
        ) : (
          <ol class="leaves" aria-label={t("log_list")} reversed>
            {leaves.map((leaf) => (
              <Entry key={leaf.index} leaf={leaf} fresh={leaf.index > log.opened.value} />
            ))}
          </ol>
        )}
      </div>
    </Part>
  );
}

type Key = keyof typeof texts.id;

/** The rules that the gate proved, in words; a rule that this page does not know stands under its own id. */
function rules(leaf: Leaf): string {
  const ids = leaf.statement.disclosure.obligations ?? [];
  if (ids.length === 0) return t("rule_none");
  return ids.map((id) => t(`rule_${id}` as Key) || id).join(" · ");
}

function Entry({ leaf, fresh }: { leaf: Leaf; fresh: boolean }) {
  const { log } = useStage();
  const [open, setOpen] = useState(false);
  const lang = language.value;
  const author = authorOf(leaf.statement);
  const chosen = log.checking.value?.index === leaf.index;
  return (
    <li class="leaf" data-fresh={fresh} data-chosen={chosen} data-kind={author.kind}>
      <button type="button" class="leaf-hit" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span class="leaf-mark">
          <LeafMark kind={author.kind} size={28} />
        </span>
        <span class="leaf-words">
          <span class="leaf-author">{authorLabel(author)}</span>
          <span class="leaf-rules">{rules(leaf)}</span>
        </span>
        <span class="leaf-ends">
          <span class="leaf-index tabular">#{number(leaf.index, lang)}</span>
          <span class="leaf-hash">{leaf.hash.slice(0, 6)}</span>
        </span>
      </button>
      {open && <Details leaf={leaf} />}
    </li>
  );
}

function Details({ leaf }: { leaf: Leaf }) {
  const { log } = useStage();
  const { statement } = leaf;
  const lang = language.value;
  const busy = log.checking.value?.index === leaf.index && log.checking.value.state === "busy";
  return (
    <div class="leaf-more">
      <dl>
        <div>
          <dt>{t("leaf_time")}</dt>
          <dd class="tabular">{dayClock(leaf.at, lang, Date.now()) || clock(leaf.at, lang)}</dd>
        </div>
        <div>
          <dt>{t("leaf_policy")}</dt>
          <dd class="mono">{statement.disclosure.policy}</dd>
        </div>
        <div>
          <dt>{t("leaf_obligations")}</dt>
          <dd>{rules(leaf)}</dd>
        </div>
        {statement.author.model && (
          <div>
            <dt>{t("leaf_model")}</dt>
            <dd class="mono">{statement.author.model}</dd>
          </div>
        )}
        {statement.author.prompt && (
          <div>
            <dt>{t("leaf_playbook")}</dt>
            <dd class="mono">{statement.author.prompt}</dd>
          </div>
        )}
        <div>
          <dt>{t("leaf_hash")}</dt>
          <dd class="mono">{leaf.hash}</dd>
        </div>
      </dl>
      <button type="button" class="button" aria-disabled={busy} onClick={() => !busy && void log.check(leaf)}>
        <Icon name="shield-check" size={18} />
        {t(busy ? "verify_busy" : "verify")}
      </button>
    </div>
  );
}
