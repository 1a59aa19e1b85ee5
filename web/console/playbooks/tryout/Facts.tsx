import type { Tried } from "../api";
import { t } from "../texts";

const written = (value: unknown): string => {
  if (value === null || value === undefined || value === "") return t("nothing");
  if (typeof value === "object" && "text" in value && typeof value.text === "string") return value.text;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

/** What the playbook knows by now, and how the customer's trust stands. */
export function Facts({ tried }: { tried: Tried }) {
  const slots = Object.entries(tried.slots ?? {});
  if (slots.length === 0 && !tried.trust) return null;
  return (
    <dl class="try-facts" aria-label={t("try_facts")}>
      {tried.trust && (
        <div>
          <dt>{t("trust")}</dt>
          <dd class="tabular">{Math.round(tried.trust.score)}</dd>
        </div>
      )}
      {slots.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{written(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
