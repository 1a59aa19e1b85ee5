import { Field } from "../view/Field";
import { Segmented } from "../view/Segmented";
import { Switch } from "../view/Switch";
import type { Action } from "./api";
import { t } from "./texts";
import { type Choice, called, RISKS, renameInput, renameOutput, usable, wire } from "./wizard";

interface Props {
  choice: Choice;
  tried: boolean;
  onChange: (choice: Choice) => void;
}

/** One operation; once it is picked, everything about it that a description cannot know. */
export function ActionCard({ choice, tried, onChange }: Props) {
  const { action, picked, confirmed } = choice;
  const change = (part: Partial<Action>) =>
    onChange({ ...choice, confirmed: false, action: { ...action, ...part } });
  return (
    <li class="card operation" data-operation={action.operation}>
      <label class="check">
        <input
          type="checkbox"
          checked={picked}
          onChange={(event) => onChange({ ...choice, picked: event.currentTarget.checked })}
        />
        <span>
          <code>{called(action)}</code>
          {action.summary && <span class="field-hint">{action.summary}</span>}
        </span>
      </label>
      {picked && (
        <div class="form">
          <Field
            label={t("action_name")}
            value={action.name}
            onInput={(name) => onChange({ ...choice, action: { ...action, name } })}
            maxLength={64}
            autoComplete="off"
            error={tried && !usable(action.name) ? t("missing_name") : undefined}
          />
          <Segmented
            legend={t("risk")}
            value={action.risk}
            options={RISKS.map((value) => ({ value, label: t(`risk_${value}`) }))}
            onChange={(risk) => change({ risk })}
            hint={t(`risk_${action.risk}_hint`)}
          />
          <Switch
            label={t("personal")}
            hint={t("personal_hint")}
            on={action.personal ?? false}
            onChange={(personal) => change({ personal })}
          />
          <Parts choice={choice} onChange={onChange} />
          <LeftOut notes={action.notes ?? []} />
          <label class="check" data-error={tried && !confirmed ? "" : undefined}>
            <input
              type="checkbox"
              checked={confirmed}
              onChange={(event) => onChange({ ...choice, confirmed: event.currentTarget.checked })}
            />
            <span>
              {t("confirm")}
              <span class="field-hint">{t("confirm_hint")}</span>
            </span>
          </label>
        </div>
      )}
    </li>
  );
}

/** What is given and what comes back, each under a name of the author's, or not at all. */
function Parts({ choice, onChange }: Pick<Props, "choice" | "onChange">) {
  const { action, without } = choice;
  const flip = (list: readonly string[], word: string) =>
    list.includes(word) ? list.filter((other) => other !== word) : [...list, word];
  return (
    <>
      {(action.inputs ?? []).length > 0 && (
        <fieldset class="parts">
          <legend class="field-label">{t("inputs")}</legend>
          {(action.inputs ?? []).map((input) => (
            <Part
              key={wire(input)}
              wire={`${t(`place_${input.where}`)}: ${wire(input)}`}
              name={input.name}
              needed={input.required ?? false}
              secret={input.secret ?? false}
              used={input.required || !without.inputs.includes(wire(input))}
              onUse={() =>
                onChange({ ...choice, without: { ...without, inputs: flip(without.inputs, wire(input)) } })
              }
              onName={(name) => onChange({ ...choice, action: renameInput(action, input, name) })}
            />
          ))}
        </fieldset>
      )}
      {(action.outputs ?? []).length > 0 && (
        <fieldset class="parts">
          <legend class="field-label">{t("outputs")}</legend>
          {(action.outputs ?? []).map((output) => (
            <Part
              key={output.path}
              wire={output.path}
              name={output.name}
              needed={false}
              secret={false}
              used={!without.outputs.includes(output.path)}
              onUse={() =>
                onChange({ ...choice, without: { ...without, outputs: flip(without.outputs, output.path) } })
              }
              onName={(name) => onChange({ ...choice, action: renameOutput(action, output, name) })}
            />
          ))}
        </fieldset>
      )}
    </>
  );
}

interface PartProps {
  wire: string;
  name: string;
  needed: boolean;
  secret: boolean;
  used: boolean;
  onUse: () => void;
  onName: (name: string) => void;
}

function Part({ wire: there, name, needed, secret, used, onUse, onName }: PartProps) {
  return (
    <div class="conn-part">
      <label class="check">
        <input type="checkbox" checked={used} disabled={needed} onChange={onUse} />
        <span>
          <code>{there}</code>
          {needed && <span class="tag">{t("always")}</span>}
          {secret && <span class="tag">{t("hidden")}</span>}
        </span>
      </label>
      <input
        type="text"
        class="conn-part-name"
        value={name}
        maxLength={64}
        spellcheck={false}
        disabled={!used}
        aria-label={t("name_for", { wire: there })}
        aria-invalid={usable(name) ? undefined : true}
        onInput={(event) => onName(event.currentTarget.value)}
      />
    </div>
  );
}

/** What the description has and an action cannot say. */
function LeftOut({ notes }: { notes: readonly string[] }) {
  const what = notes.filter((note) => note.startsWith("left_out ")).map((note) => note.slice(9));
  if (what.length === 0) return null;
  return <p class="field-hint">{t("left_out", { what: what.join(", ") })}</p>;
}
