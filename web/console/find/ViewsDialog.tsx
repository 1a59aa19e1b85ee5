import "./find.css";
import { useEffect, useState } from "preact/hooks";
import { number } from "../../shared/format";
import { failureText } from "../core/failure";
import { failureOf } from "../core/http";
import { Failed } from "../room/Failed";
import { t as tr } from "../room/texts";
import { t as tc } from "../texts";
import { useConsole } from "../view/context";
import { Dialog } from "../view/Dialog";
import { Field } from "../view/Field";
import { Glyph } from "../view/Glyph";
import { Bone, Empty, Trouble, Waiting } from "../view/States";
import { Switch } from "../view/Switch";
import { dataOf } from "./data";
import { filterOf, NO_FILTER, parts } from "./filter";
import { viewsOpen } from "./open";
import { t } from "./texts";
import { keptOf, placeOf, type SavedView } from "./views";

/** The saved views, one's own and the shared ones; and the way to keep what is shown. */
export function ViewsDialog() {
  const console = useConsole();
  const { filter, view, orders } = console;
  const data = dataOf(console);
  const held = data.views.held.value;
  /** The view that is changed; "new" for one that is made. */
  const [edited, setEdited] = useState<SavedView | "new" | null>(null);
  useEffect(() => {
    void data.views.load();
  }, []);
  const now = filter.value;
  const here = held.data?.find((v) => v.id === now.saved);
  const worth =
    view.value !== "promises" && (here || now.q || orders.shown.value !== undefined || parts(now) > 0);
  const close = () => {
    viewsOpen.value = false;
  };

  return (
    <Dialog title={edited ? t(edited === "new" ? "views_new" : "views_edit") : t("views")} onClose={close}>
      {edited ? (
        <Form saved={edited === "new" ? null : edited} onDone={() => setEdited(null)} />
      ) : (
        <>
          {held.data === null && held.failure ? (
            <Trouble
              title={tr("load_failed")}
              failure={held.failure}
              safe={tr("load_failed_safe")}
              onRetry={() => void data.views.load()}
            />
          ) : held.data === null ? (
            <Waiting>
              <Bone width="60%" height={20} />
            </Waiting>
          ) : held.data.length === 0 ? (
            <Empty icon={<Glyph name="star" size={22} />} title={t("views_empty")}>
              {t("views_empty_why")}
            </Empty>
          ) : (
            <>
              <Group title={t("views_own")} views={held.data.filter((v) => !v.shared)} onEdit={setEdited} />
              <Group title={t("views_shared")} views={held.data.filter((v) => v.shared)} onEdit={setEdited} />
            </>
          )}
          {worth && (
            <div class="dialog-actions">
              {here?.mine && (
                <button type="button" class="button" onClick={() => setEdited(here)}>
                  {t("chip_update")}
                </button>
              )}
              <button type="button" class="button" data-kind="main" onClick={() => setEdited("new")}>
                {t("views_save")}
              </button>
            </div>
          )}
        </>
      )}
    </Dialog>
  );
}

interface GroupProps {
  title: string;
  views: readonly SavedView[];
  onEdit: (view: SavedView) => void;
}

function Group({ title, views, onEdit }: GroupProps) {
  const console = useConsole();
  const { filter, go, layout, openId, prefs } = console;
  const remove = useRemove();
  if (views.length === 0) return null;
  return (
    <section>
      <h3 class="eyebrow">{title}</h3>
      <ul class="views-list">
        {views.map((saved) => (
          <li key={saved.id} class="views-line">
            <button
              type="button"
              class="views-go"
              aria-current={saved.id === filter.value.saved ? "true" : undefined}
              onClick={() => {
                viewsOpen.value = false;
                const place = placeOf(saved);
                const conversation = layout.peek() === "pages" ? null : openId.peek();
                go({ page: "inbox", conversation, panel: false, ...place });
              }}
            >
              <span>{saved.name}</span>
              {saved.count !== null && (
                <span class="tabular">
                  <span aria-hidden="true">
                    {saved.count >= 1000 ? "999+" : number(saved.count, prefs.value.language)}
                  </span>
                  <span class="visually-hidden">{t("views_count", { count: saved.count })}</span>
                </span>
              )}
            </button>
            {saved.mine && (
              <>
                <button
                  type="button"
                  class="icon-button"
                  aria-label={t("views_rename", { name: saved.name })}
                  onClick={() => onEdit(saved)}
                >
                  <Glyph name="pencil" size={18} />
                </button>
                <button
                  type="button"
                  class="icon-button"
                  aria-label={t("views_delete", { name: saved.name })}
                  onClick={() => void remove(saved)}
                >
                  <Glyph name="trash-2" size={18} />
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Deletes a view; it can be made again as it was. */
function useRemove() {
  const console = useConsole();
  const { request, toasts, filter, narrow } = console;
  const data = dataOf(console);
  return async (saved: SavedView) => {
    const { name, shared, filter: kept } = saved;
    try {
      await request("DELETE", `/views/${encodeURIComponent(saved.id)}`);
    } catch (thrown) {
      const { what, next } = failureText(failureOf(thrown));
      return toasts.show("bad", t("views_failed"), `${what} ${next}`);
    }
    if (filter.peek().saved === saved.id) {
      const { saved: _, ...rest } = filter.peek();
      narrow(Object.keys(rest).length > 0 ? rest : NO_FILTER);
    }
    await data.views.load();
    toasts.show("info", t("views_deleted", { name }), undefined, {
      label: t("views_restore"),
      undoes: true,
      run: () =>
        void request("POST", "/views", { name, shared, filter: kept }).then(data.views.load, () =>
          toasts.show("bad", t("views_failed")),
        ),
    });
  };
}

/** A name, for whom, and what is shown now. */
function Form({ saved, onDone }: { saved: SavedView | null; onDone: () => void }) {
  const console = useConsole();
  const { request, toasts, filter, view, narrow, orders } = console;
  const data = dataOf(console);
  const [name, setName] = useState(saved?.name ?? "");
  const [shared, setShared] = useState(saved?.shared ?? false);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState<ReturnType<typeof failureText> | null>(null);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (name.trim() === "") return setError(t("views_name_missing"));
    setBusy(true);
    // A view that is not the one that is shown keeps what it shows: only its name changes.
    const shown = saved === null || saved.id === filter.peek().saved;
    const order = orders.shown.peek();
    const body = {
      name: name.trim(),
      shared,
      filter: shown ? keptOf(view.peek(), filter.peek(), order) : saved.filter,
    };
    try {
      const kept = saved
        ? await request<SavedView>("PUT", `/views/${encodeURIComponent(saved.id)}`, body)
        : await request<SavedView>("POST", "/views", body);
      await data.views.load();
      if (shown) narrow(filterOf({ ...filter.peek(), order, saved: kept.id }));
      toasts.show("good", t(saved ? "views_updated" : "views_saved", { name: kept.name }));
      viewsOpen.value = false;
    } catch (thrown) {
      setWhy(failureText(failureOf(thrown)));
      setBusy(false);
    }
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <Field
        label={t("views_name")}
        value={name}
        first
        maxLength={60}
        placeholder={t("views_name_hint")}
        error={error || undefined}
        onInput={(value) => {
          setName(value);
          setError("");
        }}
      />
      <Switch label={t("views_share")} hint={t("views_share_hint")} on={shared} onChange={setShared} />
      <Failed why={why} />
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onDone}>
          {tc("back")}
        </button>
        <button type="submit" class="button" data-kind="main" aria-disabled={busy}>
          {t("views_submit")}
        </button>
      </div>
    </form>
  );
}
