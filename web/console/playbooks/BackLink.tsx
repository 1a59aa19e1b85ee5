import { Icon } from "../../shared/Icon";
import { format } from "../core/route";
import { t } from "./texts";

/** The way back to the list. */
export function BackLink() {
  return (
    <a class="back-link" href={format({ page: "playbooks", id: null, tab: "graph" })}>
      <Icon name="arrow-left" size={18} />
      <span>{t("back_to_list")}</span>
    </a>
  );
}
