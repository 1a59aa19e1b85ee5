import "./macros.css";
import { useState } from "preact/hooks";
import { failureText } from "../../core/failure";
import { failureOf } from "../../core/http";
import { Listing, Page } from "../../settings/Page";
import { Remove } from "../../settings/Remove";
import { useLoad } from "../../settings/useLoad";
import { useConsole } from "../../view/context";
import { Glyph } from "../../view/Glyph";
import { Empty } from "../../view/States";
import type { Macro } from "../api";
import { macrosFor } from "../picker/match";
import { useAnsweringApi } from "../picker/useAnsweringApi";
import { MacroForm } from "./MacroForm";
import { Offers } from "./Offers";
import { t } from "./texts";

/** From here on a field to search is worth its place. */
const MANY = 8;

/** The macros: written, changed, taken over from an old system. */
export function Macros() {
  const api = useAnsweringApi();
  const { session } = useConsole();
  const list = useLoad(api.macros);
  const [editing, setEditing] = useState<Macro | "new" | null>(null);
  const [query, setQuery] = useState("");
  const saved = () => {
    setEditing(null);
    void list.reload();
  };
  return (
    <Page title={t("title")} lead={t("lead")}>
      {editing && (
        <MacroForm
          key={editing === "new" ? "new" : editing.id}
          macro={editing === "new" ? null : editing}
          onCancel={() => setEditing(null)}
          onSaved={saved}
        />
      )}
      <Listing list={list}>
        {(macros) => (
          <>
            {!editing && macros.length > 0 && (
              <button
                type="button"
                class="button page-action"
                data-kind="main"
                onClick={() => setEditing("new")}
              >
                <Glyph name="plus" size={18} />
                {t("new")}
              </button>
            )}
            {macros.length === 0 && !editing && (
              <Empty
                icon={<Glyph name="quote" size={22} />}
                title={t("empty")}
                action={{ label: t("new"), run: () => setEditing("new") }}
              >
                {t("empty_why")}
              </Empty>
            )}
            {macros.length > MANY && (
              <div class="field">
                <input
                  type="search"
                  aria-label={t("search")}
                  placeholder={t("search")}
                  value={query}
                  onInput={(event) => setQuery(event.currentTarget.value)}
                />
              </div>
            )}
            {macros.length > 0 && <List macros={macros} query={query} onEdit={setEditing} onGone={saved} />}
          </>
        )}
      </Listing>
      {session.may("manage") && <Offers onTaken={saved} />}
    </Page>
  );
}

interface ListProps {
  macros: readonly Macro[];
  query: string;
  onEdit: (macro: Macro) => void;
  onGone: () => void;
}

function List({ macros, query, onEdit, onGone }: ListProps) {
  const shown = query.trim() ? macrosFor(macros, query) : macros;
  if (shown.length === 0) return <p class="soft">{t("none_found")}</p>;
  return (
    <ul class="card things">
      {shown.map((macro) => (
        <Line key={macro.id} macro={macro} onEdit={() => onEdit(macro)} onGone={onGone} />
      ))}
    </ul>
  );
}

function Line({ macro: m, onEdit, onGone }: { macro: Macro; onEdit: () => void; onGone: () => void }) {
  const api = useAnsweringApi();
  const { toasts } = useConsole();
  const remove = async () => {
    try {
      await api.deleteMacro(m.id);
      toasts.show("good", t("deleted"));
      onGone();
      return true;
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      toasts.show("bad", t("delete_failed"), `${what} ${next}`);
      return false;
    }
  };
  const facts = [
    t(`scope_${m.scope}`) + (m.team ? ` ${m.team}` : ""),
    m.uses > 0 ? t("uses", { count: m.uses }) : t("never"),
    ...m.tags.map((tag) => `#${tag}`),
    m.priority && t(`priority_${m.priority}`),
    m.resolves && t("effect_resolve"),
    m.origin && t("from_elsewhere", { source: m.origin.split(":")[0] ?? "" }),
  ].filter(Boolean);
  return (
    <li class="thing">
      <div class="thing-text">
        <p class="thing-name">
          {m.name} {m.shortcut && <span class="macro-shortcut">;{m.shortcut}</span>}
        </p>
        <p class="macro-line">{m.texts.id || m.texts.en}</p>
        <p class="soft">{facts.join(" · ")}</p>
      </div>
      {m.mine && (
        <>
          <button
            type="button"
            class="icon-button"
            aria-label={t("change", { name: m.name })}
            title={t("change", { name: m.name })}
            onClick={onEdit}
          >
            <Glyph name="pencil" size={18} />
          </button>
          <Remove
            word={t("delete")}
            title={t("delete_title", { name: m.name })}
            why={t("delete_why")}
            run={remove}
          />
        </>
      )}
    </li>
  );
}
