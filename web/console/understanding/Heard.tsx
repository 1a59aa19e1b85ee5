import { Icon } from "../../shared/Icon";
import type { Example } from "./api";
import { useRoom } from "./context";
import { t } from "./texts";
import { percent } from "./words";

/** What was heard in an example while it was held out. */
export function Heard({ example }: { example: Example }) {
  const { title } = useRoom();
  const { right, guess, confidence } = example;
  if (right === null) return <span class="heard soft">{t("heard_unmeasured")}</span>;
  const sure = guess && <span class="soft tabular"> · {t("sure", { share: percent(confidence) })}</span>;
  return (
    <span class="heard" data-right={right}>
      <Icon name={right ? "check" : "circle-alert"} size={16} />
      <span>
        {right ? t("heard_right") : guess ? t("heard_as", { intent: title(guess) }) : t("heard_nothing")}
        {sure}
      </span>
    </span>
  );
}
