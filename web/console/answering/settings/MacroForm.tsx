import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "../../../shared/Icon";
import { failureText } from "../../core/failure";
import { failureOf } from "../../core/http";
import { FormActions } from "../../settings/FormActions";
import { Leaving } from "../../settings/Leaving";
import { useLoad } from "../../settings/useLoad";
import { useConsole } from "../../view/context";
import { Field } from "../../view/Field";
import { Segmented } from "../../view/Segmented";
import type { Fault, Macro, MacroDraft, Priority, Scope, Texts } from "../api";
import { cutAtGaps } from "../picker/put";
import { useAnsweringApi } from "../picker/useAnsweringApi";
import { t } from "./texts";

const CHECK_PAUSE_MS = 350;
const PRIORITIES: readonly Priority[] = ["", "low", "normal", "high", "urgent"];
const LANGUAGES = ["id", "en"] as const;

const EMPTY: MacroDraft = {
  name: "",
  shortcut: "",
  texts: {},
  scope: "mine",
  team: "",
  tags: [],
  priority: "",
  resolves: false,
};

interface Props {
  macro: Macro | null;
  onCancel: () => void;
  onSaved: () => void;
}

/** Writes a macro: its words in each language with their values, and what is done once it was sent. */
export function MacroForm({ macro, onCancel, onSaved }: Props) {
  const api = useAnsweringApi();
  const { toasts, session } = useConsole();
  const leads = session.may("lead");
  const [draft, setDraft] = useState<MacroDraft>(macro ?? { ...EMPTY, scope: leads ? "all" : "mine" });
  const [tags, setTags] = useState(draft.tags.join(", "));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");
  const { faults, preview } = useCheck(draft.texts);
  const variables = useLoad(api.variables);
  const teams = useLoad(api.teams);
  const change = (patch: Partial<MacroDraft>) => setDraft((now) => ({ ...now, ...patch }));
  const begun = useRef(draft);
  const dirty = draft !== begun.current || tags !== begun.current.tags.join(", ");
  const empty = LANGUAGES.every((l) => !draft.texts[l]?.trim());

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (busy || !draft.name.trim() || empty) return;
    setBusy(true);
    setMessage("");
    const { name, shortcut, texts, scope, team, priority, resolves } = draft;
    try {
      await api.saveMacro(
        {
          name,
          shortcut,
          texts,
          scope,
          team,
          priority,
          resolves,
          tags: tags
            .split(",")
            .map((tag) => tag.trim())
            .filter(Boolean),
        },
        macro?.id,
      );
      toasts.show("good", t("saved"));
      onSaved();
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      setMessage(`${t("save_failed")}. ${what} ${next}`);
      setBusy(false);
    }
  };

  return (
    <form class="card form" onSubmit={(event) => void submit(event)} noValidate>
      <Leaving dirty={dirty} why={t("leave_why")} />
      <h2>{t(macro ? "edit" : "new")}</h2>
      <div class="macro-pair">
        <Field
          label={t("name")}
          value={draft.name}
          onInput={(name) => change({ name })}
          maxLength={80}
          autoComplete="off"
          hint={t("name_hint")}
          error={tried && !draft.name.trim() ? t("name_empty") : undefined}
          first
        />
        <Field
          label={t("shortcut")}
          value={draft.shortcut}
          onInput={(shortcut) => change({ shortcut })}
          maxLength={33}
          autoComplete="off"
          hint={t("shortcut_hint")}
        />
      </div>
      {LANGUAGES.map((l) => (
        <Words
          key={l}
          language={l}
          text={draft.texts[l] ?? ""}
          onText={(text) => change({ texts: { ...draft.texts, [l]: text } })}
          variables={variables.data ?? []}
          faults={faults.filter((f) => f.language === l)}
          preview={preview[l] ?? ""}
          error={tried && empty && l === "id" ? t("text_none") : undefined}
        />
      ))}
      <fieldset class="checks">
        <legend class="field-label">{t("after")}</legend>
        <div class="macro-pair">
          <Field label={t("tags")} value={tags} onInput={setTags} autoComplete="off" hint={t("tags_hint")} />
          <Choose
            label={t("priority")}
            value={draft.priority}
            options={PRIORITIES.map((p) => ({ value: p, label: t(p ? `priority_${p}` : "priority_keep") }))}
            onChange={(priority) => change({ priority: priority as Priority })}
          />
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={draft.resolves}
            onChange={(event) => change({ resolves: event.currentTarget.checked })}
          />
          <span>{t("resolves")}</span>
        </label>
      </fieldset>
      <Segmented<Scope>
        legend={t("scope")}
        value={draft.scope}
        options={(leads ? (["mine", "team", "all"] as const) : (["mine", "team"] as const)).map((value) => ({
          value,
          label: t(`scope_${value}`),
        }))}
        onChange={(scope) => change({ scope, team: scope === "team" ? (teams.data?.[0]?.id ?? "") : "" })}
        {...(!leads && { hint: t("scope_all_why") })}
      />
      {draft.scope === "team" &&
        (teams.data && teams.data.length > 0 ? (
          <Choose
            label={t("team")}
            value={draft.team}
            options={teams.data.map((team) => ({ value: team.id, label: team.name }))}
            onChange={(team) => change({ team })}
          />
        ) : (
          <p class="field-hint">{t("team_none")}</p>
        ))}
      <div role="alert">
        {message && (
          <p class="banner" data-tone="bad">
            <Icon name="circle-alert" size={18} />
            <span>{message}</span>
          </p>
        )}
      </div>
      <FormActions busy={busy} word={t("save")} busyWord={t("saving")} onCancel={onCancel} />
    </form>
  );
}

