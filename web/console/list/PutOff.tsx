import { number } from "../../shared/format";
import { Icon } from "../../shared/Icon";
import { format } from "../core/route";
import { useConsole } from "../view/context";
import { putOff } from "./snoozed";
import { t } from "./texts";

/** One's own conversations that are put off: none of the rows names them, and they count towards what one can take. */
export function PutOff() {
  const { inbox, view, filter, openId, layout, prefs, show } = useConsole();
  const count = putOff(view.value, filter.value, inbox.lists.value.counts);
  if (count === 0) return null;
  return (
    <a
      class="put-off"
      href={format({
        page: "inbox",
        view: "snoozed",
        conversation: layout.value === "pages" ? null : openId.value,
        panel: false,
      })}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        show("snoozed");
      }}
    >
      <Icon name="clock" size={14} />
      {t("put_off", { count: number(count, prefs.value.language) })}
    </a>
  );
}
