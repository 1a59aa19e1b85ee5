import { useState } from "preact/hooks";
import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { Managers } from "../room/Managers";
import { Glyph } from "../view/Glyph";
import { Menu, type MenuItem } from "../view/Menu";
import type { BookDetail, BookState } from "./api";
import { BackLink } from "./BackLink";
import { BookQuestion, type Question } from "./BookQuestion";
import { errorsOf } from "./checking";
import { useBook, usePlaybooks } from "./context";
import { SavedState } from "./editor/SavedState";
import { StateTag } from "./ListRow";
import { inWords, titleIn } from "./list";
import { t } from "./texts";
import { PublishDialog } from "./versions/PublishDialog";
import { ScenariosDialog } from "./versions/ScenariosDialog";
import { count } from "./words";

function stateOf(data: BookDetail, changed: boolean): BookState {
  if (data.live) return changed ? "changed" : "live";
  return data.version > 0 ? "off" : "draft";
}

/** Its title as it is being written, what is live, whether all is kept, and the way to make it live. */
export function BookHead() {
  const book = useBook();
  const { rows } = usePlaybooks();
  const [asking, setAsking] = useState<"publish" | "scenarios" | Question | null>(null);
  const data = book.detail.held.value.data;
  if (!data) return null;
  const changed = book.changed.value;
  const errors = errorsOf(book.checker.found.value.problems);
  const row = rows.held.value.data?.find((r) => r.id === book.id);
  const title = titleIn(book.source.value, language.value) || inWords(row?.title, language.value) || book.id;
  const items: MenuItem[] = [
    {
      id: "scenarios",
      label: t("scenarios"),
      icon: <Glyph name="badge-check" size={18} />,
      run: () => setAsking("scenarios"),
    },
  ];
  const offer = (id: Question, icon: "trash-2" | "eye-off" | "eye") =>
    items.push({ id, label: t(id), icon: <Glyph name={icon} size={18} />, run: () => setAsking(id) });
  if (data.version > 0 && (changed || data.draft)) offer("discard", "trash-2");
  if (data.live) offer("switch_off", "eye-off");
  else if (data.version > 0) offer("switch_on", "eye");
  return (
    <>
      <div class="book-top">
        <BackLink />
        <div class="book-name">
          <h1>{title}</h1>
          <span class="where">{book.id}</span>
          <StateTag row={{ state: stateOf(data, changed), version: data.version }} />
        </div>
        <Managers>
          <div class="book-acts">
            <SavedState />
            <Menu label={t("acts")} face={<Glyph name="ellipsis" />} items={items} />
            <button
              type="button"
              class="button"
              data-kind="main"
              aria-disabled={!changed}
              title={changed ? undefined : t("publish_nothing")}
              onClick={() => changed && setAsking("publish")}
            >
              {errors > 0 && <Icon name="circle-alert" size={16} />}
              {t("publish")}
              {errors > 0 && <span class="visually-hidden">: {t("errors", { count: count(errors) })}</span>}
            </button>
          </div>
        </Managers>
      </div>
      {asking === "publish" && <PublishDialog onClose={() => setAsking(null)} />}
      {asking === "scenarios" && <ScenariosDialog text={book.scenarios()} onClose={() => setAsking(null)} />}
      {asking && asking !== "publish" && asking !== "scenarios" && (
        <BookQuestion question={asking} onClose={() => setAsking(null)} />
      )}
    </>
  );
}