/** What is wrong in the texts, and what comes out of them, a moment after the last key. */
function useCheck(texts: Texts) {
  const api = useAnsweringApi();
  const [checked, setChecked] = useState<{ faults: Fault[]; preview: Texts }>({ faults: [], preview: {} });
  useEffect(() => {
    let here = true;
    const wait = setTimeout(() => {
      api.check(texts).then(
        (now) => here && setChecked(now),
        () => {}, // saving tells
      );
    }, CHECK_PAUSE_MS);
    return () => {
      here = false;
      clearTimeout(wait);
    };
  }, [texts.id, texts.en]);
  return checked;
}

interface WordsProps {
  language: "id" | "en";
  text: string;
  onText: (text: string) => void;
  variables: readonly { name: string; label: string }[];
  faults: readonly Fault[];
  preview: string;
  error: string | undefined;
}

function Words({ language, text, onText, variables, faults, preview, error }: WordsProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const insert = (name: string) => {
    const field = area.current;
    if (!field || !name) return;
    const mark = `{{ ${name} }}`;
    const at = field.selectionStart + mark.length;
    onText(text.slice(0, field.selectionStart) + mark + text.slice(field.selectionEnd));
    field.focus();
    requestAnimationFrame(() => field.setSelectionRange(at, at));
  };
  const wrong = error !== undefined || faults.length > 0;
  return (
    <div class="field" data-error={wrong ? "" : undefined}>
      <div class="macro-words-head">
        <label class="field-label" for={id}>
          {t(`text_${language}`)}
        </label>
        <select
          class="macro-insert"
          aria-label={`${t("insert")}: ${t(`text_${language}`)}`}
          value=""
          onChange={(event) => {
            insert(event.currentTarget.value);
            event.currentTarget.value = "";
          }}
        >
          <option value="">{t("insert_choose")}</option>
          {variables.map((v) => (
            <option key={v.name} value={v.name}>
              {v.label}
            </option>
          ))}
        </select>
      </div>
      <textarea
        id={id}
        ref={area}
        rows={4}
        lang={language}
        value={text}
        maxLength={16_000}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={`${id}-about`}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      <div id={`${id}-about`} role="status">
        {error && <p class="field-error">{error}</p>}
        {faults.map((f) => (
          <p key={`${f.line}.${f.column}`} class="field-error">
            {t("fault_at", { line: f.line, column: f.column, what: f.what })}. {f.why}. {f.next}.
          </p>
        ))}
        {!wrong && !text && language === "id" && <p class="field-hint">{t("text_hint")}</p>}
        {!wrong && text.includes("{{") && preview && (
          <div class="macro-preview">
            <p class="field-hint">{t("preview")}</p>
            <p lang={language}>
              {cutAtGaps(preview).map((part, i) => (part.gap ? <mark key={i}>{part.text}</mark> : part.text))}
            </p>
          </div>
        )}
      </div>
    </div>
  );
}

interface ChooseProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

function Choose({ label, value, options, onChange }: ChooseProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <select
        id={id}
        class="macro-choose"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label}
          </option>
        ))}
      </select>
    </div>
  );
}
