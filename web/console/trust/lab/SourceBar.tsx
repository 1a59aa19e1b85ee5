import { useId, useState } from "preact/hooks";
import { Confirm } from "../../room/Confirm";
import { Managers } from "../../room/Managers";
import { useConsole } from "../../view/context";
import { Glyph } from "../../view/Glyph";
import type { Imported } from "../api";
import { useLab } from "../context";
import { PeriodPicker } from "../PeriodPicker";
import { count } from "../words";
import { t } from "./texts";

/** Which talks the lines are tried on: those of some days here, or imported ones. */
export function SourceBar({ onImport }: { onImport: () => void }) {
  const { session } = useConsole();
  const lab = useLab();
  const source = lab.source.value;
  const imports = lab.imports.held.value.data ?? [];
  const toImport = () => {
    const first = imports.find(({ reading }) => !reading);
    if (first) lab.choose({ kind: "import", id: first.id });
    else if (session.may("manage")) onImport();
  };
  return (
    <section class="source" aria-label={t("source")}>
      <PeriodPicker<"import">
        legend={t("source")}
        period={lab.period.value}
        other={source.kind === "import" ? "import" : undefined}
        others={[{ value: "import", label: t("source_import") }]}
        wrong={lab.wrong.value}
        onChange={(period) => {
          lab.choose({ kind: "here" });
          lab.look(period);
        }}
        onOther={toImport}
      />
      {source.kind === "import" && <Imports imports={imports} chosen={source.id} />}
      <Managers>
        <button type="button" class="button source-new" onClick={onImport}>
          <Glyph name="plus" size={18} />
          {t("source_new")}
        </button>
      </Managers>
    </section>
  );
}

function Imports({ imports, chosen }: { imports: readonly Imported[]; chosen: string }) {
  const lab = useLab();
  const { toasts } = useConsole();
  const [gone, setGone] = useState<Imported | null>(null);
  const id = useId();
  const here = imports.find((one) => one.id === chosen);
  return (
    <div class="source-import">
      <div class="pick">
        <label class="field-label" for={id}>
          {t("source_pick")}
        </label>
        <select
          id={id}
          value={chosen}
          onChange={(event) => lab.choose({ kind: "import", id: event.currentTarget.value })}
        >
          {imports.map((one) => (
            <option key={one.id} value={one.id} disabled={one.reading}>
              {one.reading ? t("source_reading", { name: one.name }) : one.name}
            </option>
          ))}
        </select>
      </div>
      {here && (
        <>
          <Managers>
            <button
              type="button"
              class="icon-button"
              aria-label={t("import_delete", { name: here.name })}
              onClick={() => setGone(here)}
            >
              <Glyph name="trash-2" size={18} />
            </button>
          </Managers>
          <p class="soft tabular source-size">
            {t("source_talks", { talks: count(here.talks), turns: count(here.turns) })}
          </p>
        </>
      )}
      {gone && (
        <Confirm
          title={t("import_delete_ask", { name: gone.name })}
          word={t("import_delete", { name: "" }).trim()}
          busyWord={t("import_delete_busy")}
          run={async () => {
            const failure = await lab.forget(gone.id);
            if (!failure) toasts.show("good", t("import_deleted"));
            return failure;
          }}
          onClose={() => setGone(null)}
        >
          <p>{t("import_delete_why")}</p>
        </Confirm>
      )}
    </div>
  );
}
