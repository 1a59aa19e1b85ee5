import { useId } from "preact/hooks";
import type { Role } from "../../shared/api";
import { t } from "./texts";

export const ROLES = ["agent", "supervisor", "analyst", "privacy", "admin", "owner"] as const;

/** What somebody may do here. */
export function Roles({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  const name = useId();
  return (
    <fieldset class="checks">
      <legend class="field-label">{t("invite_role")}</legend>
      {ROLES.map((r) => (
        <label key={r} class="check">
          <input type="radio" name={name} value={r} checked={r === role} onChange={() => onChange(r)} />
          <span>
            {t(`role_${r}`)}
            <span class="field-hint">{t(`role_${r}_hint`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
