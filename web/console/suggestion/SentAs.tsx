import "./suggestion.css";
import { AuthorTag } from "../../shared/AuthorTag";
import { t } from "./texts";

/** What the customer will see under a reply that began as a model's draft. The server decides by comparing. */
export function SentAs({ name }: { name: string }) {
  return (
    <p class="sent-as" role="status">
      <span>{t("sent_as")}</span>
      <AuthorTag author={{ kind: "ai_assisted", name }} size={18} />
      <span>{t("unless_rewritten")}</span>
    </p>
  );
}
