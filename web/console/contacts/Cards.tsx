import { useState } from "preact/hooks";
import { age, day, dayClock } from "../../shared/format";
import { failureOf } from "../core/http";
import { format } from "../core/route";
import { Confirm } from "../room/Confirm";
import { useConsole } from "../view/context";
import { Glyph } from "../view/Glyph";
import type { Contact, Fact } from "./api";
import { calledOf, channelWord, useContacts } from "./context";
import { t } from "./texts";

/** The contacts that are one person, how that is known, and the way back. */
export function PartsCard({ contact, onChanged }: { contact: Contact; onChanged: () => void }) {
  const { api, toasts } = useContacts();
  const { prefs, clock, session } = useConsole();
  const [parting, setParting] = useState<string | null>(null);
  const may = ["owner", "admin", "supervisor", "agent"].includes(session.me()?.agent.role ?? "");
  return (
    <section class="card" aria-labelledby="parts">
      <h2 class="eyebrow" id="parts">
        {t("parts")}
      </h2>
      <ul class="plain-list">
        {contact.parts.map((part) => {
          const merge = contact.merges.find((m) => m.contact_id === part.id || m.other_id === part.id);
          return (
            <li class="part" key={part.id} data-part={part.id}>
              <div>
                <p class="part-name">{calledOf(part)}</p>
                <p class="soft small">
                  {[t(`bond_${part.bond}`), ...part.channels.map(channelWord), part.external_id]
                    .filter(Boolean)
                    .join(" · ")}
                </p>
                {part.bond === "merged" && merge && (
                  <p class="soft small">
                    {dayClock(merge.at, prefs.value.language, clock.value)}
                    {merge.note && ` · ${merge.note}`}
                  </p>
                )}
              </div>
              {may && part.bond === "merged" && merge && !merge.proven && (
                <button type="button" class="button" onClick={() => setParting(merge.id)}>
                  {t("unmerge")}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {parting && (
        <Confirm
          title={t("unmerge_title")}
          word={t("unmerge")}
          busyWord={t("unmerging")}
          run={async () => {
            try {
              await api.unmerge(contact.id, parting);
            } catch (thrown) {
              return failureOf(thrown);
            }
            toasts.show("good", t("unmerged"), "");
            onChanged();
            return null;
          }}
          onClose={() => setParting(null)}
        >
          <p>{t("unmerge_text")}</p>
        </Confirm>
      )}
    </section>
  );
}

/** What is open now. */
export function OpenCard({ contact }: { contact: Contact }) {
  const { prefs, clock } = useConsole();
  return (
    <section class="card" aria-labelledby="open">
      <h2 class="eyebrow" id="open">
        {t("open")}
      </h2>
      {contact.open.length === 0 && <p class="soft small">{t("open_none")}</p>}
      <ul class="plain-list">
        {contact.open.map((row) => (
          <li key={row.id}>
            <a
              class="open-talk"
              href={format({ page: "inbox", view: "all", conversation: row.id, panel: false })}
            >
              <span class="open-text">{row.last.text || t("open_conversation")}</span>
              <span class="soft small">
                {channelWord(row.channel)} · {age(row.last.at, prefs.value.language, clock.value)}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What each contact may be written to about, and how often they were. */
export function ConsentCard({ contact }: { contact: Contact }) {
  const several = contact.parts.length > 1;
  return (
    <section class="card" aria-labelledby="consent">
      <h2 class="eyebrow" id="consent">
        {t("consent")}
      </h2>
      <ul class="plain-list">
        {contact.budget.map(({ class: about, used, weekly }) => (
          <li class="consent" key={about}>
            <p class="consent-head">
              <span class="part-name">{t(`class_${about}`)}</span>
              <span class="soft small tabular">{t("budget", { used, weekly })}</span>
            </p>
            {contact.consent
              .filter((one) => one.class === about)
              .map((one) => {
                const part = contact.parts.find((p) => p.id === one.contact_id);
                return (
                  <p class="consent-line" key={one.contact_id} data-allowed={one.allowed}>
                    <Glyph name={one.allowed ? "circle-check" : "hand"} size={16} />
                    <span>
                      {several && part && `${calledOf(part)}: `}
                      {t(one.allowed ? "allowed" : "not_allowed")}
                      {one.by_other && <span class="soft small"> · {t("consent_by_other")}</span>}
                    </span>
                  </p>
                );
              })}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is known, what for, and from where. */
export function FactsCard({ contact }: { contact: Contact }) {
  return (
    <section class="card" aria-labelledby="facts">
      <h2 class="eyebrow" id="facts">
        {t("facts")}
      </h2>
      {contact.facts.length === 0 && <p class="soft small">{t("facts_none")}</p>}
      <dl class="facts-known">
        {contact.facts.map((fact) => (
          <FactLine key={fact.contact_id + fact.name} fact={fact} contact={contact} />
        ))}
      </dl>
    </section>
  );
}

function FactLine({ fact, contact }: { fact: Fact; contact: Contact }) {
  const { prefs, clock } = useConsole();
  const part = contact.parts.length > 1 ? contact.parts.find((p) => p.id === fact.contact_id) : undefined;
  const source = fact.source.startsWith("conversation ") ? t("source_conversation") : fact.source;
  const about = [
    part && calledOf(part),
    fact.purpose && t("fact_for", { purpose: fact.purpose }),
    source && t("fact_from", { source }),
    fact.until && t("fact_until", { day: day(fact.until, prefs.value.language, clock.value) }),
  ];
  return (
    <div>
      <dt>{fact.name.replaceAll("_", " ")}</dt>
      <dd>
        {typeof fact.value === "object" ? JSON.stringify(fact.value) : String(fact.value)}
        <span class="soft small fact-about">{about.filter(Boolean).join(" · ")}</span>
      </dd>
    </div>
  );
}
