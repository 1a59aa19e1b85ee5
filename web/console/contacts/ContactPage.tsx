import { useEffect, useMemo, useState } from "preact/hooks";
import { day } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { Mark } from "../../shared/Mark";
import { format } from "../core/route";
import { Fetched } from "../room/Fetched";
import { createSlot } from "../room/slot";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import type { Contact } from "./api";
import { mergeAsked } from "./asked";
import { ConsentCard, FactsCard, OpenCard, PartsCard } from "./Cards";
import { calledOf, useContacts } from "./context";
import { MergeDialog } from "./MergeDialog";
import { Suggested } from "./Suggested";
import { Timeline } from "./Timeline";
import { t } from "./texts";

/** All about one person: who they are, what they agreed to, what is open, and what happened. */
export function ContactPage({ id }: { id: string }) {
  const { api } = useContacts();
  const slot = useMemo(() => createSlot(() => api.get(id)), [api, id]);
  const [round, setRound] = useState(0);
  const [merging, setMerging] = useState<string | null>(null);
  useEffect(() => void slot.load(), [slot]);
  const asked = mergeAsked.value === id;
  useEffect(() => {
    if (!asked) return;
    mergeAsked.value = null;
    setMerging((other) => other ?? "");
  }, [asked]);
  const changed = () => {
    void slot.load();
    setRound((n) => n + 1);
  };
  return (
    <>
      <header class="room-head contacts-head">
        <a class="text-link" href={format({ page: "contacts", id: null })}>
          <Icon name="arrow-left" size={16} />
          {t("back")}
        </a>
        {slot.held.value.data ? (
          <Head contact={slot.held.value.data} onMerge={() => setMerging("")} />
        ) : (
          <h1 class="visually-hidden">{t("title")}</h1>
        )}
      </header>
      <div class="room-page">
        <div class="room-view contact-view">
          <div class="contact-side">
            <Suggested id={id} key={`s${round}`} onLook={setMerging} />
            <Fetched slot={slot}>
              {(contact) => (
                <>
                  <PartsCard contact={contact} onChanged={changed} />
                  <OpenCard contact={contact} />
                  <ConsentCard contact={contact} />
                  <FactsCard contact={contact} />
                </>
              )}
            </Fetched>
          </div>
          <Timeline id={id} key={`t${round}`} parts={slot.held.value.data?.parts ?? []} />
        </div>
      </div>
      {merging !== null && (
        <MergeDialog
          id={id}
          other={merging}
          onClose={() => setMerging(null)}
          onDone={() => {
            setMerging(null);
            changed();
          }}
        />
      )}
    </>
  );
}

function Head({ contact, onMerge }: { contact: Contact; onMerge: () => void }) {
  const { prefs, clock, session } = useConsole();
  const may = session.may("write");
  return (
    <div class="room-title contact-title">
      <div class="contact-who">
        <Mark kind="contact" name={calledOf(contact)} size={48} />
        <div>
          <h1>{calledOf(contact)}</h1>
          <p class="contact-verified" data-verified={contact.verified}>
            <Glyph name={contact.verified ? "badge-check" : "circle-help"} size={16} />
            {t(contact.verified ? "verified" : "unverified")}
            {contact.external_id && ` · ${t("customer_id", { id: contact.external_id })}`}
            {` · ${t("since", { day: day(contact.created_at, prefs.value.language, clock.value) })}`}
          </p>
        </div>
      </div>
      {may && (
        <button type="button" class="button" onClick={onMerge}>
          <Glyph name="users" size={18} />
          {t("merge")}
        </button>
      )}
    </div>
  );
}
