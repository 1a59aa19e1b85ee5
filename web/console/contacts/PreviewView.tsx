import { Icon } from "../../shared/Icon";
import { Mark } from "../../shared/Mark";
import type { Preview } from "./api";
import { calledOf } from "./context";
import { titleOf } from "./moments";
import { t } from "./texts";

/** What a merge would do, before it is done. */
export function PreviewView({ preview }: { preview: Preview }) {
  const names = new Map(preview.sides.map((s) => [s.contact.id, calledOf(s.contact)]));
  const stops = preview.consent.filter((c) => c.before && !c.after);
  const total = preview.sides.reduce((sum, s) => sum + s.conversations, 0);
  return (
    <div class="preview">
      <ul class="plain-list preview-sides">
        {preview.sides.map(({ contact, conversations }) => (
          <li class="preview-side" key={contact.id}>
            <Mark kind="contact" name={calledOf(contact)} size={36} />
            <div>
              <p class="part-name">{calledOf(contact)}</p>
              <p class="soft">
                {[
                  t(contact.verified ? "verified" : "unverified"),
                  contact.external_id,
                  t("conversations", { count: conversations }),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            </div>
          </li>
        ))}
      </ul>
      {!preview.possible ? (
        <p class="banner" data-tone="bad">
          <Icon name="circle-alert" size={18} />
          <span>
            {t("merge_refused")}. {preview.refusal}
          </span>
        </p>
      ) : (
        <>
          <h3 class="eyebrow">{t("preview")}</h3>
          <ul class="preview-list">
            <li>{t("preview_history", { count: total })}</li>
            {stops.map((c) => (
              <li key={c.contact_id + c.class}>
                {t("preview_stops", { name: names.get(c.contact_id) ?? "", class: t(`class_${c.class}`) })}
              </li>
            ))}
            {stops.length === 0 && <li>{t("preview_keeps")}</li>}
            {preview.budget
              .filter((b) => b.one + b.other > 0)
              .map((b) => (
                <li key={b.class}>
                  {t("preview_budget", {
                    class: t(`class_${b.class}`),
                    used: b.one + b.other,
                    weekly: b.weekly,
                  })}
                </li>
              ))}
            {preview.set_aside.length > 0 && (
              <li>
                {t("preview_aside", {
                  names: preview.set_aside.map((r) => titleOf(r.title, r.playbook)).join(", "),
                })}
              </li>
            )}
            {preview.differ.length > 0 && (
              <li>{t("preview_differ", { names: preview.differ.join(", ").replaceAll("_", " ") })}</li>
            )}
            <li>{t("preview_back")}</li>
          </ul>
        </>
      )}
    </div>
  );
}
