import { useState } from "preact/hooks";
import { Skeleton } from "../room/Fetched";
import { SearchField } from "../room/SearchField";
import { t as tr } from "../room/texts";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Segmented } from "../view/Segmented";
import { Empty, Trouble } from "../view/States";
import { Switch } from "../view/Switch";
import { AddExamples } from "./AddExamples";
import type { Change, Filter } from "./api";
import { useRoom } from "./context";
import { AddedRow, ExampleRow } from "./ExampleRow";
import { Head } from "./Head";
import { IntentPicker } from "./IntentPicker";
import { t } from "./texts";
import { useExamples } from "./useExamples";

const ANY = "-";

/** What the assistant learns from, and what was heard in each of it. */
export function Examples() {
  const { route, go, session } = useConsole();
  const here = route.value;
  const about = here.page === "understanding" ? here.about : [];
  const intent = about[0] === ANY ? "" : (about[0] ?? "");
  const wrong = about[1] === "wrong";
  const [language, setLanguage] = useState<Filter["language"]>("");
  const [q, setQ] = useState("");
  const [adding, setAdding] = useState(false);
  const narrow = (next: { intent?: string; wrong?: boolean }) => {
    const to = { intent, wrong, ...next };
    const parts = to.wrong ? [to.intent || ANY, "wrong"] : to.intent ? [to.intent] : [];
    go({ page: "understanding", tab: "examples", about: parts }, true);
  };
  const filter: Filter = { intent, language, q, wrong };
  return (
    <>
      <Head title={t("tab_examples")} lead={t("examples_lead")}>
        {!adding && session.may("manage") && (
          <button type="button" class="button" data-kind="main" onClick={() => setAdding(true)}>
            <Glyph name="plus" size={18} />
            {t("add")}
          </button>
        )}
      </Head>
      {adding && <AddExamples intent={intent} onClose={() => setAdding(false)} />}
      <div class="card filters">
        <IntentPicker
          label={t("filter_intent")}
          value={intent}
          onChange={(name) => narrow({ intent: name })}
          placeholder={t("filter_all")}
          clearable
        />
        <div class="field">
          <span class="field-label" aria-hidden="true">
            {t("filter_words")}
          </span>
          <SearchField label={t("filter_words_label")} value={q} onInput={setQ} />
        </div>
        <Segmented
          legend={t("filter_language")}
          value={language || "all"}
          options={[
            { value: "all", label: t("filter_language_all") },
            { value: "id", label: "Indonesia" },
            { value: "en", label: "English" },
          ]}
          onChange={(value) => setLanguage(value === "all" ? "" : value)}
        />
        <Switch label={t("filter_wrong")} on={wrong} onChange={(on) => narrow({ wrong: on })} />
      </div>
      <Listed
        filter={filter}
        onReset={() => {
          setLanguage("");
          setQ("");
          narrow({ intent: "", wrong: false });
        }}
      />
    </>
  );
}

/** Whether a change of the draft belongs under a filter. */
const matches = (change: Change, { intent, language, q, wrong }: Filter) =>
  change.kind === "add" &&
  !wrong &&
  (!intent || change.intent === intent) &&
  (!language || change.language === language) &&
  change.text.toLowerCase().includes(q.trim().toLowerCase());

function Listed({ filter, onReset }: { filter: Filter; onReset: () => void }) {
  const { changes } = useRoom();
  const list = useExamples(filter);
  const draft = changes.held.value.data ?? [];
  const added = draft.filter((change) => matches(change, filter)).reverse();
  const filtered = filter.intent !== "" || filter.language !== "" || filter.q.trim() !== "" || filter.wrong;

  if (list.items === null && list.failure)
    return (
      <Trouble
        title={tr("load_failed")}
        failure={list.failure}
        safe={tr("load_failed_safe")}
        onRetry={list.reload}
      />
    );
  if (list.items === null) return <Skeleton />;
  if (list.items.length + added.length === 0)
    return (
      <Empty
        icon={<Glyph name="quote" size={22} />}
        title={t(filter.wrong ? "examples_all_right" : "examples_none")}
        action={filtered ? { label: t("filter_reset"), run: onReset } : undefined}
      >
        {t(filter.wrong ? "examples_all_right_why" : "examples_none_why")}
      </Empty>
    );
  return (
    <div class="card list-card" aria-busy={list.busy}>
      <ul class="examples" aria-label={t("tab_examples")}>
        {added.map((change) => (
          <AddedRow key={change.id} change={change} />
        ))}
        {list.items.map((example) => (
          <ExampleRow
            key={example.id}
            example={example}
            quiet={filter.intent !== ""}
            removal={draft.find(
              (c) => c.kind === "remove" && c.intent === example.intent && c.text === example.text,
            )}
          />
        ))}
      </ul>
      {list.failure && (
        <p class="banner" data-tone="bad" role="alert">
          {t("more_failed")}
        </p>
      )}
      {list.next && (
        <button type="button" class="button teach-more" aria-disabled={list.busy} onClick={list.more}>
          {t(list.busy ? "more_busy" : "more")}
        </button>
      )}
    </div>
  );
}
