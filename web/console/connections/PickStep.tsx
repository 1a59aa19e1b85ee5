import { useState } from "preact/hooks";
import { Field } from "../view/Field";
import { ActionCard } from "./ActionCard";
import type { Imported } from "./api";
import { t } from "./texts";
import { type Choice, called, missing } from "./wizard";
import { authWord, whyWord } from "./words";

interface Props {
  found: Imported;
  all: readonly Choice[];
  onChange: (all: Choice[]) => void;
  busy: boolean;
  onBack: () => void;
  onNext: () => void;
}

/** Which operations become actions, under which names, and how careful playbooks must be with them. */
export function PickStep({ found, all, onChange, busy, onBack, onNext }: Props) {
  const [words, setWords] = useState("");
  const [tried, setTried] = useState(false);
  const lack = missing(all);
  const sought = words.trim().toLowerCase();
  const shown = all
    .map((choice, index) => ({ choice, index }))
    .filter(
      ({ choice }) =>
        choice.picked ||
        sought === "" ||
        `${choice.action.operation} ${called(choice.action)} ${choice.action.summary ?? ""}`
          .toLowerCase()
          .includes(sought),
    );
  const put = (index: number, choice: Choice) =>
    onChange(all.map((other, at) => (at === index ? choice : other)));
  const next = () => {
    setTried(true);
    if (!busy && lack === "") onNext();
  };

  return (
    <>
      <section class="card">
        <h2>{t("found", { title: found.title || "OpenAPI", count: all.length })}</h2>
        {!found.supported ? (
          <p class="soft">{t("needs_other")}</p>
        ) : (
          found.credential.kind !== "none" && (
            <p class="soft">{t("needs", { auth: authWord(found.credential) })}</p>
          )
        )}
        <Field label={t("find")} value={words} onInput={setWords} autoComplete="off" />
        {found.skipped.length > 0 && (
          <details class="skipped">
            <summary>{t("skipped", { count: found.skipped.length })}</summary>
            <ul>
              {found.skipped.map((one) => (
                <li key={`${one.method} ${one.path}`}>
                  <code>{`${one.method} ${one.path}`}</code> {whyWord(one)}
                </li>
              ))}
            </ul>
          </details>
        )}
      </section>
      <ul class="operations">
        {shown.map(({ choice, index }) => (
          <ActionCard
            key={`${choice.action.operation} ${index}`}
            choice={choice}
            tried={tried}
            onChange={(changed) => put(index, changed)}
          />
        ))}
      </ul>
      <p class="field-error" role="alert">
        {tried && lack !== "" ? t(`missing_${lack}`) : ""}
      </p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onBack}>
          {t("back")}
        </button>
        <button type="button" class="button" data-kind="main" aria-disabled={busy} onClick={next}>
          {t(busy ? "working" : "next")}
        </button>
      </div>
    </>
  );
}
