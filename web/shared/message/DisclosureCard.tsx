import type { Author, Disclosure } from "../api";
import { Mark } from "../Mark";
import { t } from "../texts";
import { Text } from "./Text";

/** Who is answering, as a card and not as small print. */
export function DisclosureCard({ disclosure, author }: { disclosure: Disclosure; author: Author }) {
  return (
    <div class="msg-disclosure" data-kind={author.kind} data-disclosure={disclosure.elements.join(" ")}>
      <Mark kind={author.kind} name={author.name} size={40} />
      <div>
        <p class="msg-disclosure-head">{t("disclosure")}</p>
        <p>
          <Text text={disclosure.text} />
        </p>
      </div>
    </div>
  );
}
