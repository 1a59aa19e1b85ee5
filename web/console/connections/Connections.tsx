import { useMemo, useState } from "preact/hooks";
import "./connections.css";
import { dayClock } from "../../shared/format";
import { Listing, Page } from "../settings/Page";
import { useLoad } from "../settings/useLoad";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Empty } from "../view/States";
import { type Calls, type Connection, createCalls } from "./api";
import { ConnectionForm } from "./ConnectionForm";
import { ConnectionLine } from "./ConnectionLine";
import { Import } from "./Import";
import { SourceEditor } from "./SourceEditor";
import { t } from "./texts";

/** What is open beside the list. */
type Open = { kind: "none" } | { kind: "form"; connection: Connection | null } | { kind: "import" };

/** The ways into the brand's systems, and the actions that were made here. */
export function Connections() {
  const { request } = useConsole();
  const calls = useMemo(() => createCalls(request), [request]);
  const list = useLoad(calls.list);
  const [open, setOpen] = useState<Open>({ kind: "none" });
  const [kept, setKept] = useState(0);
  const shut = () => setOpen({ kind: "none" });

  if (open.kind === "import")
    return (
      <Import
        calls={calls}
        connections={list.data?.items ?? []}
        onClose={shut}
        onKept={() => {
          shut();
          setKept(kept + 1);
          void list.reload();
        }}
      />
    );
  return (
    <Page title={t("title")} lead={t("lead")}>
      {open.kind === "form" && (
        <ConnectionForm
          key={open.connection?.name ?? ""}
          calls={calls}
          connection={open.connection}
          taken={(list.data?.items ?? []).map((c) => c.name)}
          onCancel={shut}
          onSaved={() => {
            shut();
            void list.reload();
          }}
        />
      )}
      <Listing list={list}>
        {({ items }) => (
          <Lines
            items={items}
            calls={calls}
            busy={open.kind === "form"}
            onAdd={() => setOpen({ kind: "form", connection: null })}
            onChange={(connection) => setOpen({ kind: "form", connection })}
            onGone={() => void list.reload()}
          />
        )}
      </Listing>
      {list.data && <Actions key={kept} calls={calls} onImport={() => setOpen({ kind: "import" })} />}
    </Page>
  );
}

interface LinesProps {
  items: Connection[];
  calls: Calls;
  busy: boolean;
  onAdd: () => void;
  onChange: (connection: Connection) => void;
  onGone: () => void;
}

function Lines({ items, calls, busy, onAdd, onChange, onGone }: LinesProps) {
  if (items.length === 0)
    return busy ? null : (
      <Empty
        icon={<Glyph name="link" size={22} />}
        title={t("empty")}
        action={{ label: t("add"), run: onAdd }}
      >
        {t("empty_why")}
      </Empty>
    );
  return (
    <>
      {!busy && (
        <button type="button" class="button page-action" data-kind="main" onClick={onAdd}>
          <Glyph name="plus" size={18} />
          {t("add")}
        </button>
      )}
      <ul class="card things">
        {items.map((connection) => (
          <ConnectionLine
            key={connection.name}
            connection={connection}
            calls={calls}
            onChange={() => onChange(connection)}
            onGone={onGone}
          />
        ))}
      </ul>
    </>
  );
}

/** The actions that were made in the console, as text. */
function Actions({ calls, onImport }: { calls: Calls; onImport: () => void }) {
  const { prefs, clock } = useConsole();
  const source = useLoad(calls.source);
  const [editing, setEditing] = useState(false);
  const saved = source.data;
  return (
    <section class="card" aria-labelledby="console-actions">
      <h2 id="console-actions">{t("actions_title")}</h2>
      <p class="soft">
        {saved?.updated_at
          ? t("actions_saved_at", { date: dayClock(saved.updated_at, prefs.value.language, clock.value) })
          : t("actions_none")}
      </p>
      {editing && saved ? (
        <SourceEditor
          calls={calls}
          text={saved.source}
          version={saved.version}
          onCancel={() => setEditing(false)}
          onKept={() => {
            setEditing(false);
            void source.reload();
          }}
        />
      ) : (
        <div class="actions-row">
          <button type="button" class="button" onClick={onImport}>
            {t("import")}
          </button>
          {saved && saved.source !== "" && (
            <button type="button" class="button" onClick={() => setEditing(true)}>
              {t("edit")}
            </button>
          )}
        </div>
      )}
    </section>
  );
}
