import { signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { age } from "../../shared/format";
import { Mark } from "../../shared/Mark";
import { format } from "../core/route";
import { Skeleton } from "../room/Fetched";
import { SearchField } from "../room/SearchField";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import { Empty, Trouble } from "../view/States";
import type { ContactRow } from "./api";
import { calledOf, useContacts } from "./context";
import { createPages } from "./pages";
import { t } from "./texts";
import { useSentinel } from "./useSentinel";

/** While somebody types, it is asked when they pause. */
const PAUSE_MS = 180;

/** What was sought last is found again. */
const sought = signal("");

/** All contacts, or those that are looked for. */
export function List() {
  const { api } = useContacts();
  const pages = useMemo(() => createPages((cursor) => api.list(sought.peek(), cursor)), [api]);
  const { items, first, failure, next, busy } = pages.state.value;
  const words = sought.value;
  const asked = useRef(false);
  useEffect(() => {
    const timer = setTimeout(() => void pages.load(), asked.current ? PAUSE_MS : 0);
    asked.current = true;
    return () => clearTimeout(timer);
  }, [words, pages]);
  const end = useSentinel(() => void pages.more(), next !== null && !busy && !failure);
  return (
    <>
      <header class="room-head contacts-head">
        <div class="room-title">
          <h1>{t("title")}</h1>
        </div>
        <SearchField
          label={t("search")}
          value={words}
          onInput={(value) => {
            sought.value = value;
          }}
        />
      </header>
      <div class="room-page">
        <div class="room-view">
          {failure && (
            <Trouble
              title={t("timeline_failed")}
              failure={failure}
              safe={t("nothing_changed")}
              onRetry={() => void pages.load()}
            />
          )}
          {failure && first ? null : first ? (
            <Skeleton />
          ) : items.length === 0 ? (
            <Empty icon={<Glyph name="users" size={22} />} title={t(words ? "none" : "empty")}>
              {t(words ? "none_why" : "empty_why")}
            </Empty>
          ) : (
            <ul class="card people" aria-label={t("list")} data-walk>
              {items.map((contact) => (
                <Row key={contact.id} contact={contact} />
              ))}
            </ul>
          )}
          <div ref={end} />
          <p class="visually-hidden" role="status">
            {!first && !busy && t("found", { count: items.length })}
          </p>
        </div>
      </div>
    </>
  );
}

function Row({ contact }: { contact: ContactRow }) {
  const { prefs, clock } = useConsole();
  const known = [contact.phone, contact.email, contact.external_id].filter(Boolean).join(" · ");
  return (
    <li>
      <a class="person" data-step href={format({ page: "contacts", id: contact.id })}>
        <Mark kind="contact" name={calledOf(contact)} size={36} />
        <span class="person-text">
          <span class="person-name">
            {calledOf(contact)}
            {contact.merged && <span class="chip">{t("merged")}</span>}
          </span>
          <span class="soft person-known">{known || t("unverified")}</span>
        </span>
        <span class="person-side soft">
          {contact.verified && (
            <span class="person-proven">
              <Glyph name="badge-check" size={16} />
              {t("verified")}
            </span>
          )}
          <span class="tabular">
            {contact.last_at && age(contact.last_at, prefs.value.language, clock.value)}
          </span>
        </span>
      </a>
    </li>
  );
}
