import { useEffect, useState } from "preact/hooks";
import type { Suggestion } from "./api";
import { calledOf, useContacts } from "./context";
import { t } from "./texts";

/** Who may be the same person. Nobody is merged by looking. */
export function Suggested({ id, onLook }: { id: string; onLook: (other: string) => void }) {
  const { api } = useContacts();
  const [found, setFound] = useState<Suggestion[]>([]);
  useEffect(() => {
    let here = true;
    api.suggestions(id).then(
      (items) => here && setFound(items),
      () => {}, // a hint that does not come is no trouble
    );
    return () => {
      here = false;
    };
  }, [api, id]);
  if (found.length === 0) return null;
  return (
    <section class="card" aria-labelledby="suggested">
      <h2 class="eyebrow" id="suggested">
        {t("suggested")}
      </h2>
      <ul class="plain-list">
        {found.map(({ contact, kind, address }) => (
          <li class="part" key={contact.id + kind + address}>
            <div>
              <p class="part-name">{calledOf(contact)}</p>
              <p class="soft small">
                {t(kind === "phone" ? "suggested_phone" : "suggested_email", { address })}
              </p>
            </div>
            <button type="button" class="button" onClick={() => onLook(contact.id)}>
              {t("suggested_look")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
