import type { Author, Brand, ChatState } from "../../shared/api";
import { authorLabel, initials } from "../../shared/author";
import { Icon } from "../../shared/Icon";
import { language } from "../../shared/i18n";
import { Mark } from "../../shared/Mark";
import { t } from "../texts";
import { usePanel } from "./context";

/** Who speaks now: the person who holds the conversation, else the assistant. */
export function speaker(state: ChatState): Author {
  if (state.holder === "agent") return { kind: "human", name: state.agent?.name ?? "" };
  return { kind: "ai" };
}

function Logo({ brand }: { brand: Brand | null }) {
  if (brand?.logo_url) return <img class="logo" src={brand.logo_url} alt="" width="36" height="36" />;
  return (
    <span class="logo logo-letters" aria-hidden="true">
      {brand ? initials(brand.name) : ""}
    </span>
  );
}

/** A person is one tap away, always at this place. */
function PersonButton() {
  const { chat } = usePanel();
  const { holder } = chat.state.value;
  const wish = chat.wish.value;
  const text =
    wish === "person"
      ? "person_asking"
      : holder === "queue"
        ? "person_waiting"
        : holder === "agent"
          ? "person_here"
          : "person";
  const idle = text === "person";
  return (
    <button
      type="button"
      class="person"
      data-idle={idle}
      aria-disabled={!idle || chat.phase.value !== "ready"}
      onClick={() => idle && chat.phase.value === "ready" && void chat.ask("person")}
    >
      <Icon name={text === "person_here" ? "check" : idle ? "user" : "clock"} size={16} />
      {t(text)}
    </button>
  );
}

/** Brand, who is speaking now, and the way to a person. */
export function Head() {
  const { chat, close } = usePanel();
  const brand = chat.brand.value;
  const now = speaker(chat.state.value);
  const lang = language.value;
  const other = lang === "id" ? "en" : "id";
  return (
    <header class="head">
      <div class="head-brand">
        <Logo brand={brand} />
        <div class="head-words">
          <h1>{brand?.name ?? t("title_plain")}</h1>
          <p class="now" data-kind={now.kind} role="status">
            <Mark kind={now.kind} name={now.name} size={18} />
            <span class="visually-hidden">{t("speaking", { author: authorLabel(now) })}</span>
            <span class="now-word" aria-hidden="true">
              {authorLabel(now)}
            </span>
          </p>
        </div>
        <button
          type="button"
          class="plain"
          lang={other}
          aria-label={t("other_language_aria")}
          onClick={() => chat.chooseLanguage(other)}
        >
          {t("other_language")}
        </button>
        {close && (
          <button type="button" class="plain plain-icon" aria-label={t("close")} onClick={close}>
            <Icon name="x" />
          </button>
        )}
      </div>
      <PersonButton />
    </header>
  );
}
