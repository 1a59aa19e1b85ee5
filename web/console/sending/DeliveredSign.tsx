import { Icon } from "../../shared/Icon";
import { t } from "./texts";

/** Under a person's newest words until the contact has seen them. */
export function DeliveredSign() {
  return (
    <span class="delivered">
      <Icon name="check" size={14} />
      {t("delivered")}
    </span>
  );
}
